"""Which units are shown, and what is published of each: pure functions of counts and histograms.

Which units are shown depends on counts alone; a refusal that depended on answers would tell them. What is published
of a shown unit's atom is a sum, bands or option counts that could also come from other answers of any g of its people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pulse.publications.figures import Atom, Bands, Form, Policy, Reason, Shape, bounds
from pulse.roster.tree import Tree

LEAF, INNER, ROOT = 1, 5, 1000


@dataclass(frozen=True)
class Selection:
    """The units shown, every one after those above it, and why each of the others is hidden."""

    shown: tuple[str, ...]
    hidden: Mapping[str, Reason]


class _Plan(NamedTuple):
    """A choice of shown units in a part of the tree: their weight, and how it was put together."""

    weight: int
    shows: str | None = None
    parts: "tuple[_Plan, ...]" = ()


_Plans = dict[int, _Plan]
"""The heaviest plan for each number of respondents left uncovered: 0..k, k meaning "k or more"."""


def publishable(tree: Tree, counts: Mapping[str, int], k: int) -> Selection:
    """Choose the heaviest set of units that leaves no group of 1..k-1 respondents to be worked out from their figures.

    `counts` are the respondents directly in a unit, absent meaning none. A unit may be shown if at least k respondents
    are at or below it and those in no shown unit below it are none or at least k. A leaf team weighs 1, an inner unit
    5, the root 1,000, so that the company's total is not lost for the sake of teams; of sets that weigh the same, the
    one whose leaf teams have more respondents is chosen, then the first in the order of the tree. Exact, by dynamic
    programming from the leaves up, O(units * k^2). Raises ValueError for counts of unknown units.
    """
    totals = subtree_sums(tree, counts)
    weights = _weights(tree, totals)
    below: dict[str, _Plans] = {}
    for unit in reversed(tree.top_down):
        plans = {min(counts.get(unit, 0), k): _Plan(0)}
        for child in tree.children[unit]:
            plans = _side_by_side(plans, below.pop(child), k)
        if totals[unit] >= k:
            plans[0] = _showing(unit, weights[unit], plans, k)
        below[unit] = plans
    chosen = _units(max(below[tree.root].values(), key=lambda plan: plan.weight))
    hidden = {unit: _reason(totals[unit], k) for unit in tree.top_down if unit not in chosen}
    return Selection(tuple(unit for unit in tree.top_down if unit in chosen), hidden)


def subtree_sums(tree: Tree, counts: Mapping[str, int]) -> dict[str, int]:
    """Add up, for every unit, the counts at and below it."""
    if unknown := counts.keys() - tree.parents.keys():
        raise ValueError(f"Respondents are counted in {len(unknown)} unit(s) outside the tree.")
    sums = {unit: counts.get(unit, 0) for unit in tree.parents}
    for unit in reversed(tree.top_down):
        parent = tree.parents[unit]
        if parent is not None:
            sums[parent] += sums[unit]
    return sums


def _side_by_side(left: _Plans, right: _Plans, k: int) -> _Plans:
    best: _Plans = {}
    for uncovered, plan in left.items():
        for more, other in right.items():
            rest, weight = min(uncovered + more, k), plan.weight + other.weight
            if rest not in best or weight > best[rest].weight:
                best[rest] = _Plan(weight, None, (plan, other))
    return best


def _showing(unit: str, weight: int, plans: _Plans, k: int) -> _Plan:
    # An uncovered rest of 1..k-1 would be worked out by subtracting the shown units below from this one.
    best = max((plans[rest] for rest in (0, k) if rest in plans), key=lambda plan: plan.weight)
    return _Plan(best.weight + weight, unit, (best,))


def _weights(tree: Tree, totals: Mapping[str, int]) -> dict[str, int]:
    # Respondents of leaf teams add up to less than one step of weight, so they decide between equals alone.
    step = totals[tree.root] + 1
    weights = {unit: step * INNER if tree.children[unit] else step * LEAF + totals[unit] for unit in tree.parents}
    return weights | {tree.root: step * ROOT}


def _units(plan: _Plan) -> set[str]:
    found, waiting = set(), [plan]
    while waiting:
        part = waiting.pop()
        waiting.extend(part.parts)
        if part.shows is not None:
            found.add(part.shows)
    return found


def _reason(respondents: int, k: int) -> Reason:
    return Reason.TOO_FEW if respondents < k else Reason.PROTECTED


def atoms(tree: Tree, shown: Sequence[str]) -> dict[str, str | None]:
    """Name, for every unit, the shown unit whose atom its own people are in: the nearest at or above it, if any."""
    visible = set(shown)
    home: dict[str, str | None] = {}
    for unit in tree.top_down:
        parent = tree.parents[unit]
        inherited = None if parent is None else home[parent]
        home[unit] = unit if unit in visible else inherited
    return home


def sanitise(shape: Shape, histogram: Sequence[int], policy: Policy) -> Atom:
    """Reduce an atom's histogram, one place per code of the shape, to what may be published of it.

    For every g of its people and every answer of theirs there are answers of the others that give the same result.
    Raises ValueError for an atom that is not empty and below the threshold of its shape.
    """
    respondents = sum(histogram)
    if respondents == 0:
        return Atom(0)
    if respondents < policy.threshold(shape):
        raise ValueError("An atom this small is never published.")
    if shape.form is Form.CHOICE:
        return Atom(respondents, options=lifted(histogram, policy.guard(respondents)))
    if shape.form is Form.COUNT:
        return Atom(respondents)
    bands = _bands(histogram, policy.guard(respondents)) if shape.banded and respondents >= policy.k_bands else None
    total = sum(code * people for code, people in zip(shape.codes, histogram, strict=True))
    return Atom(respondents, bounds(shape, policy, respondents, bands).clamp(total), bands)


def _bands(histogram: Sequence[int], guard: int) -> Bands:
    strongly_against, against, neutral, favour, strong_favour = histogram
    return Bands(*lifted((strongly_against + against, neutral, favour + strong_favour), guard))


def lifted(parts: Sequence[int], least: int) -> tuple[int, ...]:
    """Raise every part to `least`, one answer at a time from the part then largest, of equals the first.

    Raises ValueError where there are not enough answers for that.
    """
    if least * len(parts) > sum(parts):
        raise ValueError("There are too few answers to raise every part.")
    raised = list(parts)
    while min(raised) < least:
        raised[raised.index(max(raised))] -= 1
        raised[raised.index(min(raised))] += 1
    return tuple(raised)
