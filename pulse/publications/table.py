"""The published table T_w and the arithmetic on it: every figure anybody sees is computed here, from nothing else."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from pulse.publications.figures import (
    Atom,
    Bands,
    Edge,
    Figure,
    Form,
    Policy,
    Reason,
    Shape,
    Withheld,
    bounds,
)
from pulse.roster.tree import Tree


@dataclass(frozen=True)
class Column:
    """One item of a table: the atom of every shown unit, empty atoms among them, and why the other units are hidden."""

    shape: Shape
    atoms: Mapping[str, Atom]
    hidden: Mapping[str, Reason]


@dataclass(frozen=True)
class Table:
    """T_w: what one wave published, with the tree its atoms stand in and the policy they were made under.

    Raises ValueError unless every column speaks of every unit once and every atom is empty or at the threshold.
    """

    tree: Tree
    policy: Policy
    columns: Mapping[str, Column]

    def __post_init__(self) -> None:
        for item, column in self.columns.items():
            if column.atoms.keys() & column.hidden.keys():
                raise ValueError(f"{item} both shows and hides a unit.")
            if column.atoms.keys() | column.hidden.keys() != self.tree.parents.keys():
                raise ValueError(f"{item} does not speak of the units of the tree.")
            least = self.policy.threshold(column.shape)
            if any(0 < atom.respondents < least for atom in column.atoms.values()):
                raise ValueError(f"{item} would publish an atom of fewer than {least}.")


def figure(table: Table, item: str, unit: str) -> Figure | Withheld:
    """Give a unit's figure for an item, or why there is none. Raises KeyError for a unit outside the tree."""
    column = table.columns.get(item)
    if column is None:
        return Withheld(Reason.NOT_ASKED)
    if unit in column.atoms:
        below = (column.atoms[lower] for lower in table.tree.subtree(unit) if lower in column.atoms)
        return _together([_alone(column.shape, table.policy, atom) for atom in below if atom.respondents])
    instead = next((upper for upper in table.tree.ancestors(unit) if upper in column.atoms), None)
    return Withheld(column.hidden[unit], instead)


def figures(table: Table, item: str) -> dict[str, Figure | Withheld]:
    """Give the figures of an item for all units of the tree, in one pass up and one down."""
    column = table.columns.get(item)
    if column is None:
        return dict.fromkeys(table.tree.top_down, Withheld(Reason.NOT_ASKED))
    sums = _summed(table.tree, table.policy, column)
    nearest: dict[str | None, str | None] = {None: None}
    found: dict[str, Figure | Withheld] = {}
    for unit in table.tree.top_down:
        above = nearest[table.tree.parents[unit]]
        shown = unit in column.atoms
        nearest[unit] = unit if shown else above
        found[unit] = sums[unit] if shown else Withheld(column.hidden[unit], above)
    return found


def _summed(tree: Tree, policy: Policy, column: Column) -> dict[str, Figure]:
    """The figure of all atoms at and below each unit that has a respondent in one."""
    sums: dict[str, Figure] = {}
    parts: defaultdict[str | None, list[Figure]] = defaultdict(list)
    for unit in reversed(tree.top_down):
        atom, below = column.atoms.get(unit), parts.pop(unit, [])
        if atom and atom.respondents:
            below.append(_alone(column.shape, policy, atom))
        if below:
            sums[unit] = _together(below)
            parts[tree.parents[unit]].append(sums[unit])
    return sums


def _alone(shape: Shape, policy: Policy, atom: Atom) -> Figure:
    edge, below, above = Edge.INSIDE, 0, 0
    if shape.form is Form.MEAN:
        edge = bounds(shape, policy, atom.respondents, atom.bands).edge(atom.total)
        below = atom.total - atom.respondents * shape.lowest if edge in (Edge.AT_MOST, Edge.ABOUT) else 0
        above = atom.respondents * shape.highest - atom.total if edge in (Edge.AT_LEAST, Edge.ABOUT) else 0
    return Figure(
        atom.respondents, atom.total, shape.lowest, shape.highest, edge, atom.bands, atom.options, below, above
    )


def _together(parts: Sequence[Figure]) -> Figure:
    """The figure of one or more groups without a common member; it has bands only if all have."""
    if len(parts) == 1:
        return parts[0]
    return Figure(
        respondents=sum(part.respondents for part in parts),
        total=sum(part.total for part in parts),
        lowest=parts[0].lowest,
        highest=parts[0].highest,
        edge=reduce(Edge.joined, (part.edge for part in parts)),
        bands=_bands([part.bands for part in parts]),
        options=tuple(map(sum, zip(*(part.options for part in parts), strict=True))),
        below=sum(part.below for part in parts),
        above=sum(part.above for part in parts),
    )


def _bands(parts: Sequence[Bands | None]) -> Bands | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return Bands(
        sum(part.unfavourable for part in known),
        sum(part.neutral for part in known),
        sum(part.favourable for part in known),
    )
