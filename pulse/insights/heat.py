"""Teams beside one another: steadied values, heat-map colour, and whether teams differ at all."""

from collections.abc import Sequence
from enum import StrEnum

from pulse.insights.bands import half_width
from pulse.insights.kinds import CONSTANTS
from pulse.insights.scores import Score
from pulse.insights.verdicts import TooEarly

PULL = 5
"""How many answers the unit above weighs in a steadied value."""
LEAST_TEAMS = 8
LIFTED_UNDER = 0.05


class Colour(StrEnum):
    """Blue above and orange below the unit above, both outside noise; else grey."""

    BLUE = "blue"
    ORANGE = "orange"
    GREY = "grey"


def steadied(own: Score, above: Score) -> float:
    """Pull a team's score towards the unit above, the more the fewer answered; for ordering and colour alone."""
    return above.value + _kept(own) * (own.value - above.value)


def _kept(own: Score) -> float:
    return own.respondents / (own.respondents + PULL)


def colour(own: Score, above: Score) -> Colour:
    """Colour a team whose steadied value lies outside its noise band around the unit above, wherever the truth is."""
    kept, away = _kept(own), own.value - above.value
    half = half_width(own.kind, own.respondents)
    if kept * (away - own.below - above.above) > half:
        return Colour.BLUE
    return Colour.ORANGE if kept * (away + own.above + above.below) < -half else Colour.GREY


def icc(teams: Sequence[Score]) -> float:
    """Return ICC(1): the share of the differences between answers that lies between teams, never under 0.

    One-way analysis of variance for groups of unequal size, with the constant for the spread within a team.
    Raises ValueError for fewer than two teams.
    """
    if len(teams) < 2:
        raise ValueError("Differences between teams need two of them.")
    within = CONSTANTS[teams[0].kind].answers ** 2
    total = sum(team.respondents for team in teams)
    mean = sum(team.respondents * team.value for team in teams) / total
    between = sum(team.respondents * (team.value - mean) ** 2 for team in teams) / (len(teams) - 1)
    size = (total - sum(team.respondents**2 for team in teams) / total) / (len(teams) - 1)
    return max(0.0, (between - within) / (between + (size - 1) * within))


def lifted(teams: Sequence[Score]) -> bool | TooEarly:
    """Whether teams differ so little that the dimension is the unit above's to solve; it takes eight to say."""
    if len(teams) < LEAST_TEAMS:
        return TooEarly(len(teams), LEAST_TEAMS)
    return icc(teams) < LIFTED_UNDER
