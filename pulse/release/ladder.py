"""Where comments may stand, and how they float to where enough of them meet: pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from pulse.publications.figures import Policy
from pulse.release.disclosure import atoms, publishable
from pulse.roster.tree import Tree

T = TypeVar("T")


@dataclass(frozen=True)
class Ladder:
    """The units that comments may stand under; nothing stands above the highest ones."""

    tree: Tree
    shown: tuple[str, ...]

    @cached_property
    def _nearest(self) -> Mapping[str, str | None]:
        return atoms(self.tree, self.shown)

    @cached_property
    def _bottom_up(self) -> tuple[str, ...]:
        return tuple(unit for unit in reversed(self.tree.top_down) if self._nearest[unit] == unit)

    def at(self, cell: str) -> str | None:
        """The nearest unit at or above the cell."""
        return self._nearest[cell]

    def above(self, unit: str) -> str | None:
        """The nearest unit above, without the unit itself."""
        parent = self.tree.parents[unit]
        return None if parent is None else self._nearest[parent]

    def top(self, unit: str) -> str:
        """The highest unit at or above the unit, which must be one that comments may stand under."""
        while (above := self.above(unit)) is not None:
            unit = above
        return unit

    def floated(self, placed: Iterable[tuple[str | None, T]], least: int) -> dict[str, list[T]]:
        """Let everything rise from the unit it is placed in until `least` of them meet; what never does is lost."""
        pools: dict[str, list[T]] = {}
        for unit, one in placed:
            if unit is not None:
                pools.setdefault(unit, []).append(one)
        for unit in self._bottom_up:
            if unit in pools and len(pools[unit]) < least:
                few, above = pools.pop(unit), self.above(unit)
                if above is not None:
                    pools.setdefault(above, []).extend(few)
        return pools


def ladder(tree: Tree, respondents: Mapping[str, int], policy: Policy) -> Ladder:
    """Choose the units for comments by the disclosure program, from the respondents of every cell."""
    return Ladder(tree, publishable(tree, respondents, policy.k_comment).shown)
