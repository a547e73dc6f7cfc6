"""Teams side by side: steadied values, colour only outside noise, and ICC(1)."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.insights.bands import half_width
from pulse.insights.heat import Colour, colour, icc, lifted, steadied
from pulse.insights.kinds import Kind
from pulse.insights.scores import Score
from pulse.insights.verdicts import TooEarly

ABOVE = Score(58, 60, Kind.INDEX)
SWAPPED = {Colour.BLUE: Colour.ORANGE, Colour.ORANGE: Colour.BLUE, Colour.GREY: Colour.GREY}


def index(value: float, respondents: int = 8) -> Score:
    return Score(value, respondents, Kind.INDEX)


def teams(chance: Random, between: float, count: int) -> list[Score]:
    sizes = [chance.randint(5, 14) for _ in range(count)]
    return [index(60 + chance.gauss(0, between) + chance.gauss(0, 19 / size**0.5), size) for size in sizes]


def test_eight_answers_at_47_9_under_58_steady_to_51_8() -> None:
    assert steadied(index(47.9), ABOVE) == pytest.approx(51.8, abs=0.05)


@given(st.floats(0, 100), st.integers(5, 500))
def test_a_steadied_value_lies_between_the_team_and_the_unit_above(value: float, respondents: int) -> None:
    low, high = sorted([value, ABOVE.value])
    assert low - 1e-9 <= steadied(index(value, respondents), ABOVE) <= high + 1e-9


@given(st.floats(0, 100).filter(lambda value: abs(value - ABOVE.value) > 0.01), st.integers(5, 500))
def test_more_answers_pull_less(value: float, respondents: int) -> None:
    few, many = steadied(index(value, respondents), ABOVE), steadied(index(value, respondents + 1), ABOVE)
    assert abs(many - value) < abs(few - value)


@given(st.floats(0, 100), st.integers(5, 500))
def test_colour_means_a_steadied_value_outside_noise(value: float, respondents: int) -> None:
    own = index(value, respondents)
    outside = abs(steadied(own, ABOVE) - ABOVE.value) > half_width(Kind.INDEX, respondents)
    assert (colour(own, ABOVE) is not Colour.GREY) == outside


@given(st.floats(0, 100), st.floats(0, 100), st.integers(5, 500))
def test_colours_are_symmetric(value: float, above: float, respondents: int) -> None:
    mirrored = colour(index(100 - value, respondents), index(100 - above))
    assert mirrored is SWAPPED[colour(index(value, respondents), index(above))]


@pytest.mark.parametrize(("value", "shown"), [(35, Colour.ORANGE), (45, Colour.GREY), (80, Colour.BLUE)])
def test_blue_is_above_and_orange_below(value: float, shown: Colour) -> None:
    assert colour(index(value), ABOVE) is shown


def test_a_clamped_score_is_coloured_only_outward() -> None:
    assert colour(Score(30, 8, Kind.INDEX, below=30), ABOVE) is Colour.ORANGE
    assert colour(Score(85, 8, Kind.INDEX, below=85), ABOVE) is Colour.GREY
    assert colour(index(35), Score(58, 60, Kind.INDEX, above=20)) is Colour.ORANGE
    assert colour(index(35), Score(58, 60, Kind.INDEX, below=20)) is Colour.GREY


def test_icc_is_one_way_analysis_of_variance() -> None:
    # By hand: mean 60, between 8 * (100 + 0 + 100) / 2 = 800, within 361, size 8.
    assert icc([index(50), index(60), index(70)]) == pytest.approx((800 - 361) / (800 + 7 * 361))


def test_icc_of_equal_teams_is_zero_and_one_team_has_none() -> None:
    assert icc([index(60)] * 10) == 0
    with pytest.raises(ValueError, match="two"):
        icc([index(60)])


def test_icc_finds_the_share_that_lies_between_teams() -> None:
    between = 9.5
    assert icc(teams(Random(5), between, 3000)) == pytest.approx(between**2 / (between**2 + 19**2), abs=0.02)


def test_a_dimension_without_differences_is_lifted_and_one_with_them_is_not() -> None:
    assert lifted(teams(Random(5), 0, 200)) is True
    assert lifted(teams(Random(5), 12, 200)) is False


def test_seven_teams_are_too_few_to_lift_a_dimension() -> None:
    assert lifted([index(60)] * 7) == TooEarly(7, 8)
    assert lifted([index(60)] * 8) is True
