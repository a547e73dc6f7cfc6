"""A5: try every set of answers a group could give, and ask whether any result rules out an answer.

People of a group are interchangeable, so a set of answers is a histogram. The publisher is a black box from histogram
to whatever is printed. A result is deniable if, for every g people and whatever they answered, some histogram with
those answers in it gives the same result.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, combinations_with_replacement, pairwise

Histogram = tuple[int, ...]
Publish = Callable[[Histogram], Hashable]


@dataclass(frozen=True)
class Verdict:
    """How many results there are, and how many of them rule something out."""

    results: int
    telling: int


def histograms(people: int, codes: int) -> Iterator[Histogram]:
    """Every way in which so many people can answer."""
    for bars in combinations(range(people + codes - 1), codes - 1):
        edges = (-1, *bars, people + codes - 1)
        yield tuple(right - left - 1 for left, right in pairwise(edges))


def attack(publish: Publish, people: int, codes: int, guard: int) -> Verdict:
    """Go through all histograms of a group; `guard` people's answers must stay deniable."""
    possible: dict[Hashable, int] = {}
    for histogram in histograms(people, codes):
        result = publish(histogram)
        possible[result] = possible.get(result, 0) | _contained(tuple(min(part, guard) for part in histogram), guard)
    everything = (1 << len(_answers(codes, guard))) - 1
    return Verdict(len(possible), sum(answers != everything for answers in possible.values()))


def attack_sums(publish: Publish, people: int, codes: Sequence[int], guard: int) -> Verdict:
    """The same for a publisher known to look at the sum alone, where there are too many histograms to try.

    For every sum and every answers of `guard` people it builds a witness: a histogram with both.
    """
    possible: dict[Hashable, set[Histogram]] = {}
    answers = _answers(len(codes), guard)
    for total in range(people * codes[0], people * codes[-1] + 1):
        for given in answers:
            rest = total - sum(part * code for part, code in zip(given, codes, strict=True))
            others = _making(rest, people - guard, codes)
            if others is not None:
                witness = tuple(a + b for a, b in zip(given, others, strict=True))
                possible.setdefault(publish(witness), set()).add(given)
    return Verdict(len(possible), sum(len(found) != len(answers) for found in possible.values()))


def _making(total: int, people: int, codes: Sequence[int]) -> Histogram | None:
    """A histogram of so many people with this sum, codes being consecutive whole numbers."""
    above = total - people * codes[0]
    step = len(codes) - 1
    if not 0 <= above <= people * step:
        return None
    found = [0] * len(codes)
    full, rest = divmod(above, step)
    found[step] = full
    if rest:
        found[rest] += 1
    found[0] += people - full - bool(rest)
    return tuple(found)


@cache
def _answers(codes: int, guard: int) -> tuple[Histogram, ...]:
    """Everything `guard` people could have answered, as histograms."""
    given = combinations_with_replacement(range(codes), guard)
    return tuple(tuple(choice.count(code) for code in range(codes)) for choice in given)


@cache
def _contained(histogram: Histogram, guard: int) -> int:
    """Which of those answers a histogram has room for, one bit each."""
    fits = (all(a <= b for a, b in zip(given, histogram, strict=True)) for given in _answers(len(histogram), guard))
    return sum(1 << place for place, fit in enumerate(fits) if fit)
