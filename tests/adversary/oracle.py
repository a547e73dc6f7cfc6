"""A13: what somebody sees and measures who posts a code that was used before, beside one that was not."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from scipy.stats import mannwhitneyu
from sqlalchemy import Engine

from pulse.ballots import mix
from pulse.invitations import operations as invitations
from tests.respond.stage import ANSWERS, WAVE, Stage

BEFORE = 60
"""How many codes are used before the measuring begins."""
MIXED_EVERY = 50
OWN_IO = Path("/proc/self/io")

Statement = tuple[str, tuple[int, ...]]
"""An SQL statement and the sizes of its parameters."""


@dataclass
class Measured:
    """One number per submission, of codes not used before and of codes used before."""

    fresh: list[float] = field(default_factory=list)
    used: list[float] = field(default_factory=list)

    def auc(self) -> float:
        """The chance that a fresh code's number is the larger of a random pair; 0.5 tells nothing."""
        pairs = len(self.fresh) * len(self.used)
        return float(mannwhitneyu(self.fresh, self.used).statistic / pairs)


def measure(stage: Stage, rounds: int, meter: Callable[[], float]) -> Measured:
    """Post a fresh and a used code in random order, round after round, and note what each moved the meter by.

    The worker mixes in between, as it does in a real wave. `stage` needs BEFORE + rounds people.
    """
    found, chance, browser = Measured(), Random(5), stage.browser()

    def post(person: int) -> float:
        fields, before = {"code": stage.code(person), **ANSWERS}, meter()
        browser.post(stage.path, data=fields)
        return meter() - before

    for person in range(BEFORE):
        post(person)
    for person in range(BEFORE, BEFORE + rounds):
        turns = [(found.fresh, person), (found.used, chance.randrange(BEFORE))]
        chance.shuffle(turns)
        for kept, poster in turns:
            kept.append(post(poster))
        if person % MIXED_EVERY == 0:
            remix(stage, chance)
    return found


def remix(stage: Stage, chance: Random) -> None:
    """Mix the box, as the worker does."""
    box = stage.house.databases.box
    with box.writing() as session:
        invitations.mix(session, WAVE, chance.shuffle)
        mix.mix(session, WAVE, chance.shuffle)
    mix.compact(box)


def bytes_written() -> float:
    """How many bytes this process has written so far."""
    return float(OWN_IO.read_text().split("wchar: ")[1].split()[0])


def seconds() -> float:
    return time.perf_counter()


@contextmanager
def listening(engine: Engine) -> Iterator[list[Statement]]:
    """Note every statement the engine runs, with the sizes of its parameters."""
    heard: list[Statement] = []

    def hear(*happening: Any) -> None:
        _, _, sql, values, *_ = happening
        sizes = (len(value) if isinstance(value, str | bytes) else 0 for value in flat(values))
        heard.append((sql, tuple(sizes)))

    sa.event.listen(engine, "before_cursor_execute", hear)
    yield heard
    sa.event.remove(engine, "before_cursor_execute", hear)


def flat(values: object) -> Iterator[object]:
    """The values of a statement's parameters, however they are given."""
    yield from values.values() if isinstance(values, dict) else values if isinstance(values, tuple | list) else ()
