"""The mirror: what a leader predicted against what the team said; private to the leader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from pulse.insights.bands import half_width
from pulse.insights.scores import Score
from pulse.publications.figures import Reason, Withheld

LEAST_LEADERS = 8
"""From so many on, the sizes of their gaps may be shown above them."""


class Tune(StrEnum):
    """How a prediction compares with the team."""

    IN_TUNE = "in tune"
    ROSIER = "rosier than the team"
    HARDER = "harder on yourself than the team"


@dataclass(frozen=True)
class Reflection:
    """A leader's gap in points, predicted minus published; a gap up to `half` is in tune, on an open side any."""

    gap: float
    tune: Tune
    half: float


@dataclass(frozen=True)
class GapSizes:
    """How many leaders were off by under 10 points, by 10 to 19 and by 20 or more."""

    under_10: int
    under_20: int
    more: int


def reflect(predicted: float, published: Score) -> Reflection:
    """Compare a prediction with the published score; inside its band, or on a clamped score's open side, is in tune."""
    gap = predicted - published.value
    half = half_width(published.kind, published.respondents)
    if gap > half + published.above:
        return Reflection(gap, Tune.ROSIER, half)
    return Reflection(gap, Tune.HARDER if gap < -half - published.below else Tune.IN_TUNE, half)


def largest_gap(reflections: Mapping[str, Reflection]) -> str | None:
    """Return the measure whose gap is largest against its band; none if all are in tune."""
    out = {name: found for name, found in reflections.items() if found.tune is not Tune.IN_TUNE}
    return max(out, key=lambda name: abs(out[name].gap) / out[name].half, default=None)


def mean_gap(reflections: Sequence[Reflection]) -> float:
    """Return the mean size of the gaps of one leader and wave. Raises StatisticsError for none."""
    return fmean(abs(reflection.gap) for reflection in reflections)


def gap_sizes(gaps: Sequence[float]) -> GapSizes | Withheld:
    """Count leaders by the size of their gap, of either sign, for those above them."""
    if len(gaps) < LEAST_LEADERS:
        return Withheld(Reason.TOO_FEW)
    sizes = [abs(gap) for gap in gaps]
    under_10, under_20 = sum(size < 10 for size in sizes), sum(size < 20 for size in sizes)
    return GapSizes(under_10, under_20 - under_10, len(sizes) - under_20)
