"""Promises: kept, dropped, moved once; each with what it needs, by whoever made them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from pulse.actions import queries
from pulse.actions.answering import PromiseState
from pulse.actions.drafts import BadAnswer
from pulse.actions.measuring import Wish, promises_to_measure
from pulse.actions.models import MadePromise, PromiseChange, ThemeAnswer
from pulse.actions.operations import MovedBefore, NotYours, PromiseEnded
from pulse.actions.queries import NoSuchPromise
from pulse.database import Office
from tests.actions.loop import IN_A_WEEK, LENA, NILS, SOUTH, SUE, Loop
from tests.dashboards.test_trend import Table

LATER = timedelta(days=14)


def test_a_promise_is_open_then_late_then_kept(loop: Loop) -> None:
    loop.raised("price")
    made = loop.promised()
    assert made.state(loop.today + IN_A_WEEK) is PromiseState.OPEN
    loop.stage.clock.now += IN_A_WEEK + timedelta(days=1)
    assert [promise.id for promise in loop.steps().late] == [made.id]
    kept = loop.keep(made)
    assert kept.state(loop.today) is PromiseState.KEPT
    assert loop.steps().late == ()


def test_a_dropped_promise_needs_a_reason(loop: Loop) -> None:
    loop.raised("price")
    made = loop.promised()
    with pytest.raises(BadAnswer, match="Say why it is dropped"):
        loop.drop(made, "  ")
    dropped = loop.drop(made, "The vendor is gone.")
    assert dropped.ended is not None
    assert (dropped.state(loop.today), dropped.ended.reason) == (PromiseState.DROPPED, "The vendor is gone.")


def test_a_promise_is_moved_once_with_a_reason(loop: Loop) -> None:
    loop.raised("price")
    made = loop.promised()
    with pytest.raises(BadAnswer, match="Say why it takes longer"):
        loop.move(made, loop.today + LATER, "")
    with pytest.raises(BadAnswer, match="a day after"):
        loop.move(made, made.due, "Because.")
    with pytest.raises(BadAnswer, match="Give the day"):
        loop.move(made, None, "Because.")
    moved = loop.move(made, loop.today + LATER, "The vendor is late.")
    assert (moved.first_due, moved.due) == (made.due, loop.today + LATER)
    with pytest.raises(MovedBefore):
        loop.move(made, loop.today + 2 * LATER, "Again.")


def test_a_promise_ends_once_and_changes_no_more(loop: Loop) -> None:
    loop.raised("price")
    made = loop.promised()
    loop.keep(made)
    with pytest.raises(PromiseEnded):
        loop.drop(made, "No.")
    with pytest.raises(PromiseEnded):
        loop.move(made, loop.today + LATER, "No.")


def test_the_same_change_twice_is_one(loop: Loop) -> None:
    loop.raised("price")
    made = loop.promised()
    for _ in range(2):
        loop.move(made, loop.today + LATER, "Late.")
    for _ in range(2):
        ended = loop.keep(made)
    assert len(ended.changes) == 2


def test_the_table_lets_no_promise_end_twice(loop: Loop) -> None:
    loop.raised("price")
    loop.keep(loop.promised())
    twice = (
        "INSERT INTO promise_change (promise_id, kind, reason, changed_at)"
        " SELECT promise_id, 'dropped', 'why', changed_at FROM promise_change"
    )
    with pytest.raises(sa.exc.IntegrityError), loop.stage.house.databases.office.writing() as office:
        office.execute(sa.text(twice))


def test_only_whoever_answers_at_that_level_changes_a_promise(loop: Loop) -> None:
    loop.raised("price")
    made = loop.promised()
    with pytest.raises(NotYours):
        loop.keep(made, SUE)
    for by in (NILS, "hanna@acme.example"):
        with pytest.raises(NoSuchPromise):
            loop.keep(made, by)


def test_a_successor_takes_over_the_promises(loop: Loop) -> None:
    loop.raised("price")
    made = loop.promised()
    loop.stage.replace_leader(LENA, "lisa@acme.example")
    assert loop.keep(made, "lisa@acme.example").ended is not None


@pytest.mark.postgresql
@pytest.mark.parametrize("table", [ThemeAnswer, MadePromise, PromiseChange])
def test_the_web_cannot_take_back_what_was_answered(loop: Loop, table: type[Office]) -> None:
    with pytest.raises(sa.exc.ProgrammingError), loop.stage.web_databases.office.writing() as office:
        office.execute(sa.delete(table))


def test_open_promises_say_what_they_want_measured_and_not_whose_they_are(loop: Loop) -> None:
    loop.raised("price", "coaching")
    made = loop.promised()
    loop.promised("Weekly talks.", theme="coaching")
    with loop.stage.web_databases.office.reading() as office:
        assert promises_to_measure(office) == (Wish(1, "E1", 2),)
    loop.keep(made)
    with loop.stage.web_databases.office.reading() as office:
        assert promises_to_measure(office) == (Wish(1, "E1", 1),)


def test_promises_of_a_unit_come_newest_first(loop: Loop) -> None:
    loop.raised("price", "coaching")
    first, second = loop.promised(), loop.promised("Weekly talks.", theme="coaching")
    with loop.stage.web_databases.office.reading() as office:
        assert [promise.id for promise in queries.promises(office, first.topic.unit)] == [second.id, first.id]


def test_the_map_counts_the_promises_that_are_open(loop: Loop) -> None:
    loop.raised("price", "target")
    first, _ = loop.promised(), loop.promised("Fewer calls.", theme="target")
    assert open_on_map(loop) == {"Munich": "2", "South": "none"}
    loop.keep(first)
    assert open_on_map(loop) == {"Munich": "1", "South": "none"}


def open_on_map(loop: Loop) -> dict[str, str]:
    page = loop.stage.sign_in(SUE).get(f"/team/{loop.stage.code(SOUTH)}/map").text
    rows = [[" ".join(cell.split()) for cell in row] for row in Table(page.split('id="plane"')[0]).rows]
    return {row[0]: row[-1] for row in rows if row[0] in ("Munich", "South")}
