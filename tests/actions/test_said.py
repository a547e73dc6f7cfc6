"""The line "You said, we did" on its way: fixed when a wave is frozen, the same in mail and on the thank-you page."""

import pytest
import sqlalchemy as sa

from pulse.actions.answering import Kind
from pulse.actions.drafts import Draft
from pulse.actions.models import SaidAndDone
from pulse.actions.queries import line_of
from pulse.actions.you_said import fix_line, you_said_we_did
from pulse.programme.models import Wave
from tests.actions.loop import LENA, MUNICH, RUTH, TOP, Loop

NO = Draft(Kind.NO, "<b>The law</b> says so.")


def opened(loop: Loop) -> str:
    """Open the next wave as the worker does, and return its name."""
    name = loop.stage.open_wave()
    with loop.stage.house.databases.office.writing() as office:
        fix_line(office, wave_of(office, name), loop.stage.house.questionnaire.themes)
    return name


def wave_of(office: sa.orm.Session, name: str) -> Wave:
    return office.scalars(sa.select(Wave).where(Wave.name == name)).one()


def line(loop: Loop, name: str, language: str = "en") -> str | None:
    with loop.stage.web_databases.office.reading() as office:
        return line_of(office, name, language)


def test_the_first_wave_has_nothing_to_tell(loop: Loop) -> None:
    assert line(loop, opened(loop)) is None


def test_the_line_is_told_in_each_language_with_the_leaders_own_words(loop: Loop) -> None:
    loop.raised("price", unit=TOP)
    loop.answer(NO, RUTH, unit=TOP)
    name = opened(loop)
    assert line(loop, name) == "You said: Price and discount. The answer is no, because: “<b>The law</b> says so.”"
    assert (line(loop, name, "de") or "").startswith("Sie sagten: Preis und Rabatt. Die Antwort ist nein, weil: „<b>")


def test_a_teams_answer_is_quoted_to_the_team_and_counted_for_the_audience(loop: Loop) -> None:
    loop.raised("price", unit=MUNICH)
    loop.answer(NO, LENA)
    assert line(loop, opened(loop)) == "You raised 1 theme. Answered: 1. Promises kept: 0."
    with loop.stage.web_databases.office.reading() as office:
        told = you_said_we_did(office, 1, loop.stage.code(MUNICH))
    assert told is not None
    assert told.text == NO.text


def test_an_unanswered_round_is_told_plainly(loop: Loop) -> None:
    loop.raised("price", "coaching")
    assert line(loop, opened(loop)) == "You raised 2 themes in the last round. Not answered yet."


@pytest.mark.parametrize("language", ["en", "de"])
def test_an_answer_given_while_a_wave_is_open_waits_for_the_next(loop: Loop, language: str) -> None:
    loop.raised("price", unit=TOP)
    topic, name = loop.topic("price", TOP), opened(loop)
    before = line(loop, name, language)
    loop.answer(NO, RUTH, topic=topic)
    with loop.stage.house.databases.office.writing() as office:
        fix_line(office, wave_of(office, name), loop.stage.house.questionnaire.themes)
        assert len(office.scalars(sa.select(SaidAndDone)).all()) == 2
    assert line(loop, name, language) == before
