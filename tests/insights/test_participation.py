"""Participation: for whom the answers speak, and what silence could mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.insights.kinds import CONSTANTS, Kind
from pulse.insights.participation import ResponseRate, Standing, with_the_silent
from pulse.insights.scores import Score

RATES = st.integers(1, 200).flatmap(lambda invited: st.builds(ResponseRate, st.integers(0, invited), st.just(invited)))


@pytest.mark.parametrize(
    ("answered", "invited", "standing"),
    [
        (7, 10, Standing.SOLID),
        (8, 10, Standing.SOLID),
        (69, 100, Standing.PARTIAL),
        (5, 10, Standing.PARTIAL),
        (49, 100, Standing.VOICES),
        (0, 10, Standing.VOICES),
        (21, 30, Standing.SOLID),
    ],
)
def test_a_rate_has_its_standing(answered: int, invited: int, standing: Standing) -> None:
    assert ResponseRate(answered, invited).standing is standing


@pytest.mark.parametrize(("answered", "invited"), [(0, 0), (6, 5), (-1, 5)])
def test_an_impossible_rate_is_refused(answered: int, invited: int) -> None:
    with pytest.raises(ValueError, match="invitation"):
        ResponseRate(answered, invited)


def test_eight_of_ten_at_60_could_mean_57() -> None:
    assert with_the_silent(Score(60, 8, Kind.INDEX), ResponseRate(8, 10)) == pytest.approx(57)


@given(RATES, st.sampled_from(list(Kind)), st.floats(0, 1))
def test_the_silent_never_raise_a_score_nor_leave_the_scale(rate: ResponseRate, kind: Kind, place: float) -> None:
    scale = CONSTANTS[kind]
    score = Score(scale.low + place * (scale.high - scale.low), 8, kind)
    assert scale.low <= with_the_silent(score, rate) <= score.value


def test_when_everybody_answered_silence_changes_nothing() -> None:
    assert with_the_silent(Score(60, 8, Kind.INDEX), ResponseRate(8, 8)) == 60
