"""The crowd's forecast and how forecasts turned out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.insights.bands import half_width
from pulse.insights.forecast import (
    Accuracy,
    Crowd,
    Method,
    NoSkill,
    Period,
    TeamForecast,
    accuracy,
    candour_gap,
    crowd,
)
from pulse.insights.kinds import Kind
from pulse.insights.scores import Score
from pulse.insights.sentences import crowd_sentence
from pulse.insights.verdicts import TooEarly
from pulse.publications.figures import Edge, Reason, Withheld

FORECASTS = st.builds(
    lambda percent, respondents, target: TeamForecast(Score(percent, respondents, Kind.PERCENT), target),
    st.floats(50, 150),
    st.integers(5, 40),
    st.none() | st.floats(1, 1e9),
)


def said(percent: float, target: float | None = None, respondents: int = 8) -> TeamForecast:
    return TeamForecast(Score(percent, respondents, Kind.PERCENT), target)


def told(*teams: TeamForecast) -> Crowd:
    forecast = crowd(teams)
    assert isinstance(forecast, Crowd)
    return forecast


def scored(*periods: Period) -> Accuracy:
    found = accuracy(periods)
    assert isinstance(found, Accuracy)
    return found


def test_teams_with_a_target_weigh_by_it_and_the_others_do_not_count() -> None:
    forecast = told(said(80, 300_000), said(100, 100_000), said(150), said(150, 0))
    assert (forecast.value, forecast.method, forecast.teams, forecast.respondents) == (85, Method.WEIGHTED, 2, 16)


def test_without_targets_the_median_counts_and_says_so() -> None:
    forecast = told(said(80), said(90), said(140))
    assert (forecast.value, forecast.method, forecast.teams) == (90, Method.MEDIAN, 3)


def test_without_a_shown_team_there_is_no_forecast() -> None:
    assert crowd([]) == Withheld(Reason.TOO_FEW)


def test_a_clamped_team_makes_the_crowd_a_bound_and_two_sides_an_about() -> None:
    low, high = Score(60, 8, Kind.PERCENT, below=10), Score(140, 8, Kind.PERCENT, above=10)
    assert told(TeamForecast(low)).edge is Edge.AT_MOST
    assert told(TeamForecast(high, 5), said(90, 5)).edge is Edge.AT_LEAST
    assert told(TeamForecast(low, 5), TeamForecast(high, 5)).edge is Edge.ABOUT
    assert told(said(90)).edge is Edge.INSIDE
    assert crowd_sentence(told(TeamForecast(low)), str) == "Field says: team will reach at most 60 % of target"


def test_one_teams_forecast_has_its_own_band() -> None:
    for forecast in (told(said(80, 1000)), told(said(80))):
        assert forecast.half == pytest.approx(half_width(Kind.PERCENT, 8))


def test_equal_teams_together_are_as_exact_as_one_of_their_size() -> None:
    assert told(said(80, 1000), said(90, 1000)).half == pytest.approx(half_width(Kind.PERCENT, 16))


def test_a_median_is_less_exact_than_a_mean() -> None:
    # 2 / pi of 160 answers is worth 101.
    assert told(*[said(80)] * 20).half == pytest.approx(half_width(Kind.PERCENT, 101), rel=0.01)


@given(st.lists(FORECASTS, min_size=1, max_size=10))
def test_a_crowd_lies_within_its_teams_with_a_band(teams: list[TeamForecast]) -> None:
    forecast = told(*teams)
    values = [team.score.value for team in teams]
    assert min(values) - 1e-6 <= forecast.value <= max(values) + 1e-6
    assert forecast.half > 0


@given(st.lists(FORECASTS, min_size=1, max_size=10))
def test_the_order_of_teams_does_not_matter(teams: list[TeamForecast]) -> None:
    assert told(*reversed(teams)).value == pytest.approx(told(*teams).value)


def test_the_candour_gap_is_official_minus_crowd() -> None:
    assert candour_gap(97, told(said(88))) == 9


def test_accuracy_is_bias_error_and_skill() -> None:
    found = scored(Period(100, 90, 95), Period(80, 90, 110), Period(95, 85, 95), Period(90, 80, 100))
    assert (found.periods, found.bias, found.error) == (4, 5, 10)
    assert found.against_plan == pytest.approx(1 - 40 / 55)
    assert found.against_official == pytest.approx(1 - 40 / 55)


def test_three_periods_give_no_verdict() -> None:
    assert accuracy([Period(100, 90)] * 3) == TooEarly(3, 4)


def test_skill_against_the_official_forecast_needs_four_periods_that_had_one() -> None:
    assert scored(*[Period(100, 90, 95)] * 3, Period(100, 90)).against_official is NoSkill.TOO_EARLY


def test_nobody_beats_a_plan_that_was_always_met() -> None:
    assert scored(*[Period(90, 100)] * 4).against_plan is NoSkill.EXACT


@given(st.lists(st.builds(Period, st.floats(50, 150), st.floats(50, 150)), min_size=4, max_size=12))
def test_bias_is_never_larger_than_error_and_skill_never_over_one(periods: list[Period]) -> None:
    found = scored(*periods)
    assert abs(found.bias) <= found.error + 1e-9
    assert isinstance(found.against_plan, NoSkill) or found.against_plan <= 1


def test_the_right_forecast_has_skill_one_and_the_plan_itself_none() -> None:
    assert scored(*[Period(90, 90)] * 4).against_plan == 1
    assert scored(*[Period(100, 90)] * 4).against_plan == 0
