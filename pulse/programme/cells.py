"""Cells: the unit each invited person counts in, fixed at opening. Pure.

A cell stands on its own only if at least k of its invited people were in it 14 days before the opening; otherwise its
people count in the unit above. So a re-organisation cannot wall off one person among confederates or planted addresses.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pulse.roster.tree import Tree

LONG_ENOUGH = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Placement:
    """A person and the unit they would count in; `since` is when Pulse saw them there, None for long ago.

    Somebody who is paused is not invited. They hold their unit's place in the tree, so that a small unit whose people
    are all paused looks like any other that is folded, and count for nothing else.
    """

    person: int
    unit: str
    since: datetime | None
    paused: bool = False


class Why(StrEnum):
    """Why a unit's people count further up."""

    TOO_FEW = "too few"
    """Fewer than k people are invited."""
    TOO_NEW = "too new"
    """Enough are invited, but fewer than k of them were there 14 days before the opening."""
    TO_JOIN = "to join"
    """The people at the top could not stand on their own, and this is the cell nearest to them."""


@dataclass(frozen=True)
class Fold:
    """A unit whose people count in another cell in this wave.

    `invited` people would be in it, `settled` of them long enough; `until` is when a unit that is too new could stand
    on its own, if nobody moves.
    """

    unit: str
    into: str
    why: Why
    invited: int
    settled: int
    until: datetime | None = None


@dataclass(frozen=True)
class Cells:
    """Everybody's cell. `units` are those with invited people in or below them; `folded` maps a unit to the cell that
    its people count in. `left_out` are the people who are paused: in the audience, and in no cell.
    """

    units: Mapping[str, str | None]
    of_person: Mapping[int, str]
    invited: Mapping[str, int]
    folded: Mapping[str, str]
    folds: tuple[Fold, ...]
    left_out: frozenset[int] = frozenset()


def counting_unit(tree: Tree, unit: str, *, leads: bool) -> str | None:
    """The unit somebody counts in: their own or, for its leader, the one above.

    None outside the tree: the head of an audience's root is not invited.
    """
    if unit not in tree.parents:
        return None
    return tree.parents[unit] if leads else unit


def audience_tree(tree: Tree, root: str) -> Tree:
    """The whole subtree under a unit as a tree of its own."""
    return Tree({unit: None if unit == root else tree.parents[unit] for unit in tree.subtree(root)})


def draw_cells(tree: Tree, placements: Iterable[Placement], k: int, opens_at: datetime) -> Cells:
    """Put everybody into a cell, bottom-up; the same cells in whatever order people are listed.

    The root's own people always have a cell. If it could not stand by the rule above, the cells nearest to it,
    smallest first, join it until it does.
    """
    groups = _Groups(tree, placements, k, opens_at)
    for unit in reversed(tree.top_down):
        if unit != tree.root and groups.people[unit] and not groups.stands(unit):
            groups.fold(unit, tree.parents[unit] or tree.root, groups.lacking(unit))
    for unit in _nearest_first(tree, groups):
        if groups.people[tree.root] and not groups.stands(tree.root):
            groups.fold(unit, tree.root, Why.TO_JOIN)
    return groups.cells()


def _nearest_first(tree: Tree, groups: "_Groups") -> list[str]:
    depth = {unit: sum(1 for _ in tree.ancestors(unit)) for unit in tree.parents}
    cells = [unit for unit, people in groups.people.items() if people and unit != tree.root]
    return sorted(cells, key=lambda unit: (depth[unit], len(groups.people[unit]), unit))


class _Groups:
    """The people of every unit while units fold."""

    def __init__(self, tree: Tree, placements: Iterable[Placement], k: int, opens_at: datetime) -> None:
        self.tree, self.k, self.opens_at = tree, k, opens_at
        self.people: dict[str, list[Placement]] = {unit: [] for unit in tree.parents}
        for placement in placements:
            self.people[placement.unit].append(placement)
        self.populated = self._populated()
        self.folds: list[Fold] = []

    def stands(self, unit: str) -> bool:
        return self._settled(unit) >= self.k

    def lacking(self, unit: str) -> Why:
        return Why.TOO_FEW if len(self._invited(unit)) < self.k else Why.TOO_NEW

    def fold(self, unit: str, into: str, why: Why) -> None:
        moving = self.people[unit]
        until = self._until(unit) if why is Why.TOO_NEW else None
        self.folds.append(Fold(unit, into, why, len(self._invited(unit)), self._settled(unit), until))
        self.people[into].extend(moving)
        self.people[unit] = []

    def cells(self) -> Cells:
        of_person = {one.person: unit for unit in self.people for one in self._invited(unit)}
        homes = {one.unit: unit for unit, people in self.people.items() for one in people}
        return Cells(
            units=self.populated,
            of_person=of_person,
            invited=dict(Counter(of_person.values())),
            folded={unit: cell for unit, cell in homes.items() if unit != cell},
            folds=tuple(self.folds),
            left_out=frozenset(one.person for people in self.people.values() for one in people if one.paused),
        )

    def _settled(self, unit: str) -> int:
        limit = self.opens_at - LONG_ENOUGH
        return sum(1 for one in self._invited(unit) if one.since is None or one.since <= limit)

    def _invited(self, unit: str) -> list[Placement]:
        return [one for one in self.people[unit] if not one.paused]

    def _until(self, unit: str) -> datetime:
        arrivals = sorted(one.since for one in self._invited(unit) if one.since is not None)
        always_there = len(self._invited(unit)) - len(arrivals)
        return arrivals[self.k - always_there - 1] + LONG_ENOUGH

    def _populated(self) -> dict[str, str | None]:
        kept = {self.tree.root}
        for unit, people in self.people.items():
            if people:
                kept |= {unit, *self.tree.ancestors(unit)}
        return {unit: parent for unit, parent in self.tree.parents.items() if unit in kept}
