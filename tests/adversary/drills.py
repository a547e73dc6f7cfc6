"""Attacks on a build of the disclosure core: made-up waves go in, what attacks find in the published text comes out.

Each drill yields findings as it meets them, so that a broken build is caught at the first.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from random import Random
from typing import Any

from tests.adversary import deniability
from tests.adversary.deniability import Histogram, Verdict
from tests.adversary.linear import ruled_out
from tests.adversary.mutants import Build
from tests.adversary.organisations import ITEMS, Organisation, Sheet, answers, counts, organisation
from tests.adversary.rank import small_supports
from tests.adversary.reading import read
from tests.adversary.subtraction import subtract

FIGURES, TABLE = "pulse.publications.figures", "pulse.publications.table"
DOCUMENT, TREE = "pulse.publications.document", "pulse.roster.tree"
DISCLOSURE, AGGREGATE = "pulse.release.disclosure", "pulse.release.aggregate"
CORE = (TREE, FIGURES, TABLE, DOCUMENT, DISCLOSURE, AGGREGATE)

Drill = Callable[[Build, int], Iterator[str]]
"""An attack on a build, over so many organisations."""


def the_program() -> Build:
    """The disclosure core as it is."""
    return Build({name: import_module(name) for name in CORE})


def shape(build: Build, item: str) -> Any:
    """How an item of the made-up organisations is published."""
    figures, codes = build[FIGURES], ITEMS[item]
    if item == "P4":
        return figures.Shape(figures.Form.CHOICE, lowest=codes[0], options=len(codes))
    return figures.Shape(figures.Form.MEAN, codes[0], codes[-1], banded=item == "S1")


def publish(build: Build, house: Organisation, sheets: list[Sheet], policy: Any = None) -> str:
    """Release one wave and give the text that is published."""
    tally = build[AGGREGATE].Tally(house.people)
    for cell, sheet in sheets:
        tally.add(cell, sheet)
    shapes = {item: shape(build, item) for item in ITEMS}
    tree, chosen = build[TREE].Tree(house.parents), policy or build[FIGURES].Policy()
    table = build[AGGREGATE].release_table(tree, tally, shapes, chosen)
    return str(build[DOCUMENT].Document("wave", "contract", "0" * 64, table).text)


def subtraction(build: Build, rounds: int = 20) -> Iterator[str]:
    """A1 on random organisations, three waves each."""
    for seed in range(rounds):
        random = Random(seed)
        house = organisation(random, random.randint(1, 40))
        yield from subtract(publish(build, house, answers(random, house)) for _ in range(3))


def algebra(build: Build, rounds: int = 30) -> Iterator[str]:
    """A2 on small random organisations."""
    for seed in range(rounds):
        random = Random(seed)
        house = organisation(random, random.randint(1, 8), largest=7)
        sheets = answers(random, house)
        reading = read(publish(build, house, sheets))
        people = counts(sheets)
        for printed in (printed for printed in reading.items if printed.form != "count"):
            yield from map(
                str, small_supports(reading.parents, printed.entries, people[printed.item], printed.promised)
            )


def bounds(build: Build, rounds: int = 2) -> Iterator[str]:
    """A3: linear programs on small organisations of larger teams."""
    for seed in range(rounds):
        random = Random(seed)
        house = organisation(random, 4, largest=24)
        sheets = answers(random, house)
        yield from ruled_out(publish(build, house, sheets), counts(sheets))


def insiders(build: Build, rounds: int = 2) -> Iterator[str]:
    """A4: the same in strict mode, knowing one person's answers in every cell that is an atom of its own."""
    for seed in range(rounds):
        random = Random(seed)
        house = organisation(random, 4, largest=24)
        sheets = answers(random, house)
        text = publish(build, house, sheets, build[FIGURES].Policy(k=8, strict=True))
        yield from ruled_out(text, counts(sheets), known_answers(text, sheets))


def known_answers(text: str, sheets: list[Sheet]) -> Mapping[str, Mapping[str, int]]:
    """One insider per atom and item: the first one of the cell whose name the atom has."""
    return {
        printed.item: {
            cell: sheet[printed.item]
            for cell, sheet in reversed(sheets)
            if cell in printed.entries and printed.item in sheet
        }
        for printed in read(text).items
    }


def counts_alone(build: Build, rounds: int = 20) -> Iterator[str]:
    """T5: the same people answer the same items quite differently; exactly the same units must be hidden."""
    for seed in range(rounds):
        random = Random(seed)
        house = organisation(random, random.randint(2, 24))
        sheets = answers(random, house)
        other: list[Sheet] = [(cell, {item: random.choice(ITEMS[item]) for item in sheet}) for cell, sheet in sheets]
        same: list[Sheet] = [(cell, {item: ITEMS[item][-1] for item in sheet}) for cell, sheet in sheets]
        first, *others = (hidden(publish(build, house, chosen)) for chosen in (sheets, other, same))
        if any(first != found for found in others):
            yield f"organisation {seed}: what is hidden follows the answers"


def hidden(text: str) -> dict[str, Mapping[str, str]]:
    """The hidden units of every item, and why."""
    return {printed.item: printed.hidden for printed in read(text).items}


@dataclass(frozen=True)
class Group:
    """A group whose every set of answers is tried: its size, the item's codes, and the policy."""

    people: int
    form: str = "mean"
    codes: range = range(1, 6)
    strict: bool = False

    @property
    def guard(self) -> int:
        return max(self.people // 16, 2 if self.strict else 1)

    @property
    def banded(self) -> bool:
        return self.form == "mean" and self.codes == range(1, 6)


def every_size(largest: int) -> Iterator[Group]:
    """Groups of all sizes whose every set of answers can be tried: scales of two and of five, and named options."""
    for strict in (False, True):
        for people in range(8 if strict else 5, largest + 1):
            yield Group(people, codes=range(2), strict=strict)
            yield Group(people, strict=strict)
        for people in range(15, 21):
            yield Group(people, "choice", range(1, 8), strict)


FEW = (
    *(Group(people) for people in (5, 6, 7, 8, 15, 16)),
    *(Group(people, strict=True) for people in (8, 9, 15, 16)),
    *(Group(people, codes=range(2)) for people in (5, 6, 7, 15, 16, 31, 32, 47, 48)),
    *(Group(people, codes=range(2), strict=True) for people in (8, 31, 48)),
    Group(5, codes=range(11)),
    Group(15, "choice", range(1, 5)),
    Group(32, "choice", range(1, 4)),
    Group(15, "choice", range(1, 4), strict=True),
)
"""Small groups of every kind; `make attack` takes all sizes."""


def denials(build: Build, groups: tuple[Group, ...] = FEW) -> Iterator[str]:
    """A5: try all answers of a group."""
    for group in groups:
        verdict = deny(build, group)
        if verdict.telling:
            yield f"{group}: {verdict.telling} of {verdict.results} results rule an answer out"


def deny(build: Build, group: Group) -> Verdict:
    """A5 on one group, through the function that decides what is published of it."""
    print_group = partial(printed_of, build, *_terms(build, group))
    return deniability.attack(print_group, group.people, len(group.codes), group.guard)


def deny_sums(build: Build, group: Group) -> Verdict:
    """A5 on a group too large to try all answers, of an item of which only the sum is published."""
    print_group = partial(printed_of, build, *_terms(build, group))
    return deniability.attack_sums(print_group, group.people, group.codes, group.guard)


def printed_of(build: Build, form: Any, policy: Any, histogram: Histogram) -> str:
    """All that is published of a group with this histogram."""
    return repr(build[DISCLOSURE].sanitise(form, histogram, policy))


def figure_of(build: Build, group: Group, histogram: Histogram) -> tuple[int, int | None, tuple[int, ...], str]:
    """What a reader sees of a group with this histogram: respondents, sum, bands or option counts, and the label."""
    form, policy = _terms(build, group)
    entry = build[DISCLOSURE].sanitise(form, histogram, policy)
    column = build[TABLE].Column(form, {"team": entry}, {})
    table = build[TABLE].Table(build[TREE].Tree({"team": None}), policy, {"S1": column})
    found = build[TABLE].figure(table, "S1", "team")
    if group.form == "choice":
        return found.respondents, None, found.options, str(found.edge)
    bands = (found.bands.unfavourable, found.bands.neutral, found.bands.favourable) if found.bands else ()
    return found.respondents, found.total, bands, str(found.edge)


def _terms(build: Build, group: Group) -> tuple[Any, Any]:
    figures, codes = build[FIGURES], group.codes
    policy = figures.Policy(k=8, strict=True) if group.strict else figures.Policy()
    if group.form == "choice":
        return figures.Shape(figures.Form.CHOICE, lowest=codes[0], options=len(codes)), policy
    return figures.Shape(figures.Form.MEAN, codes[0], codes[-1], banded=group.banded), policy
