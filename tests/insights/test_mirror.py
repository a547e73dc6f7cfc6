"""The mirror: in tune within the band and on an open side, and nothing about fewer than eight leaders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.insights.bands import half_width
from pulse.insights.kinds import Kind
from pulse.insights.mirror import GapSizes, Reflection, Tune, gap_sizes, largest_gap, mean_gap, reflect
from pulse.insights.scores import Score
from pulse.publications.figures import Reason, Withheld

RESPONSE = Score(45, 8, Kind.INDEX)


@pytest.mark.parametrize(
    ("predicted", "tune"),
    [(45, Tune.IN_TUNE), (57, Tune.IN_TUNE), (58, Tune.ROSIER), (33, Tune.IN_TUNE), (32, Tune.HARDER)],
)
def test_a_prediction_within_the_half_width_of_12_is_in_tune(predicted: float, tune: Tune) -> None:
    assert reflect(predicted, RESPONSE) == Reflection(predicted - 45, tune, half_width(Kind.INDEX, 8))


@given(st.floats(0, 100), st.floats(0, 100), st.integers(5, 60))
def test_in_tune_means_a_gap_within_the_band(predicted: float, value: float, respondents: int) -> None:
    reflection = reflect(predicted, Score(value, respondents, Kind.INDEX))
    assert (reflection.tune is Tune.IN_TUNE) == (abs(reflection.gap) <= half_width(Kind.INDEX, respondents))


@given(st.floats(0, 20))
def test_a_prediction_on_the_open_side_is_in_tune(predicted: float) -> None:
    assert reflect(predicted, Score(20, 5, Kind.AGREE, below=20)).tune is Tune.IN_TUNE
    assert reflect(100 - predicted, Score(80, 5, Kind.AGREE, above=20)).tune is Tune.IN_TUNE


def test_a_prediction_on_the_closed_side_is_judged() -> None:
    assert reflect(60, Score(20, 5, Kind.AGREE, below=20)).tune is Tune.ROSIER
    assert reflect(40, Score(80, 5, Kind.AGREE, above=20)).tune is Tune.HARDER


def test_the_sizes_of_gaps_are_told_from_eight_leaders_on() -> None:
    gaps = [0, -9.9, 10, -10, 19.9, 20, -35, 5]
    assert gap_sizes(gaps[:7]) == Withheld(Reason.TOO_FEW)
    assert gap_sizes(gaps) == GapSizes(under_10=3, under_20=3, more=2)


def test_the_largest_gap_is_the_one_furthest_outside_its_own_noise() -> None:
    off = {"safety": reflect(70, RESPONSE), "quota": reflect(75, Score(45, 5, Kind.INDEX))}
    assert largest_gap(off) == "safety"
    assert abs(off["quota"].gap) > abs(off["safety"].gap)


def test_where_everything_is_in_tune_there_is_no_largest_gap() -> None:
    assert largest_gap({"safety": reflect(50, RESPONSE)}) is None


def test_the_mean_gap_takes_no_account_of_the_side() -> None:
    assert mean_gap([reflect(55, RESPONSE), reflect(25, RESPONSE)]) == 15
