"""How a leader answers: in working days, open things counted honestly."""

from datetime import date, timedelta

import pytest

from pulse.insights.kinds import Kind
from pulse.insights.responsiveness import Clock, Part, Promise, Responsiveness, answers_do_not_land, responsiveness
from pulse.insights.scores import Score

MONDAY = date(2026, 5, 4)
TODAY = date(2026, 6, 1)


def weekdays(start: date, end: date) -> int:
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(day.weekday() < 5 for day in days)


def numbers(
    themes: list[Clock] | None = None, promises: list[Promise] | None = None, passed_up: list[Clock] | None = None
) -> Responsiveness:
    return responsiveness(themes or [], promises or [], passed_up or [], TODAY, weekdays)


def answered_after(days: int) -> Clock:
    return Clock(MONDAY, MONDAY + timedelta(days=days))


def test_days_to_a_first_answer_are_working_days() -> None:
    assert numbers([answered_after(1), answered_after(7), answered_after(8)]).median_days == 5


def test_an_unanswered_theme_waits_longer_than_any_answer() -> None:
    assert numbers([answered_after(1), answered_after(2), Clock(MONDAY)]).median_days == 2
    assert numbers([answered_after(1), Clock(MONDAY)]).median_days is None
    assert numbers().median_days is None


def test_ten_working_days_are_in_time_and_eleven_are_not() -> None:
    assert numbers([answered_after(14), answered_after(15)]).answered_in_time == Part(1, 2)


def test_an_unanswered_theme_counts_once_its_ten_days_are_over() -> None:
    assert numbers([Clock(MONDAY), Clock(TODAY - timedelta(days=3))]).answered_in_time == Part(0, 1)


def test_a_passed_up_theme_has_twenty_working_days() -> None:
    returned = [answered_after(28), Clock(MONDAY), Clock(MONDAY - timedelta(days=3))]
    assert numbers(passed_up=returned).returned_in_time == Part(1, 2)


def test_promises_are_kept_on_time_or_not_and_open_ones_are_not_due() -> None:
    due = date(2026, 5, 15)
    promises = [
        Promise(MONDAY, due, kept=due),
        Promise(MONDAY, due, kept=due + timedelta(days=1)),
        Promise(MONDAY, due),
        Promise(MONDAY, TODAY),
        Promise(MONDAY, due, dropped=MONDAY),
        Promise(MONDAY, due, dropped=TODAY),
    ]
    assert numbers(promises=promises).kept_on_time == Part(1, 4)


def test_the_oldest_open_promise_is_counted_in_working_days() -> None:
    open_one, kept = Promise(date(2026, 5, 25), TODAY), Promise(MONDAY, TODAY, kept=TODAY)
    assert numbers(promises=[open_one, kept]).oldest_open == 5
    assert numbers(promises=[kept]).oldest_open is None


def test_a_part_of_nothing_has_no_share() -> None:
    assert Part(0, 0).share is None
    assert Part(3, 4).share == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("answered", "noticed", "above", "expected"),
    [
        (Part(4, 5), 49, 0, True),
        (Part(4, 5), 50, 0, False),
        (Part(3, 5), 20, 0, False),
        (Part(0, 0), 20, 0, False),
        (Part(5, 5), 40, 20, False),
    ],
)
def test_answers_do_not_land_if_logged_but_not_noticed(
    answered: Part, noticed: float, above: float, expected: bool
) -> None:
    assert answers_do_not_land(answered, Score(noticed, 8, Kind.AGREE, above=above)) is expected
