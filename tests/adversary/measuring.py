"""Scores, bands, changes and trends, written a second time from the formulas of docs/method.md and the design.

Imports nothing of the program. A score is on the scale of its kind; the truth lies at most `below` points under it and
`above` points over it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import exp, floor, pi, sqrt
from statistics import NormalDist, fmean, stdev

from scipy.stats import t as student

SCALES = {
    "index": (0, 100, 19, 14, 8, 22),
    "A5": (0, 100, 24, 20, 1, 1e9),
    "PC": (50, 150, 15, 11, 1, 1e9),
    "N10": (0, 100, 25, 20, 1, 1e9),
    "YN": (0, 100, 50, 40, 1, 1e9),
}
"""By kind: the ends of the scale, how answers differ, how scores move, and the least and most that may come out."""
ALMOST = 1e-7
"""Where a value lies so near to a half, either whole number may be printed."""


@dataclass(frozen=True)
class Score:
    """What is known of a unit's measure in one wave."""

    value: float
    n: int
    kind: str
    below: float = 0.0
    above: float = 0.0

    @property
    def words(self) -> str:
        """What stands before the number, with a space behind."""
        if self.below and self.above:
            return "about "
        return "at most " if self.below else "at least " if self.above else ""

    @property
    def firm(self) -> bool:
        return self.below + self.above < 2

    @property
    def half(self) -> float:
        return half(self.kind, self.n)

    @property
    def band(self) -> tuple[float, float]:
        low, high = SCALES[self.kind][:2]
        return max(low, self.value - self.half), min(high, self.value + self.half)


@cache
def half(kind: str, n: int) -> float:
    """Half of the 90 % band."""
    return float(student.ppf(0.95, n + 3)) * SCALES[kind][2] / sqrt(n)


def whole(value: float) -> set[str]:
    """The whole points a value may be printed as: one, or two where it lies on a half."""
    return {str(floor(value + 0.5 - ALMOST)), str(floor(value + 0.5 + ALMOST))}


def least_clear(limit: float) -> set[str]:
    """The smallest whole move over a limit."""
    return {str(floor(limit - ALMOST) + 1), str(floor(limit + ALMOST) + 1)}


def together(parts: Sequence[Score]) -> Score:
    """The mean of parts, with the smallest n."""
    return Score(
        fmean(part.value for part in parts),
        min(part.n for part in parts),
        "index" if len(parts) > 1 else parts[0].kind,
        fmean(part.below for part in parts),
        fmean(part.above for part in parts),
    )


def wilson(chosen: int, n: int) -> tuple[float, float]:
    """The 90 % band of a share, in percent."""
    z, share = 1.645, chosen / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    width = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, 100 * (centre - width)), min(100.0, 100 * (centre + width))


def spread(kind: str, courses: Iterable[Sequence[Score | None]]) -> float:
    """How much scores of a programme move between waves: its own from thirty pairs on."""
    moves = [
        (later.value - earlier.value) / sqrt(1 / earlier.n + 1 / later.n)
        for course in courses
        for earlier, later in pairwise(score for score in course if score)
        if earlier.firm and later.firm
    ]
    _, _, _, fixed, least, most = SCALES[kind]
    return fixed if len(moves) < 30 else min(max(_deviation(sorted(moves)), least), most)


def _deviation(moves: Sequence[float]) -> float:
    """With 2.5 % pulled in at each end, over what that leaves of a normal deviation."""
    cut = floor(0.025 * len(moves))
    low, high, tail = moves[cut], moves[-1 - cut], cut / len(moves)
    z = -NormalDist().inv_cdf(tail) if tail else 0.0
    left = 1 - 2 * tail - 2 * z * exp(-z * z / 2) / sqrt(2 * pi) + 2 * tail * z * z if tail else 1.0
    return stdev(min(max(move, low), high) for move in moves) / sqrt(left)


def clear_change(earlier: Score, later: Score, moving: float) -> float:
    """From how many points on a change would be clear."""
    return 1.96 * moving * sqrt(1 / earlier.n + 1 / later.n)


@dataclass(frozen=True)
class Level:
    """The trend at a wave: the steadied value, the baseline, and from which distance it would be clear."""

    value: float
    baseline: float
    limit: float


def trend(course: Sequence[Score | None], moving: float) -> list[Level | None]:
    """The trend at every wave; none before three firm waves, and at hidden ones."""
    return list(_trend(course, moving))


def _trend(course: Sequence[Score | None], moving: float) -> Iterator[Level | None]:
    base: list[Score] = []
    away = least = most = variance = 0.0
    signal = 0
    for score in course:
        if score is None:
            yield None
            continue
        if len(base) < 3:
            base = [*base, score] if score.firm else base
            limit = 2.5 * moving / sqrt(sum(one.n for one in base) or 1)
            yield Level(_mean(base), _mean(base), limit) if len(base) == 3 else None
            continue
        value, centre = score.value - _mean(base), _mean(base)
        under, over = _mean(base, "below"), _mean(base, "above")
        away = 0.4 * value + 0.6 * away
        least = 0.4 * (value - score.below - over) + 0.6 * least
        most = 0.4 * (value + score.above + under) + 0.6 * most
        variance = 0.16 * moving**2 / score.n + 0.36 * variance
        limit = 2.5 * sqrt(variance + moving**2 / sum(one.n for one in base))
        yield Level(centre + away, centre, limit)
        sure = max(least, 0.0) + min(most, 0.0)
        found = 0 if abs(sure) <= limit else 1 if sure > 0 else -1
        if found and found == signal:
            base, away, least, most, variance, found = [score] if score.firm else [], 0.0, 0.0, 0.0, 0.0, 0
        signal = found


def _mean(base: Sequence[Score], name: str = "value") -> float:
    return float(sum(one.n * getattr(one, name) for one in base) / sum(one.n for one in base))
