"""A3 and A4: a linear program asks of every answer whether the publication still leaves it possible.

People of one cell are interchangeable, so one person per cell and item is asked about. An insider knows an answer: the
attacker's own, or a confederate's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scipy.optimize import linprog

from tests.adversary.reading import Entry, Parents, Printed, nearest, read

TOLERANCE = 1e-6
Counts = Mapping[str, int]
"""People who answered, per cell."""


@dataclass(frozen=True)
class Fact:
    """What an entry tells: a sum of weights over its people's codes lies between two values."""

    weights: tuple[int, ...]
    least: float
    greatest: float


def ruled_out(
    text: str, counts: Mapping[str, Counts], insiders: Mapping[str, Mapping[str, int]] | None = None
) -> list[str]:
    """Name the answers the publication makes impossible for somebody.

    `counts` are the true respondents per item and cell; `insiders` the known answer, per item, of one in a cell.
    """
    reading, known = read(text), insiders or {}
    return [
        f"{printed.item}: nobody in {cell} answered {code}"
        for printed in reading.items
        if printed.form != "count"
        for cell, code in _impossible(reading.parents, printed, counts[printed.item], known.get(printed.item, {}))
    ]


def _impossible(
    parents: Parents, printed: Printed, counts: Counts, known: Mapping[str, int]
) -> Iterator[tuple[str, int]]:
    for unit, entry in ((unit, entry) for unit, entry in printed.entries.items() if entry.n):
        cells = [cell for cell in counts if counts[cell] and nearest(parents, printed.entries, cell) == unit]
        free = [counts[cell] - (cell in known) for cell in cells]
        told = [known[cell] - printed.lowest for cell in cells if cell in known]
        facts = facts_of(printed, entry)
        for place, cell in enumerate(cells):
            others = [people - (other == place) for other, people in enumerate(free)]
            if free[place]:
                yield from ((cell, code + printed.lowest) for code in _excluded(facts, others, told))


def _excluded(facts: Sequence[Fact], others: Sequence[int], told: Sequence[int]) -> Iterator[int]:
    """The codes one person cannot have given, beside the others of each cell and the answers already known."""
    codes = len(facts[0].weights)
    groups = [1, *others]
    weights = [fact.weights * len(groups) for fact in facts]
    shift = [sum(fact.weights[code] for code in told) for fact in facts]
    each = [[int(place // codes == group) for place in range(codes * len(groups))] for group in range(len(groups))]
    for code in range(codes):
        outcome = linprog(
            [-int(place == code) for place in range(codes * len(groups))],
            A_ub=[*weights, *([-weight for weight in row] for row in weights)],
            b_ub=[
                *(fact.greatest - known for fact, known in zip(facts, shift, strict=True)),
                *(known - fact.least for fact, known in zip(facts, shift, strict=True)),
            ],
            A_eq=each,
            b_eq=groups,
            method="highs",
        )
        if outcome.status != 0:
            raise AssertionError(f"The attack assumes something untrue: {outcome.message}")
        if -outcome.fun < 1 - TOLERANCE:
            yield code


def ruled_out_by_totals(people: Counts, totals: Mapping[frozenset[str], int], codes: range) -> list[str]:
    """Name the answers that the exact sums of some groups of cells make impossible for somebody.

    `people` are the true respondents per cell; `totals` the sum of the answers of each group.
    """
    return [
        f"nobody in {cell} answered {code}"
        for cell in people
        if people[cell]
        for code in codes
        if not _possible(people, totals, codes, cell, code)
    ]


def _possible(people: Counts, totals: Mapping[frozenset[str], int], codes: range, asked: str, answer: int) -> bool:
    """Whether one person of a cell may have given this answer, beside all others."""
    groups = [(asked, 1), *((cell, number - (cell == asked)) for cell, number in people.items())]
    each = [[int(other == group) for other in range(len(groups)) for _ in codes] for group in range(len(groups))]
    sums = [[code * (cell in group) for cell, _ in groups for code in codes] for group in totals]
    outcome = linprog(
        [-int(place == answer - codes[0]) for place in range(len(groups) * len(codes))],
        A_eq=[*each, *sums],
        b_eq=[*(number for _, number in groups), *totals.values()],
        method="highs",
    )
    if outcome.status != 0:
        raise AssertionError(f"The attack assumes something untrue: {outcome.message}")
    return bool(-outcome.fun >= 1 - TOLERANCE)


def facts_of(printed: Printed, entry: Entry) -> list[Fact]:
    """Everything the publisher's known rules and an entry tell about its people."""
    codes = range(printed.lowest, printed.highest + 1)
    anyone = Fact(tuple(1 for _ in codes), entry.n, entry.n)
    if printed.form == "choice":
        return [anyone, *_parts(entry.options, [{code} for code in codes], codes, printed.guard(entry.n))]
    bands = _parts(entry.bands, [{1, 2}, {3}, {4, 5}], codes, printed.guard(entry.n)) if entry.bands else []
    return [anyone, _sum(printed, entry), *bands]


def _sum(printed: Printed, entry: Entry) -> Fact:
    weights = tuple(range(printed.lowest, printed.highest + 1))
    guard = printed.guard(entry.n)
    if entry.bands:
        against, neutral, favour = entry.bands
        low, high = against + 3 * neutral + 4 * favour + guard, 2 * against + 3 * neutral + 5 * favour - guard
    else:
        width = (printed.highest - printed.lowest) * guard
        low, high = entry.n * printed.lowest + width, entry.n * printed.highest - width
    # At a bound the true sum may lie beyond it; anywhere else it is the printed one.
    least = entry.n * printed.lowest if entry.total == low else entry.total
    return Fact(weights, least, entry.n * printed.highest if entry.total == high else entry.total)


def _parts(printed: Sequence[int], groups: Sequence[set[int]], codes: range, guard: int) -> list[Fact]:
    everyone, largest = sum(printed), max(printed)
    facts = []
    for people, group in zip(printed, groups, strict=True):
        least, greatest = people, people
        if people == guard:
            # Raised to the guard, unless all parts are about as large and it was lowered to it.
            least, greatest = 0, guard if largest > guard + 1 else everyone
        elif guard in printed:
            # A raised part may have taken its answers from here.
            greatest = everyone
        facts.append(Fact(tuple(int(code in group) for code in codes), least, greatest))
    return facts
