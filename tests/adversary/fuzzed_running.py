"""Trying many inputs on one parser: what it raises, what it says when it refuses, how long it takes.

A family of inputs brings the parser, called `take`, and what it may refuse with. `take` names what is wrong with what
the parser accepted. Every other error, a sentence nobody could use, and time out of proportion are findings.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from time import thread_time
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis.strategies import SearchStrategy

from pulse.errors import Refusal
from tests.adversary.running import described

MOST_FINDINGS = 20
MOST_TIMES = 60
"""So much longer than its valid documents, size for size, may a parser take: in most it is under five."""
SMALLEST = 4_000
"""What every input counts as at least: setting out takes time, too."""
LONGEST_LINE = 1_200
UNFIT = {chr(code) for code in range(32)} - {"\n"} | {"\x7f", "\x85", "\u2028", "\u2029"}


@dataclass(frozen=True)
class Family:
    """Inputs of one kind, and the parser that takes them."""

    name: str
    inputs: Callable[[], SearchStrategy[Any]]
    take: Callable[[Any], Iterable[str]]
    valid: Callable[[], Any]
    """What the parser is timed on."""
    refusals: tuple[type[Exception], ...] = (Refusal,)
    quiet: bool = False
    """The refusal is for a program to read, not for a person."""


@dataclass
class Tried:
    """What came of inputs so far."""

    inputs: int = 0
    accepted: int = 0
    findings: dict[str, str] = field(default_factory=dict)
    """By what is wrong, so that a thousand inputs with one cause are one finding."""

    def find(self, wrong: str, given: Any) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.setdefault(wrong[:300], given if isinstance(given, str) else f"{given!r:.500}")

    @property
    def said(self) -> list[str]:
        """The findings, each with the first input that led to it."""
        return [f"{wrong}, by {given}" for wrong, given in self.findings.items()]


def driven(inputs: SearchStrategy[Any], attempt: Callable[[Any], None], seed: int, number: int) -> None:
    """Try so many inputs, all of which follow from the seed."""

    @seeded(seed)
    @settings(
        max_examples=number,
        phases=(Phase.generate,),
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs)
    def run(one: Any) -> None:
        attempt(one)

    run()


def tried(family: Family, seed: int, number: int) -> Tried:
    """Try so many inputs of a family."""
    found, pace = Tried(), _pace(family)
    driven(family.inputs(), lambda given: _try(family, given, found, pace), seed, number)
    return found


def faults_of_sentence(sentence: str) -> Iterable[str]:
    """What is wrong with the words of a refusal."""
    if not sentence.strip() or max(map(len, sentence.splitlines()), default=0) > LONGEST_LINE:
        yield "a refusal says nothing, or a line of it is too long to read"
    if UNFIT & set(sentence) or not _writable(sentence):
        yield "a refusal holds characters that nothing shows"
    if "Traceback" in sentence or "object at 0x" in sentence:
        yield "a refusal shows the insides of the program"


class Caught:
    """Takes whatever is raised within, so that it can be looked at."""

    error: BaseException | None = None

    def __enter__(self) -> "Caught":
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        self.error = error
        return isinstance(error, Exception | SystemExit)


def _try(family: Family, given: Any, found: Tried, pace: float) -> None:
    found.inputs += 1
    allowed = pace * max(SMALLEST, size_of(given))
    if _judge(family, given, found) > allowed and min(_judge(family, given, found) for _ in range(2)) > allowed:
        found.find(f"{family.name}: takes more than {MOST_TIMES} times as long as it should, size for size", given)


def _judge(family: Family, given: Any, found: Tried) -> float:
    """Let the parser take an input, note what is wrong, and return how many seconds it worked."""
    before = thread_time()
    with Caught() as caught:
        faults = list(family.take(given))
    worked = thread_time() - before
    if caught.error is None:
        found.accepted += 1
    elif not isinstance(caught.error, family.refusals):
        kind, _, text = described(caught.error).partition(": ")
        found.find(f"{family.name}: raises {kind}", f"{text:.100} {given!r:.500}")
        return worked
    else:
        faults = [] if family.quiet else list(faults_of_sentence(str(caught.error)))
    for fault in faults:
        found.find(f"{family.name}: {fault}", given)
    return worked


@cache
def _pace(family: Family) -> float:
    """How many seconds a parser may take for each character."""
    valid = family.valid()
    family_pace = min(_seconds(lambda: list(family.take(valid))) for _ in range(5)) / max(SMALLEST, size_of(valid))
    text = "x" * SMALLEST
    plain_pace = min(_seconds(lambda: sum(map(ord, reversed(list(text))))) for _ in range(5)) / SMALLEST
    return MOST_TIMES * max(family_pace, 3 * plain_pace)


def _seconds(work: Callable[[], object]) -> float:
    before = thread_time()
    work()
    return thread_time() - before


def _writable(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def size_of(given: Any) -> int:
    """About how many characters were given, however deep they lie."""
    if isinstance(given, str | bytes):
        return len(given)
    if isinstance(given, dict):
        return sum(size_of(one) for pair in given.items() for one in pair)
    return sum(map(size_of, given)) if isinstance(given, list | tuple) else 8
