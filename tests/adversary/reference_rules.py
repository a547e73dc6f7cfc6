"""Three rules found in other products, for comparison: each looks safe and gives small groups away."""

from collections.abc import Callable, Mapping

from tests.adversary.reading import Parents, climb

Counts = Mapping[str, int]
Rule = Callable[[Parents, Counts, int], dict[str, int]]
"""From the tree, the respondents per cell and k to the units shown, each with its number of respondents."""


def sizes(parents: Parents, counts: Counts) -> dict[str, int]:
    """How many respondents are at or below each unit."""
    found = dict.fromkeys(parents, 0)
    for cell, people in counts.items():
        for step in climb(parents, cell):
            found[step] += people
    return found


def large_enough(parents: Parents, counts: Counts, k: int) -> dict[str, int]:
    """Show a unit from k respondents on."""
    return {unit: people for unit, people in sizes(parents, counts).items() if people >= k}


def remainder_checked(parents: Parents, counts: Counts, k: int) -> dict[str, int]:
    """Also hide a unit if its parent without it is smaller than k: one level, one unit at a time."""
    every = sizes(parents, counts)
    return {
        unit: people
        for unit, people in large_enough(parents, counts, k).items()
        if (parent := parents[unit]) is None or every[parent] == people or every[parent] - people >= k
    }


def partner_hidden(parents: Parents, counts: Counts, k: int) -> dict[str, int]:
    """Also hide the smallest shown neighbours until the hidden ones under a parent hold at least two people."""
    shown = large_enough(parents, counts, k)
    every = sizes(parents, counts)
    for parent in parents:
        units = sorted((unit for unit in parents if parents[unit] == parent), key=lambda unit: (every[unit], unit))
        for unit in units:
            hidden = sum(every[other] for other in units if other not in shown)
            if 0 < hidden < 2:
                shown.pop(unit, None)
    return shown
