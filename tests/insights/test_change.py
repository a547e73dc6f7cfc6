"""Change between two waves: the limits of the specification, and clamped figures that claim nothing too much."""

from collections.abc import Iterable
from math import sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from pulse.insights.change import Change, Spread, change, highlight, latest_change, spread_of_change, visible_pairs
from pulse.insights.kinds import Kind
from pulse.insights.scores import Score
from pulse.insights.verdicts import Direction, Finding, TooEarly, Verdict
from pulse.publications.figures import Reason, Withheld

INDEX = Spread(14, provisional=True)
ITEM = Spread(20, provisional=True)
HIDDEN = Withheld(Reason.TOO_FEW)
NONE = Finding(Verdict.NONE)
CANNOT_TELL = Finding(Verdict.CANNOT_TELL)
CLEAR_RISE = Finding(Verdict.CLEAR, Direction.UP)
CLEAR_DROP = Finding(Verdict.CLEAR, Direction.DOWN)
OPPOSITE = {Direction.UP: Direction.DOWN, Direction.DOWN: Direction.UP, Direction.SAME: Direction.SAME}

AT_MOST_20 = Score(20, 5, Kind.AGREE, below=20)
AT_LEAST_80 = Score(80, 5, Kind.AGREE, above=20)


def index(value: float, respondents: int = 8) -> Score:
    return Score(value, respondents, Kind.INDEX)


def item(value: float, respondents: int = 5) -> Score:
    return Score(value, respondents, Kind.AGREE)


def found(earlier: Score, later: Score, spread: Spread = ITEM) -> Finding:
    return change(earlier, later, spread).finding


@st.composite
def scores(draw: st.DrawFn) -> Score:
    value = draw(st.floats(0, 100))
    below = draw(st.sampled_from([0.0, 1.0, 5.0, value]))
    above = draw(st.sampled_from([0.0, 1.0, 5.0, 100 - value]))
    return Score(value, draw(st.integers(5, 40)), Kind.INDEX, min(below, value), min(above, 100 - value))


def test_eight_and_eight_answers_have_the_limits_of_the_specification() -> None:
    told = change(index(65), index(60), INDEX)
    assert told.error == pytest.approx(7.00, abs=0.005)
    assert told.limits.leaning == pytest.approx(11.5, abs=0.05)
    assert told.limits.clear == pytest.approx(13.7, abs=0.05)


def test_eight_and_six_answers_need_a_larger_move() -> None:
    assert change(index(65, 8), index(60, 6), INDEX).limits.clear == pytest.approx(14.8, abs=0.05)


@pytest.mark.parametrize(
    ("later", "finding"),
    [
        (60.0, NONE),
        (71.5, NONE),
        (71.6, Finding(Verdict.LEANING, Direction.UP)),
        (73.8, CLEAR_RISE),
        (48.4, Finding(Verdict.LEANING, Direction.DOWN)),
        (46.2, CLEAR_DROP),
    ],
)
def test_a_verdict_follows_the_limits(later: float, finding: Finding) -> None:
    assert found(index(60), index(later), INDEX) == finding


@given(scores(), scores())
def test_a_change_read_backwards_goes_the_other_way(earlier: Score, later: Score) -> None:
    there, back = found(earlier, later, INDEX), found(later, earlier, INDEX)
    assert (back.verdict, back.direction) == (there.verdict, OPPOSITE[there.direction])


@given(scores(), scores(), st.floats(0, 1), st.floats(0, 1))
def test_what_is_said_of_clamped_scores_holds_wherever_the_truth_lies(
    earlier: Score, later: Score, first: float, second: float
) -> None:
    said = found(earlier, later, INDEX)
    assume(said.verdict is not Verdict.CANNOT_TELL)
    truth = found(_true(earlier, first), _true(later, second), INDEX)
    if said == NONE:
        assert truth == NONE
    else:
        assert truth.direction is said.direction
        assert truth.verdict in (said.verdict, Verdict.CLEAR)


def _true(score: Score, place: float) -> Score:
    return index(score.value - score.below + place * (score.below + score.above), score.respondents)


@given(scores(), scores())
def test_scores_inside_always_get_a_verdict(earlier: Score, later: Score) -> None:
    inside = found(index(earlier.value, earlier.respondents), index(later.value, later.respondents), INDEX)
    assert inside.verdict is not Verdict.CANNOT_TELL


def test_a_drop_to_at_most_is_stated_because_it_holds_outward() -> None:
    assert found(item(60), AT_MOST_20) == CLEAR_DROP
    assert found(AT_MOST_20, item(60)) == CLEAR_RISE
    assert found(AT_MOST_20, AT_LEAST_80) == CLEAR_RISE


@pytest.mark.parametrize("edge", [AT_MOST_20, AT_LEAST_80, Score(50, 5, Kind.AGREE, below=50, above=50)])
def test_two_waves_at_one_edge_cannot_be_told_apart(edge: Score) -> None:
    assert found(edge, edge) == CANNOT_TELL


def test_a_move_towards_the_open_side_cannot_be_told() -> None:
    assert found(item(40), AT_MOST_20) == CANNOT_TELL
    assert found(item(75), AT_LEAST_80) == CANNOT_TELL
    assert found(AT_LEAST_80, item(60)) == CANNOT_TELL


def test_a_small_clamp_in_a_large_unit_does_not_hide_a_change() -> None:
    now, before = Score(57, 40, Kind.INDEX, below=0.8), Score(58, 40, Kind.INDEX, below=0.8)
    assert found(before, now, INDEX) == NONE
    assert found(before, Score(45, 40, Kind.INDEX, above=0.8), INDEX) == CLEAR_DROP


def test_pairs_skip_withheld_waves() -> None:
    first, second, third = index(50), index(60), index(70)
    assert list(visible_pairs([first, HIDDEN, second, third])) == [(first, second), (second, third)]


@pytest.mark.parametrize(
    ("kind", "points"), [(Kind.INDEX, 14), (Kind.AGREE, 20), (Kind.PERCENT, 11), (Kind.TEN, 20), (Kind.YES, 40)]
)
def test_without_thirty_pairs_the_spread_is_a_provisional_constant(kind: Kind, points: float) -> None:
    pair = (Score(60, 8, kind), Score(90, 8, kind))
    assert spread_of_change(kind, [pair] * 29) == Spread(points, provisional=True)
    assert not spread_of_change(kind, [pair] * 30).provisional


def test_clamped_scores_do_not_enter_the_spread() -> None:
    assert spread_of_change(Kind.AGREE, [(item(60), AT_MOST_20)] * 40).provisional


def moved(moves: Iterable[float]) -> float:
    return spread_of_change(Kind.INDEX, [(index(50), index(50 + move)) for move in moves]).value


@pytest.mark.parametrize("sigma", [9.0, 14.0, 21.0])
def test_the_spread_of_normal_moves_is_their_own(sigma: float) -> None:
    places = [(place + 0.5) / 2000 for place in range(2000)]
    assert moved(sigma * sqrt(2 / 8) * stats.norm.ppf(place) for place in places) == pytest.approx(sigma, rel=0.002)


@given(st.lists(st.floats(-10, 10), min_size=38, max_size=38), st.floats(10, 50), st.floats(-50, -10))
def test_one_move_at_each_end_counts_no_more_than_the_next(moves: list[float], most: float, least: float) -> None:
    assert moved([least, *moves, most]) == pytest.approx(moved([min(moves), *moves, max(moves)]))


@pytest.mark.parametrize(("step", "points"), [(0.01, 8), (90, 22)])
def test_the_spread_of_an_index_stays_within_8_and_22(step: float, points: float) -> None:
    pairs = [(index(50), index(50 + step)), (index(50), index(50 - step))] * 20
    assert spread_of_change(Kind.INDEX, pairs) == Spread(points, provisional=False)


def test_the_spread_of_an_item_is_never_zero() -> None:
    assert spread_of_change(Kind.AGREE, [(item(50), item(50))] * 40).value > 0


def test_the_latest_wave_is_compared_with_the_last_visible_one() -> None:
    told = latest_change([index(45), index(70), HIDDEN, index(40)], INDEX)
    assert isinstance(told, Change)
    assert (told.earlier.value, told.finding) == (70, CLEAR_DROP)


def test_a_first_visible_wave_is_too_early_and_a_withheld_one_stays_withheld() -> None:
    assert latest_change([], INDEX) == TooEarly(0, 2)
    assert latest_change([HIDDEN, index(60)], INDEX) == TooEarly(1, 2)
    assert latest_change([index(60), HIDDEN], INDEX) == HIDDEN


def test_the_highlight_is_the_change_largest_against_its_error() -> None:
    changes = {
        "safety": change(index(60), index(50), INDEX),
        "response": change(item(60, 8), item(49, 8), ITEM),
        "quota": change(AT_MOST_20, AT_MOST_20, ITEM),
    }
    assert highlight(changes) == "safety"
    assert highlight({"quota": changes["quota"]}) is None
    assert highlight({}) is None
