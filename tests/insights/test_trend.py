"""The trend: the vector of the specification, gaps, new baselines, and clamped waves."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.insights.baseline import Start, TeamWave
from pulse.insights.change import Spread
from pulse.insights.kinds import Kind
from pulse.insights.scores import Score
from pulse.insights.trend import Forming, Level, Reading, trend
from pulse.insights.verdicts import Direction, Finding, Verdict
from pulse.publications.figures import Reason, Withheld

SPREAD = Spread(14, provisional=True)
HIDDEN = Withheld(Reason.TOO_FEW)
NONE = Finding(Verdict.NONE)
TOO_EARLY = Finding(Verdict.TOO_EARLY)
BASELINE = Finding(Verdict.BASELINE)
CLEAR_DROP = Finding(Verdict.CLEAR, Direction.DOWN)
OPPOSITE = {Direction.UP: Direction.DOWN, Direction.DOWN: Direction.UP, Direction.SAME: Direction.SAME}


def index(value: float, respondents: int = 8) -> Score:
    return Score(value, respondents, Kind.INDEX)


def wave(value: float | None, *, joined: int = 0, left: int = 0, new_leader: bool = False) -> TeamWave:
    score = HIDDEN if value is None else index(value)
    return TeamWave(score, members=10, joined=joined, left=left, new_leader=new_leader)


def steady(*values: float | None) -> list[TeamWave]:
    return [wave(value) for value in values]


def read(waves: Sequence[TeamWave]) -> tuple[Reading, ...]:
    return trend(waves, SPREAD)


def finding(reading: Reading) -> Finding:
    assert not isinstance(reading, Withheld)
    return reading.finding


def level(reading: Reading) -> Level:
    assert isinstance(reading, Level)
    return reading


def forming(reading: Reading) -> Forming:
    assert isinstance(reading, Forming)
    return reading


def specified() -> tuple[Reading, ...]:
    points = zip([62, 58, 64, 55, 50, 47], [8, 7, 8, 8, 6, 8], strict=True)
    return read([TeamWave(index(value, respondents), members=10) for value, respondents in points])


def test_the_trend_is_that_of_the_specification() -> None:
    levels = [level(reading) for reading in specified()[3:]]
    assert [round(reading.value, 2) for reading in levels] == [58.89, 55.33, 52.00]
    assert [round(reading.limits.clear, 2) for reading in levels] == [8.82, 9.73, 9.63]
    assert round(levels[0].baseline.value, 2) == 61.48
    assert round(levels[2].limits.leaning, 2) == 7.70
    assert levels[2].finding == Finding(Verdict.LEANING, Direction.DOWN)


def test_the_trend_starts_with_the_third_visible_wave() -> None:
    readings = read(steady(62, None, 58, None, 64))
    assert readings[1] == readings[3] == HIDDEN
    assert [finding(readings[place]) for place in (0, 2, 4)] == [TOO_EARLY, TOO_EARLY, BASELINE]
    assert level(readings[4]).value == pytest.approx((62 + 58 + 64) / 3)


def test_without_waves_there_is_no_trend() -> None:
    assert read([]) == ()


def test_a_withheld_wave_is_a_gap_that_changes_nothing_after_it() -> None:
    without, with_gap = read(steady(62, 58, 64, 55, 50)), read(steady(62, 58, 64, 55, None, 50))
    assert with_gap[4] == HIDDEN
    assert with_gap[5] == without[4]


def test_a_clear_signal_is_confirmed_by_the_next_visible_wave_and_starts_a_new_baseline() -> None:
    readings = read(steady(60, 60, 60, 30, None, 30, 30, 30, 30))
    assert finding(readings[3]) == CLEAR_DROP
    assert not level(readings[3]).confirmed
    assert level(readings[5]).confirmed
    assert (forming(readings[6]).baseline.start, forming(readings[6]).baseline.first) == (Start.SIGNAL, 5)
    assert finding(readings[7]) == BASELINE
    assert finding(readings[8]) == NONE


def test_a_clear_signal_that_does_not_last_confirms_nothing() -> None:
    readings = read(steady(60, 60, 60, 30, 70, 60))
    assert finding(readings[3]) == CLEAR_DROP
    assert not any(level(reading).confirmed for reading in readings[3:])


def test_a_new_leader_starts_a_new_baseline_even_in_a_withheld_wave() -> None:
    readings = read([*steady(60, 60, 60, 60), wave(None, new_leader=True), *steady(40, 40, 40, 40)])
    assert forming(readings[5]).baseline.start is Start.LEADER
    assert [finding(reading) for reading in readings[5:]] == [TOO_EARLY, TOO_EARLY, BASELINE, NONE]


def test_three_of_ten_new_members_keep_the_baseline_and_four_do_not() -> None:
    three = read([*steady(60, 60, 60), wave(60, joined=2, left=2), wave(60, joined=1, left=1)])
    four = read([*steady(60, 60, 60), wave(60, joined=2, left=2), wave(60, joined=2, left=2)])
    assert (level(three[4]).baseline.joined, level(three[4]).baseline.left) == (3, 3)
    assert forming(four[4]).baseline.start is Start.MEMBERS
    assert (forming(four[4]).baseline.joined, forming(four[4]).baseline.left) == (0, 0)


@pytest.mark.parametrize(
    ("members", "joined", "left", "turned_over"),
    [(16, 0, 8, True), (16, 0, 7, False), (20, 8, 0, True), (20, 7, 7, False), (0, 0, 0, False)],
)
def test_forty_percent_either_way_start_a_new_baseline(members: int, joined: int, left: int, turned_over: bool) -> None:
    before = [TeamWave(index(60), members=20)] * 3
    readings = read([*before, TeamWave(index(60), members, joined, left)])
    assert isinstance(readings[3], Forming) is turned_over


def test_who_came_in_the_first_wave_belongs_to_its_baseline() -> None:
    readings = read([wave(60, joined=10), *steady(60, 60, 60)])
    assert level(readings[3]).baseline.joined == 0


def test_a_clamped_wave_enters_no_baseline() -> None:
    edge = TeamWave(Score(20, 5, Kind.INDEX, below=20), members=10)
    readings = read([edge, *steady(60, 60, 60)])
    assert finding(readings[2]) == Finding(Verdict.CANNOT_TELL)
    assert level(readings[3]).baseline.value == pytest.approx(60)


def test_a_team_always_at_the_edge_gets_no_trend() -> None:
    edge = TeamWave(Score(80, 5, Kind.INDEX, above=20), members=10)
    assert [finding(reading) for reading in read([edge] * 5)[2:]] == [Finding(Verdict.CANNOT_TELL)] * 3


def test_a_fall_to_the_edge_is_told_and_a_rise_from_it_is_not() -> None:
    edge = TeamWave(Score(20, 8, Kind.INDEX, below=20), members=10)
    fallen = read([*steady(60, 60, 60), edge, *steady(84, 84)])
    assert finding(fallen[3]) == CLEAR_DROP
    assert finding(fallen[5]) == Finding(Verdict.CANNOT_TELL)


def test_small_clamps_in_a_large_unit_leave_a_trend() -> None:
    wave_of_many = TeamWave(Score(60, 60, Kind.INDEX, below=0.5, above=0.5), members=70)
    assert [finding(reading) for reading in read([wave_of_many] * 5)[2:]] == [BASELINE, NONE, NONE]


@given(st.lists(st.none() | st.floats(0, 100), max_size=12))
def test_a_trend_upside_down_says_the_opposite(values: list[float | None]) -> None:
    mirrored = [None if value is None else 100 - value for value in values]
    for reading, other in zip(read(steady(*values)), read(steady(*mirrored)), strict=True):
        if isinstance(reading, Withheld):
            assert other == reading
        else:
            said, opposite = reading.finding, finding(other)
            assert (opposite.verdict, opposite.direction) == (said.verdict, OPPOSITE[said.direction])


@given(st.floats(0, 100), st.integers(3, 12))
def test_a_team_that_never_moves_never_gets_a_signal(value: float, waves: int) -> None:
    assert all(finding(reading) in (TOO_EARLY, BASELINE, NONE) for reading in read(steady(*[value] * waves)))


@given(st.lists(st.floats(0, 100), min_size=4, max_size=10), st.floats(0.01, 30))
def test_a_higher_last_wave_never_lowers_the_trend(values: list[float], more: float) -> None:
    plain, higher = read(steady(*values)), read(steady(*values[:-1], values[-1] + more))
    if isinstance(plain[-1], Level) and plain[-1].finding != BASELINE:
        assert level(higher[-1]).value > plain[-1].value


def test_fewer_answers_need_a_larger_distance() -> None:
    few = read([*steady(60, 60, 60), TeamWave(index(50, 5), members=10)])
    many = read([*steady(60, 60, 60), TeamWave(index(50, 20), members=10)])
    assert level(few[3]).limits.clear > level(many[3]).limits.clear
