"""A2: linear algebra over exact fractions; finds any small group whose answers a combination of figures depends on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from tests.adversary.reading import Parents, climb

Rows = list[list[Fraction]]


def rank(rows: Iterable[Sequence[int]]) -> int:
    """The rank of a matrix, by elimination."""
    left: Rows = [[Fraction(number) for number in row] for row in rows]
    found = 0
    while left:
        pivot = left.pop()
        place = next((column for column, number in enumerate(pivot) if number), None)
        if place is not None:
            found += 1
            left = [_cleared(row, pivot, place) for row in left]
    return found


def _cleared(row: list[Fraction], pivot: list[Fraction], place: int) -> list[Fraction]:
    factor = row[place] / pivot[place]
    return [number - factor * other for number, other in zip(row, pivot, strict=True)] if factor else row


def indicators(parents: Parents, units: Iterable[str], cells: Sequence[str]) -> list[list[int]]:
    """For every unit a row that says which cells are at or below it."""
    above = {cell: set(climb(parents, cell)) for cell in cells}
    return [[int(unit in above[cell]) for cell in cells] for unit in units]


def small_supports(
    parents: Parents, shown: Iterable[str], counts: Mapping[str, int], promised: int
) -> Iterator[tuple[str, ...]]:
    """Every set of cells with 1 to promised-1 people that alone decides some combination of the published sums.

    A combination depends on no cell outside the set exactly if leaving the set's columns out lowers the rank.
    """
    cells = [cell for cell, people in counts.items() if people]
    rows = indicators(parents, shown, cells)
    full = rank(rows)
    for group in _groups(cells, counts, promised):
        outside = [place for place, cell in enumerate(cells) if cell not in group]
        if rank([row[place] for place in outside] for row in rows) < full:
            yield group


def _groups(cells: Sequence[str], counts: Mapping[str, int], promised: int) -> Iterator[tuple[str, ...]]:
    for size in range(1, promised):
        for group in combinations(cells, size):
            if sum(counts[cell] for cell in group) < promised:
                yield group
