"""A1: subtract published units from one another and look for groups smaller than promised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.adversary.reading import Parents, Printed, climb, read, unit_sizes

LEAST_BANDED = 15


@dataclass(frozen=True)
class Group:
    """People whose sum can be worked out: what is left of a unit when units below it are taken away."""

    unit: str
    without: tuple[str, ...]
    people: int


def small_groups(parents: Parents, sizes: Mapping[str, int], promised: int) -> list[Group]:
    """Find the groups of 1 to promised-1 people that the sizes of published units give away.

    Every published unit on its own, without each unit below it, and without all of the nearest units below it.
    """
    inside = _published_below(parents, sizes)
    candidates = [Group(unit, (), people) for unit, people in sizes.items()]
    for unit, lower in inside.items():
        candidates += [Group(unit, (one,), sizes[unit] - sizes[one]) for one in lower]
        top = tuple(one for one in lower if not any(one in inside[other] for other in lower))
        candidates.append(Group(unit, top, sizes[unit] - sum(sizes[one] for one in top)))
    return [group for group in candidates if 0 < group.people < promised]


def _published_below(parents: Parents, sizes: Mapping[str, int]) -> dict[str, set[str]]:
    inside: dict[str, set[str]] = {unit: set() for unit in sizes}
    for unit in sizes:
        for step in climb(parents, unit):
            if step != unit and step in inside:
                inside[step].add(unit)
    return inside


def subtract(texts: Iterable[str]) -> list[str]:
    """Attack every item of every wave; each finding names the item and the group."""
    readings = [(wave, read(text)) for wave, text in enumerate(texts)]
    return [
        f"wave {wave}, {printed.item}: {finding}"
        for wave, reading in readings
        for printed in reading.items
        for finding in _findings(reading.parents, printed)
    ]


def _findings(parents: Parents, printed: Printed) -> list[str]:
    sizes = unit_sizes(parents, printed.entries)
    found = [f"{group}" for group in small_groups(parents, sizes, printed.promised)]
    banded = {unit: entry for unit, entry in printed.entries.items() if entry.bands}
    return found + [f"bands of {entry.n} in {unit}" for unit, entry in banded.items() if entry.n < LEAST_BANDED]
