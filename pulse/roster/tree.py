"""The hierarchy of units as a value: pure, without names, the same however it was listed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Tree:
    """A rooted tree of unit codes; `parents` maps every unit to its parent, the root to None.

    Siblings stand in the order of their codes, so that whatever walks a tree gives the same answer in every process
    and after every round trip. Raises ValueError unless there is exactly one root and every unit leads up to it.
    """

    parents: Mapping[str, str | None]

    def __post_init__(self) -> None:
        roots = [unit for unit, parent in self.parents.items() if parent is None]
        if len(roots) != 1:
            raise ValueError(f"A tree has one root; this one has {len(roots)}.")
        if len(self.top_down) != len(self.parents):
            raise ValueError("Every unit must lead up to the root.")

    @cached_property
    def root(self) -> str:
        return next(unit for unit, parent in self.parents.items() if parent is None)

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        below: dict[str, list[str]] = {unit: [] for unit in self.parents}
        for unit, parent in sorted(self.parents.items()):
            if parent is not None:
                below.setdefault(parent, []).append(unit)
        return {unit: tuple(units) for unit, units in below.items()}

    @cached_property
    def top_down(self) -> tuple[str, ...]:
        """Every unit after its parent; reversed, every unit after all of its children."""
        order = [self.root]
        for unit in order:
            order.extend(self.children[unit])
        return tuple(order)

    def ancestors(self, unit: str) -> Iterator[str]:
        """The units above, nearest first."""
        parent = self.parents[unit]
        while parent is not None:
            yield parent
            parent = self.parents[parent]

    def subtree(self, unit: str) -> Iterator[str]:
        """The unit and everything below it, every unit after its parent."""
        waiting = [unit]
        for found in waiting:
            yield found
            waiting.extend(self.children[found])
