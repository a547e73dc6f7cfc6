"""Answers of four kinds: who gives them, what they need, and that nothing else can be answered."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from pulse.actions.answering import Kind, ThemeState
from pulse.actions.drafts import BadAnswer, Draft
from pulse.actions.operations import NobodyAbove, NotYours
from pulse.actions.queries import NoSuchTheme, line_of
from pulse.audit import AuditEntry
from pulse.publications.comments import OTHER
from tests.actions.loop import GRAZ, HANNA, IN_A_WEEK, LENA, MUNICH, NILS, RUTH, SOUTH, SUE, Loop

NO = Draft(Kind.NO, "The discount is set by law.")
UP = Draft(Kind.PASSED_UP, "Discounts are decided above.")
ASK = Draft(Kind.UNDERSTAND, "Which customers is it about?")


def test_doing_it_makes_a_promise(loop: Loop) -> None:
    loop.raised("price")
    made = loop.promised("A price list by May.")
    assert (made.text, made.owner, made.due, made.item) == (
        "A price list by May.",
        "Lena",
        loop.today + IN_A_WEEK,
        "E1",
    )
    assert loop.thread().state is ThemeState.ANSWERED


def test_an_explained_no_answers_a_theme(loop: Loop) -> None:
    loop.raised("price")
    assert loop.answer(NO).promise is None
    assert loop.thread().state is ThemeState.ANSWERED


def test_a_question_back_is_a_first_answer_and_leaves_the_theme_open(loop: Loop) -> None:
    loop.raised("price")
    loop.answer(ASK)
    assert loop.steps().waiting == ()
    assert loop.thread().state is ThemeState.ASKED_BACK
    loop.answer(NO)
    assert loop.thread().state is ThemeState.ANSWERED


def test_what_is_passed_up_is_answered_above_and_comes_back(loop: Loop) -> None:
    loop.raised("price")
    assert loop.answer(UP).passed_to == loop.stage.code(SOUTH)
    with pytest.raises(NotYours):
        loop.answer(NO)
    loop.answer(NO, SUE)
    thread = loop.thread()
    assert thread.returned
    assert [answer.level for answer in thread.answers] == [loop.stage.code(MUNICH), loop.stage.code(SOUTH)]


def test_a_theme_can_be_passed_up_twice_and_not_from_the_top(loop: Loop) -> None:
    loop.raised("price")
    for by in (LENA, SUE):
        loop.answer(UP, by)
    with pytest.raises(NobodyAbove):
        loop.answer(UP, RUTH)


def test_an_answer_is_never_edited_a_later_one_follows_it(loop: Loop) -> None:
    loop.raised("price")
    loop.answer(NO)
    loop.answer(replace(NO, text="And this is why."))
    assert [answer.text for answer in loop.thread().answers] == [NO.text, "And this is why."]


@pytest.mark.parametrize("draft", [NO, UP, ASK])
def test_the_same_answer_twice_is_one(loop: Loop, draft: Draft) -> None:
    loop.raised("price")
    assert loop.answer(draft) == loop.answer(draft)
    assert len(loop.thread().answers) == 1


def test_the_same_promise_twice_is_one(loop: Loop) -> None:
    loop.raised("price")
    assert loop.promised() == loop.promised()


@pytest.mark.parametrize("theme", ["coaching", "nothing", OTHER])
def test_a_theme_that_is_not_published_looks_like_none(loop: Loop, theme: str) -> None:
    loop.raised("price", OTHER)
    with pytest.raises(NoSuchTheme):
        loop.answer(NO, theme=theme)


def test_a_theme_of_another_unit_cannot_be_answered_for_ones_own(loop: Loop) -> None:
    loop.raised("price", unit=GRAZ)
    with pytest.raises(NoSuchTheme):
        loop.answer(NO)


def test_the_table_itself_takes_no_answer_to_what_is_not_published(loop: Loop) -> None:
    loop.raised("price")
    loop.answer(NO)
    smuggled = (
        "INSERT INTO theme_answer (wave_id, unit, theme, level, kind, text, answered_at)"
        " SELECT wave_id, unit, 'coaching', level, kind, text, answered_at FROM theme_answer"
    )
    with pytest.raises(sa.exc.IntegrityError), loop.stage.house.databases.office.writing() as office:
        office.execute(sa.text(smuggled))


def test_leaders_above_read_and_do_not_answer(loop: Loop) -> None:
    loop.raised("price")
    for by in (SUE, RUTH):
        with pytest.raises(NotYours):
            loop.answer(NO, by)


def test_leaders_elsewhere_and_hr_do_not_learn_that_there_is_a_theme(loop: Loop) -> None:
    loop.raised("price")
    for by in (NILS, HANNA, "gina@acme.example"):
        with pytest.raises(NoSuchTheme):
            loop.answer(NO, by)


def test_a_leader_below_does_not_answer_for_the_level_above(loop: Loop) -> None:
    loop.raised("price", unit=SOUTH)
    with pytest.raises(NoSuchTheme):
        loop.answer(NO, LENA, unit=SOUTH)


def test_where_nobody_leads_the_nearest_leader_above_answers(loop: Loop) -> None:
    loop.raised("price")
    loop.stage.dismiss(LENA)
    assert [waiting.thread.topic.theme for waiting in loop.steps(SOUTH).waiting] == ["price"]
    with pytest.raises(NotYours):
        loop.answer(NO, RUTH)
    assert loop.answer(NO, SUE).level == loop.stage.code(MUNICH)


def test_what_the_leader_above_cannot_solve_either_goes_above_that_one(loop: Loop) -> None:
    loop.raised("price")
    loop.stage.dismiss(LENA)
    assert loop.answer(UP, SUE).passed_to == loop.stage.code("Sales")


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (replace(NO, text=" \n\u200b "), "text"),
        (replace(NO, text="x" * 1001), "text"),
        (Draft(Kind.DOING, "Soon.", "", date(2027, 1, 1)), "owner"),
        (Draft(Kind.DOING, "Soon.", "x" * 101, date(2027, 1, 1)), "owner"),
        (Draft(Kind.DOING, "Soon.", "Lena", None), "due"),
        (Draft(Kind.DOING, "Soon.", "Lena", date(2026, 1, 1)), "due"),
        (Draft(Kind.DOING, "Soon.", "Lena", date(2028, 1, 1)), "due"),
        (Draft(Kind.DOING, "Soon.", "Lena", date(2026, 6, 1), "T1"), "item"),
        (Draft(Kind.DOING, "Soon.", "Lena", date(2026, 6, 1), "Z9"), "item"),
    ],
)
def test_what_is_missing_or_wrong_is_named_and_nothing_is_kept(loop: Loop, draft: Draft, field: str) -> None:
    loop.raised("price")
    with pytest.raises(BadAnswer) as refused:
        loop.answer(draft)
    assert refused.value.field == field
    assert loop.thread().answers == ()


def test_a_thousand_characters_fit_however_lines_end(loop: Loop) -> None:
    loop.raised("price")
    answer = loop.answer(replace(NO, text="ab\r\n" * 333 + "c"))
    assert len(answer.text) == 1000


def test_nothing_invisible_is_kept(loop: Loop) -> None:
    loop.raised("price")
    assert loop.answer(replace(NO, text="no\x00w \u202eeb ")).text == "now eb"


def test_the_log_says_that_somebody_answered_and_not_what(loop: Loop) -> None:
    loop.raised("price")
    answer = loop.answer(NO)
    with loop.stage.house.databases.office.reading() as office:
        entry = office.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.actor, entry.action, entry.subject) == (LENA, "theme answered", f"answer {answer.id}")


def test_nothing_is_said_of_a_wave_before_there_is_something(loop: Loop) -> None:
    name = loop.raised("price")
    with loop.stage.web_databases.office.reading() as office:
        assert line_of(office, name, "en") is None


def test_an_answer_is_due_ten_working_days_after_publication(loop: Loop) -> None:
    loop.raised("price", "coaching")
    assert loop.today == date(2026, 2, 9)
    steps = loop.steps()
    assert [(waiting.due, waiting.late) for waiting in steps.waiting] == [(date(2026, 2, 23), False)] * 2
    loop.stage.clock.now += timedelta(days=15)
    assert all(waiting.late for waiting in loop.steps().waiting)


def test_what_is_passed_up_is_due_twenty_working_days_later_above(loop: Loop) -> None:
    loop.raised("price")
    loop.answer(UP)
    assert loop.steps().waiting == ()
    (waiting,) = loop.steps(SOUTH).waiting
    assert waiting.due == date(2026, 3, 9)
    loop.answer(NO, SUE)
    assert loop.steps(SOUTH).is_empty


def test_themes_of_before_the_last_three_waves_are_waited_for_no_more(loop: Loop) -> None:
    loop.raised("price")
    for _ in range(3):
        loop.stage.clock.now += timedelta(weeks=4)
        loop.raised("coaching")
    assert {waiting.thread.topic.theme for waiting in loop.steps().waiting} == {"coaching"}


def test_two_clicks_at_once_are_one_answer(loop: Loop) -> None:
    loop.raised("price")
    topic = loop.topic()
    with ThreadPoolExecutor(4) as clicks:
        given = list(clicks.map(lambda _: loop.answer(NO, topic=topic).id, range(8)))
    assert len(set(given)) == len(loop.thread().answers) == 1
