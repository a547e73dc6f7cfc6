"""Working days, words that hunt, and the choice of the line "You said, we did": without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pulse.actions.answering import Answer, Change, ChangeKind, Kind, Promise, Thread, Topic
from pulse.actions.caution import hunting
from pulse.actions.clocks import Calendar, due
from pulse.actions.line import Outcome, choose, spoken
from pulse.actions.responding import reckon

MONDAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
LABELS = {"price": "Price and discount", "coaching": "Coaching"}
DAY = timedelta(days=1)


def thread(*answers: Answer, theme: str = "price", unit: str = "team", wave: int = 3) -> Thread:
    return Thread(Topic(wave, unit, theme), 6, wave, MONDAY, answers)


def answer(
    kind: Kind,
    text: str = "Words.",
    level: str = "team",
    days: int = 1,
    *,
    passed_to: str | None = None,
    promise: Promise | None = None,
) -> Answer:
    return Answer(days, Topic(3, "team", "price"), level, kind, text, MONDAY + days * DAY, passed_to, promise)


def promise(text: str = "A list.", days: int = 1, *changes: Change) -> Answer:
    made = Promise(
        days, Topic(3, "team", "price"), "team", text, "Lena", MONDAY + days * DAY, date(2026, 5, 29), "E1", changes
    )
    return answer(Kind.DOING, text, days=days, promise=made)


def kept(days: int) -> Change:
    return Change(ChangeKind.KEPT, MONDAY + days * DAY)


@pytest.mark.parametrize(
    ("country", "expected"),
    [("US", date(2026, 5, 18)), ("DE", date(2026, 5, 19)), ("", date(2026, 5, 18))],
)
def test_ten_working_days_leave_out_weekends_and_holidays(country: str, expected: date) -> None:
    assert due(thread(), Calendar(country, "UTC")) == expected


def test_a_day_begins_where_the_leader_is() -> None:
    assert Calendar("US", "Pacific/Honolulu").day(MONDAY) == date(2026, 5, 3)


def test_working_days_between_and_after_agree() -> None:
    calendar = Calendar("DE")
    for count in range(1, 60):
        assert calendar.days(MONDAY.date(), calendar.after(MONDAY.date(), count)) == count


@pytest.mark.parametrize(
    "text",
    [
        "Who wrote this?",
        "Whoever said that should come and see me.",
        "I know who it is.",
        "I already know exactly who thinks so.",
        "Tell me to my face.",
        "Which of you had this deal?",
        "Could the person who asked step forward?",
        "Please give names.".replace("give", "give the"),
        "Wer hat das geschrieben?",
        "Wer auch immer das war, bitte melden Sie sich bei mir.",
        "Ich weiß genau, wer das war.",
        "Kommen Sie bitte zu mir.",
        "Das klingt nach dem Schreibstil von Team A.",
    ],
)
def test_words_that_look_for_an_author_are_found(text: str) -> None:
    assert hunting(text)


@pytest.mark.parametrize(
    "text",
    [
        "We publish a new price list by Friday. Nora takes care of it.",
        "No, because the discount is fixed for this year. We look at it again in January.",
        "Which customers is it about, and which rival do you meet there?",
        "Customers who say our price is too high often compare the wrong package.",
        "Wir veröffentlichen bis Freitag eine neue Preisliste; darum kümmert sich Nora.",
        "Nein, weil der Rabatt für dieses Jahr feststeht. Im Januar sehen wir ihn uns wieder an.",
    ],
)
def test_an_everyday_answer_is_left_alone(text: str) -> None:
    assert hunting(text) == ()


def test_what_was_found_is_quoted_as_written_and_once() -> None:
    assert hunting("Who Wrote\nthis? Who wrote that? WHO WROTE it?")[0] == "Who Wrote"


def test_the_newest_kept_promise_is_told_first() -> None:
    told = choose([thread(promise("Old.", 1, kept(2)), promise("New.", 2, kept(9)), promise("Open.", 3))], "team")
    assert told is not None
    assert (told.outcome, told.text) == (Outcome.KEPT, "New.")
    assert spoken(told, LABELS, "en") == "You said: Price and discount. We did: “New.”"


def test_without_a_kept_promise_an_open_one_is_told_and_a_dropped_one_is_not() -> None:
    dropped = promise("Gone.", 4, Change(ChangeKind.DROPPED, MONDAY + 5 * DAY, "Because."))
    told = choose([thread(promise("Open.", 3), dropped)], "team")
    assert told is not None
    assert spoken(told, LABELS, "de") == "Sie sagten: Price and discount. Zugesagt bis 29. Mai: „Open.“"


def test_an_explained_no_is_told_with_its_reason() -> None:
    told = choose([thread(answer(Kind.NO, "It is the law."))], "team")
    assert told is not None
    assert spoken(told, LABELS, "en") == "You said: Price and discount. The answer is no, because: “It is the law.”"


def test_the_audience_hears_of_teams_in_counts_alone() -> None:
    told = choose([thread(promise("Secret plan.", 1, kept(2))), thread(theme="coaching")], "top")
    assert told is not None
    assert spoken(told, LABELS, "en") == "You raised 2 themes. Answered: 1. Promises kept: 1."


def test_the_audience_hears_what_its_top_answers_to_a_team() -> None:
    passed = answer(Kind.PASSED_UP, passed_to="top")
    told = choose([thread(passed, answer(Kind.NO, "It is the law.", "top", 2))], "top")
    assert told is not None
    assert told.text == "It is the law."


def test_an_unanswered_round_is_said_to_be_one() -> None:
    told = choose([thread(), thread(theme="coaching")], "team")
    assert told is not None
    assert spoken(told, LABELS, "en") == "You said: Price and discount, Coaching. Not answered yet."
    above = choose([thread(), thread(theme="coaching")], "top")
    assert above is not None
    assert "Coaching" not in spoken(above, LABELS, "en")


def test_good_news_of_before_does_not_hide_that_the_last_round_is_unanswered() -> None:
    told = choose([thread(wave=4), thread(promise("Done.", 1, kept(2)), wave=3)], "team")
    assert told is not None
    assert spoken(told, LABELS, "en").endswith("We did: “Done.” The last round is not answered yet.")


def test_where_nobody_raised_anything_there_is_no_line() -> None:
    assert choose([], "team") is None


def test_a_long_answer_is_cut_to_one_line() -> None:
    told = choose([thread(answer(Kind.NO, "word\n" * 190))], "team")
    assert told is not None
    said = spoken(told, LABELS, "en")
    assert "\n" not in said
    assert len(said) < 230
    assert said.endswith(" …”")


def test_moving_a_promise_when_it_is_late_makes_it_no_less_late() -> None:
    moved_late = Change(ChangeKind.MOVED, datetime(2026, 6, 8, tzinfo=UTC), "Late.", date(2026, 6, 30))
    moved_in_time = replace(moved_late, at=datetime(2026, 5, 20, tzinfo=UTC))
    done = Change(ChangeKind.KEPT, datetime(2026, 6, 20, tzinfo=UTC))
    for move, on_time in ((moved_late, 0), (moved_in_time, 1)):
        made = promise("List.", 1, move, done).promise
        assert made is not None
        numbers = reckon([], [made], frozenset({"team"}), Calendar(), datetime(2026, 6, 21, tzinfo=UTC))
        assert (numbers.kept_on_time.met, numbers.kept_on_time.of) == (on_time, 1)


def test_a_question_back_and_passing_up_are_first_answers_on_the_clock() -> None:
    came = [
        thread(answer(Kind.UNDERSTAND, days=1)),
        thread(answer(Kind.PASSED_UP, days=2, passed_to="top"), theme="coaching"),
    ]
    below = reckon(came, [], frozenset({"team"}), Calendar(), MONDAY + 3 * DAY)
    assert (below.median_days, below.answered_in_time.met, below.returned_in_time.of) == (1.5, 2, 0)
    above = reckon(came, [], frozenset({"top"}), Calendar(), MONDAY + 60 * DAY)
    assert (above.answered_in_time.of, above.returned_in_time.met, above.returned_in_time.of) == (0, 0, 1)
