"""The crowd's forecast of the target, and how well forecasts turn out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from math import pi, sqrt
from statistics import fmean, median

from pulse.insights.bands import half_width
from pulse.insights.kinds import Kind
from pulse.insights.scores import Score
from pulse.insights.verdicts import TooEarly
from pulse.publications.figures import Edge, Reason, Withheld

PLAN = 100.0
LEAST_PERIODS = 4


class Method(StrEnum):
    """How the teams' forecasts became one."""

    WEIGHTED = "weighted by target"
    MEDIAN = "median of the teams"


@dataclass(frozen=True)
class TeamForecast:
    """A shown leaf team's X1 score and its target in money, where there is one."""

    score: Score
    target: float | None = None


@dataclass(frozen=True)
class Crowd:
    """What share of its target, in percent, the field expects a unit to reach, from the leaf teams shown.

    `half` is half the 90 % band; with the median, of a normal sample's median.
    """

    value: float
    half: float
    respondents: int
    teams: int
    method: Method
    edge: Edge = Edge.INSIDE
    """On which side of the value the truth may lie, where a team's figure is clamped."""


def crowd(teams: Sequence[TeamForecast]) -> Crowd | Withheld:
    """Weigh the shown teams' forecasts by target; with no target known, take their median and say so."""
    planned = [(team.score, team.target) for team in teams if team.target is not None and team.target > 0]
    if planned:
        return _weighted([score for score, _ in planned], [target for _, target in planned])
    if teams:
        return _middle([team.score for team in teams])
    return Withheld(Reason.TOO_FEW)


def _weighted(scores: Sequence[Score], targets: Sequence[float]) -> Crowd:
    total = sum(targets)
    shares = [target / total for target in targets]
    value = sum(share * score.value for share, score in zip(shares, scores, strict=True))
    # The answers that would be as exact if everybody's weighed the same.
    answers = 1 / sum(share**2 / score.respondents for share, score in zip(shares, scores, strict=True))
    return _crowd(value, answers, scores, Method.WEIGHTED)


def _middle(scores: Sequence[Score]) -> Crowd:
    answers = sum(score.respondents for score in scores)
    worth = answers if len(scores) == 1 else answers * 2 / pi
    return _crowd(median(score.value for score in scores), worth, scores, Method.MEDIAN)


def _crowd(value: float, answers: float, scores: Sequence[Score], method: Method) -> Crowd:
    whole = max(1, int(answers))
    half = half_width(Kind.PERCENT, whole) * sqrt(whole / answers)
    edge = reduce(Edge.joined, (score.edge for score in scores))
    return Crowd(value, half, sum(score.respondents for score in scores), len(scores), method, edge)


def candour_gap(official: float, said: Crowd) -> float:
    """Return by how many points of plan the official forecast is rosier than the field's."""
    return official - said.value


@dataclass(frozen=True)
class Period:
    """A finished period, in percent of plan: a forecast, what came, and the official forecast if there was one."""

    forecast: float
    actual: float
    official: float | None = None


@dataclass(frozen=True)
class Accuracy:
    """How forecasts turned out, in points of plan; positive bias is too rosy.

    Skill is 1 for a forecast that is always right, 0 for one as good as the reference.
    """

    periods: int
    bias: float
    error: float
    against_plan: "Skill"
    against_official: "Skill"


class NoSkill(StrEnum):
    """Why there is no skill to tell."""

    TOO_EARLY = "too early"
    EXACT = "the reference was always right"


Skill = float | NoSkill


def accuracy(periods: Sequence[Period]) -> Accuracy | TooEarly:
    """Return bias, mean absolute error and skill; no verdict before four periods."""
    if len(periods) < LEAST_PERIODS:
        return TooEarly(len(periods), LEAST_PERIODS)
    misses = [period.forecast - period.actual for period in periods]
    return Accuracy(
        periods=len(periods),
        bias=fmean(misses),
        error=fmean(abs(miss) for miss in misses),
        against_plan=_skill([(period, PLAN) for period in periods]),
        against_official=_skill([(period, period.official) for period in periods if period.official is not None]),
    )


def _skill(compared: Sequence[tuple[Period, float]]) -> Skill:
    if len(compared) < LEAST_PERIODS:
        return NoSkill.TOO_EARLY
    reference = sum(abs(other - period.actual) for period, other in compared)
    if reference == 0:
        return NoSkill.EXACT
    return 1 - sum(abs(period.forecast - period.actual) for period, _ in compared) / reference
