"""The published table T_w and the arithmetic on it: every figure anybody sees is computed here, from nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
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
        return reduce(_together, [_alone(column.shape, table.policy, atom) for atom in below if atom.respondents])
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
    sums = {unit: _alone(column.shape, policy, atom) for unit, atom in column.atoms.items() if atom.respondents}
    for unit in reversed(tree.top_down):
        parent = tree.parents[unit]
        if parent is not None and unit in sums:
            sums[parent] = _together(sums[parent], sums[unit]) if parent in sums else sums[unit]
    return sums


def _alone(shape: Shape, policy: Policy, atom: Atom) -> Figure:
    found = Figure(atom.respondents, atom.total, shape.lowest, shape.highest, bands=atom.bands, options=atom.options)
    if shape.form is not Form.MEAN:
        return found
    edge = bounds(shape, policy, atom.respondents, atom.bands).edge(atom.total)
    below = atom.total - atom.respondents * shape.lowest if edge in (Edge.AT_MOST, Edge.ABOUT) else 0
    above = atom.respondents * shape.highest - atom.total if edge in (Edge.AT_LEAST, Edge.ABOUT) else 0
    return replace(found, edge=edge, below=below, above=above)


def _together(one: Figure, other: Figure) -> Figure:
    """The figure of two groups without a common member; it has bands only if both have."""
    return replace(
        one,
        respondents=one.respondents + other.respondents,
        total=one.total + other.total,
        edge=one.edge.joined(other.edge),
        bands=_bands(one.bands, other.bands),
        options=tuple(here + there for here, there in zip(one.options, other.options, strict=True)),
        below=one.below + other.below,
        above=one.above + other.above,
    )


def _bands(one: Bands | None, other: Bands | None) -> Bands | None:
    if one is None or other is None:
        return None
    return Bands(one.unfavourable + other.unfavourable, one.neutral + other.neutral, one.favourable + other.favourable)
