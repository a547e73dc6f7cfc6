"""The pure parts of the pages: what is measured, who belonged when, and where marks stand."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pulse.dashboards.cells import Hidden, Shown, Surroundings, cell
from pulse.dashboards.drawing import GAUGE_WIDTH, SKETCH_HEIGHT, SKETCH_WIDTH, gauge, sketch
from pulse.dashboards.measures import Measures, measures_of
from pulse.dashboards.tenure import People, Span, Tenure, tenures
from pulse.house import SURVEYS
from pulse.insights.kinds import CONSTANTS, Kind
from pulse.insights.scores import Score
from pulse.publications.figures import Figure, Reason, Withheld
from pulse.questionnaire import load

DAY = datetime(2026, 1, 1, tzinfo=UTC)
AROUND = Surroundings({"east": "Region East"}, 5, {"east": Score(57, 42, Kind.INDEX)})

scores = some.builds(
    lambda kind, share, n: Score(CONSTANTS[kind].low + share * (CONSTANTS[kind].high - CONSTANTS[kind].low), n, kind),
    some.sampled_from([Kind.INDEX, Kind.PERCENT]),
    some.floats(0, 1),
    some.integers(5, 500),
)


@pytest.fixture(scope="module")
def measures() -> Measures:
    return measures_of(load(SURVEYS))


def figure(code: int, respondents: int = 8) -> Figure:
    return Figure(respondents, code * respondents, 1, 5)


def test_an_index_is_made_of_its_core_questions(measures: Measures) -> None:
    figures = {item: figure(4) for item in measures.pulse.items} | {"Q1.v1": figure(2), "S1.v1": figure(1)}
    found = [measure.score(figures) for measure in measures.core]
    assert [score.value for score in found if isinstance(score, Score)] == [50, 75, 25, 75]
    pulse = measures.pulse.score(figures)
    assert isinstance(pulse, Score)
    assert (pulse.value, pulse.respondents, pulse.kind) == (56.25, 8, Kind.INDEX)


def test_an_index_is_withheld_where_one_of_its_questions_is(measures: Measures) -> None:
    figures = {item: figure(4) for item in measures.pulse.items} | {"S2.v1": Withheld(Reason.PROTECTED)}
    assert measures.pulse.score(figures) == Withheld(Reason.PROTECTED)


def test_every_question_that_has_a_score_is_a_measure(measures: Measures) -> None:
    slugs = [measure.slug for measure in measures.every]
    assert len(slugs) == len(set(slugs))
    assert {"s6", "r5", "e3", "c5", "x1", "x4", "f2"} <= set(slugs)
    assert not {"p4", "f1", "t1", "f3"} & set(slugs)


def test_trouble_counted_is_worse_when_higher(measures: Measures) -> None:
    assert [measure.slug for measure in measures.every if measure.worse_when_higher] == ["e3"]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (
            Reason.TOO_FEW,
            "Hidden to protect people: fewer than 5 answers. Nothing is wrong. Region East instead: 57 (52-62).",
        ),
        (
            Reason.PROTECTED,
            "Counted with Region East, because on its own it could be worked out. Region East: 57 (52-62).",
        ),
        (Reason.NOT_ASKED, "Not asked in this wave."),
    ],
)
def test_a_withheld_score_says_why_and_what_there_is_instead(reason: Reason, sentence: str) -> None:
    instead = None if reason is Reason.NOT_ASKED else "east"
    hidden = cell(Withheld(reason, instead), AROUND)
    assert isinstance(hidden, Hidden)
    assert hidden.sentence == sentence


def test_where_nothing_stands_above_the_reason_stands_alone() -> None:
    hidden = cell(Withheld(Reason.TOO_FEW), AROUND)
    assert isinstance(hidden, Hidden)
    assert hidden.sentence == "Hidden to protect people: fewer than 5 answers. Nothing is wrong."


@given(scores)
def test_a_shown_score_is_whole_and_within_its_band(score: Score) -> None:
    shown = cell(score, AROUND)
    assert isinstance(shown, Shown)
    assert shown.low <= shown.points <= shown.high
    assert shown.band == f"{shown.low}-{shown.high}"


@given(scores)
def test_a_gauge_stays_within_its_picture(score: Score) -> None:
    drawn = gauge(score.value, score.value - 200, score.value + 200, score.kind, mark=score.value)
    assert 0 <= drawn.low <= drawn.value <= drawn.low + drawn.width <= GAUGE_WIDTH
    assert drawn.mark == drawn.value


@given(some.lists(some.one_of(scores, some.just(Withheld(Reason.TOO_FEW))), max_size=13))
def test_a_sketch_stays_within_its_picture_and_leaves_hidden_waves_out(course: list[Score | Withheld]) -> None:
    drawn = sketch(course)
    points = [point.split(",") for line in (*drawn.lines, *drawn.bands) for point in line.split()]
    assert all(0 <= float(x) <= SKETCH_WIDTH and 0 <= float(y) <= SKETCH_HEIGHT for x, y in points)
    visible = sum(1 for score in course if isinstance(score, Score))
    assert sum(len(line.split()) for line in drawn.lines) == visible
    assert bool(drawn.dots) == bool(visible)


def span(person: int, since: int, until: int | None = None, *, leads: bool = False) -> Span:
    return Span(person, DAY + timedelta(since), None if until is None else DAY + timedelta(until), leads)


def test_a_unit_is_counted_at_each_opening() -> None:
    people = People(4, (span(1, 0), span(2, 0, 20), span(3, 15), span(9, 0, leads=True)))
    openings = [DAY + timedelta(day) for day in (10, 30)]
    assert tenures(people, openings) == (Tenure(6), Tenure(6, joined=1, left=1))


def test_somebody_who_moves_within_the_unit_neither_joins_nor_leaves() -> None:
    people = People(spans=(span(1, 0, 20), span(1, 20)))
    assert tenures(people, [DAY + timedelta(day) for day in (10, 20, 30)]) == (Tenure(1), Tenure(1), Tenure(1))


def test_a_leader_is_new_once_and_a_vacancy_changes_nothing() -> None:
    people = People(spans=(span(8, 0, 15, leads=True), span(9, 25, leads=True)))
    openings = [DAY + timedelta(day) for day in (10, 20, 30, 40)]
    assert [tenure.new_leader for tenure in tenures(people, openings)] == [False, False, True, False]


def test_without_waves_there_is_no_tenure() -> None:
    assert tenures(People(3, (span(1, 0),)), []) == ()
