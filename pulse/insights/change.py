"""Change between two waves of one team, judged by how much scores of this programme usually move."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, floor, pi, sqrt
from statistics import NormalDist, stdev

from pulse.insights.kinds import CONSTANTS, Kind
from pulse.insights.scores import Score
from pulse.insights.verdicts import Difference, Finding, Limits, TooEarly, Verdict, judge
from pulse.publications.figures import Withheld

ENOUGH_PAIRS = 30
TAIL = 0.025
CLEAR = 1.96
LEANING = 1.645


@dataclass(frozen=True)
class Spread:
    """Sigma_c: how much a score moves between two waves, times the root of n/2; provisional if a constant."""

    value: float
    provisional: bool


@dataclass(frozen=True)
class Change:
    """A later score against an earlier one; `error` is the standard error of their difference."""

    earlier: Score
    later: Score
    difference: Difference
    error: float
    finding: Finding
    provisional: bool

    @property
    def limits(self) -> Limits:
        return Limits(CLEAR * self.error, LEANING * self.error)


def visible_pairs(scores: Sequence[Score | Withheld]) -> Iterator[tuple[Score, Score]]:
    """Pair every visible score of one team with the next visible one."""
    yield from pairwise(score for score in scores if isinstance(score, Score))


def spread_of_change(kind: Kind, pairs: Iterable[tuple[Score, Score]]) -> Spread:
    """Return sigma_c of one dimension from a programme's own pairs of waves once 30 firm ones exist.

    The deviation is taken after pulling in 2.5 % at each end, and divided by what that leaves of a normal one.
    """
    moves = [_standardised(*pair) for pair in pairs if pair[0].firm and pair[1].firm]
    constants = CONSTANTS[kind]
    if len(moves) < ENOUGH_PAIRS:
        return Spread(constants.change, provisional=True)
    own = min(max(_winsorised_deviation(moves), constants.least_change), constants.most_change)
    return Spread(own, provisional=False)


def _standardised(earlier: Score, later: Score) -> float:
    return (later.value - earlier.value) / _root(earlier, later)


def _root(earlier: Score, later: Score) -> float:
    return sqrt(1 / earlier.respondents + 1 / later.respondents)


def _winsorised_deviation(values: Sequence[float]) -> float:
    ordered = sorted(values)
    cut = floor(TAIL * len(ordered))
    low, high = ordered[cut], ordered[-1 - cut]
    return stdev(min(max(value, low), high) for value in ordered) / _kept(cut / len(ordered))


def _kept(tail: float) -> float:
    """Return the deviation of a standard normal variable whose tails of this size are pulled in."""
    # Without this, every limit would be 4 % too tight and "clear" would be false in 6-7 % of cases.
    if tail == 0:
        return 1.0
    z = -NormalDist().inv_cdf(tail)
    density = exp(-z * z / 2) / sqrt(2 * pi)
    return sqrt(1 - 2 * tail - 2 * z * density + 2 * tail * z * z)


def change(earlier: Score, later: Score, spread: Spread) -> Change:
    """Judge the change from an earlier to a later score of one kind."""
    error = spread.value * _root(earlier, later)
    value = later.value - earlier.value
    difference = Difference(value, value - later.below - earlier.above, value + later.above + earlier.below)
    finding = judge(difference, Limits(CLEAR * error, LEANING * error))
    if earlier.at_edge and later.at_edge and not difference.sure:
        finding = Finding(Verdict.CANNOT_TELL)
    return Change(earlier, later, difference, error, finding, spread.provisional)


def latest_change(scores: Sequence[Score | Withheld], spread: Spread) -> Change | TooEarly | Withheld:
    """Compare the last wave with the last visible one before it."""
    if not scores:
        return TooEarly(0, 2)
    *before, last = scores
    if isinstance(last, Withheld):
        return last
    earlier = next((score for score in reversed(before) if isinstance(score, Score)), None)
    return TooEarly(1, 2) if earlier is None else change(earlier, last, spread)


def highlight(changes: Mapping[str, Change]) -> str | None:
    """Return the core dimension whose change is largest against its error; none if no change can be told."""
    told = {name: found for name, found in changes.items() if found.finding.verdict is not Verdict.CANNOT_TELL}
    return max(told, key=lambda name: abs(told[name].difference.sure) / told[name].error, default=None)
