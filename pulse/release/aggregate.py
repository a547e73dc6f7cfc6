"""From sheets to a table: a fold that forgets who, when and in which order, then the disclosure program per item."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pulse.publications.figures import PARTICIPATION, Form, Policy, Reason, Shape
from pulse.publications.table import Column, Table
from pulse.release.disclosure import atoms, publishable, sanitise, subtree_sums
from pulse.roster.tree import Tree

PRESENCE = Shape(Form.COUNT)
Histograms = Mapping[str, Sequence[int]]
"""Per cell, how many answered each code of an item."""


class Tally:
    """Sheets added up per cell, item and code; its size follows from these, never from the number of sheets."""

    def __init__(self, cells: Iterable[str]) -> None:
        self.respondents = dict.fromkeys(cells, 0)
        """Sheets counted in each cell."""
        self._places = {cell: place for place, cell in enumerate(self.respondents)}
        self._answers: defaultdict[str, defaultdict[int, array[int]]] = defaultdict(lambda: defaultdict(self._nobody))
        """Per item and code, how many answered it in the cell of each place."""

    def add(self, cell: str, answers: Mapping[str, int]) -> None:
        """Count one sheet: an item's code where it was answered, nothing where it was skipped.

        Raises ValueError for a cell the contract does not name.
        """
        if cell not in self.respondents:
            raise ValueError("A sheet counts in a cell of the contract.")
        self.respondents[cell] += 1
        for item, code in answers.items():
            self._answers[item][code][self._places[cell]] += 1

    @property
    def items(self) -> frozenset[str]:
        """The items answered at least once."""
        return frozenset(self._answers)

    def histograms(self, item: str, shape: Shape) -> Histograms:
        """Count, per cell, the answers of every code of the shape. Raises ValueError for any other code."""
        answered: Mapping[int, array[int]] = self._answers.get(item, {})
        if answered.keys() - set(shape.codes):
            raise ValueError(f"Item {item} has an answer outside its codes.")
        columns = (answered.get(code) or self._nobody() for code in shape.codes)
        return dict(zip(self.respondents, zip(*columns, strict=True), strict=True))

    def _nobody(self) -> "array[int]":
        return array("L", bytes(array("L").itemsize * len(self._places)))


def release_table(tree: Tree, tally: Tally, shapes: Mapping[str, Shape], policy: Policy) -> Table:
    """Reduce a tally to the table that is published: the items of `shapes`, and participation as one more.

    Every item has its own counts and so its own selection of units, since any item may be skipped. Raises ValueError
    for answers to an item without a shape, or outside its codes.
    """
    if unknown := tally.items - shapes.keys():
        raise ValueError(f"There are answers to items that were not asked: {', '.join(sorted(unknown))}.")
    columns = {item: _column(tree, tally.histograms(item, shape), shape, policy) for item, shape in shapes.items()}
    present = {cell: (people,) for cell, people in tally.respondents.items()}
    return Table(tree, policy, {**columns, PARTICIPATION: _column(tree, present, PRESENCE, policy)})


def _column(tree: Tree, histograms: Histograms, shape: Shape, policy: Policy) -> Column:
    counts = {cell: sum(histogram) for cell, histogram in histograms.items()}
    selection = publishable(tree, counts, policy.threshold(shape))
    pools = _pools(histograms, atoms(tree, selection.shown))
    nobody = (0,) * len(shape.codes)
    shown = {unit: sanitise(shape, pools.get(unit, nobody), policy) for unit in selection.shown}
    return Column(shape, shown, {**selection.hidden, **_folded(tree, histograms)})


def _pools(histograms: Histograms, home: Mapping[str, str | None]) -> dict[str, Sequence[int]]:
    """Add up the histograms of the cells of each atom."""
    pools: dict[str, Sequence[int]] = {}
    for cell, histogram in histograms.items():
        unit = home[cell]
        if unit is not None:
            held = pools.get(unit)
            pools[unit] = histogram if held is None else [sum(pair) for pair in zip(held, histogram, strict=True)]
    return pools


def _folded(tree: Tree, cells: Iterable[str]) -> dict[str, Reason]:
    """The units without any cell at or below them: their people count further up."""
    numbers = subtree_sums(tree, dict.fromkeys(cells, 1))
    return {unit: Reason.FOLDED for unit, number in numbers.items() if number == 0}
