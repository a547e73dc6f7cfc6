"""The worker fixes "You said, we did" before a wave opens; its mails and its thank-you page tell the same."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pulse.accounts.queries import staff
from pulse.actions.answering import Kind, Topic
from pulse.actions.drafts import Draft
from pulse.actions.operations import answer_theme
from pulse.app import create_app
from pulse.house import House
from pulse.programme.models import Wave
from pulse.publications.models import PublishedTheme
from pulse.roster.queries import unit_at
from tests.conftest import TestClock
from tests.worker.postbox import Postbox
from tests.worker.wave import CLOSING, OPENING, first_wave, jump, live, text

NEXT_OPENING = OPENING + timedelta(weeks=4)


@pytest.fixture
def topic(stage: House, clock: TestClock) -> Topic:
    """A theme that the top published of the first wave."""
    jump(stage, clock, OPENING, CLOSING)
    with stage.databases.office.writing() as session:
        found = Topic(first_wave(stage).id, unit_at(session, "Sales").code, "price")
        session.add(PublishedTheme(wave_id=found.wave_id, unit=found.unit, theme=found.theme, comments=6))
    return found


def answer(house: House, topic: Topic, text: str) -> None:
    with house.databases.office.writing() as session:
        head = staff(session, "head@acme.example")
        assert head is not None
        answer_theme(session, head, topic, Draft(Kind.NO, text), house.clock(), questionnaire=house.questionnaire)


def thanks(house: House, language: str) -> bytes:
    with house.databases.office.reading() as session:
        wave = session.scalars(select(Wave.name).order_by(Wave.number.desc())).first()
    page: bytes = create_app(house).test_client().get(f"/w/{wave}/thanks?lang={language}").data
    return page


def test_mail_and_thank_you_page_tell_what_was_answered_in_the_readers_language(
    stage: House, topic: Topic, clock: TestClock, postbox: Postbox
) -> None:
    answer(stage, topic, "The <i>law</i>.")
    postbox.empty()
    live(stage, clock, NEXT_OPENING + timedelta(days=1), NEXT_OPENING)
    (german,), (english,) = postbox.to("rep0.munich@acme.example"), postbox.to("rep0.london@acme.example")
    assert "Die Antwort ist nein, weil: „The <i>law</i>.“" in " ".join(text(german).split())
    assert "The answer is no, because: “The <i>law</i>.”" in " ".join(text(english).split())
    assert "“The &lt;i&gt;law&lt;/i&gt;.”" in thanks(stage, "en").decode()


def test_a_round_that_nobody_answered_goes_out_and_says_so(
    stage: House, topic: Topic, clock: TestClock, postbox: Postbox
) -> None:
    postbox.empty()
    live(stage, clock, NEXT_OPENING + timedelta(days=1), NEXT_OPENING)
    (mail,) = postbox.to("rep0.london@acme.example")
    assert "You said: Price and discount. Not answered yet." in " ".join(text(mail).split())


def test_the_thank_you_page_is_the_same_bytes_while_the_wave_is_open_whatever_is_answered(
    stage: House, topic: Topic, clock: TestClock
) -> None:
    jump(stage, clock, NEXT_OPENING)
    before = thanks(stage, "en"), thanks(stage, "de")
    answer(stage, topic, "The law.")
    jump(stage, clock, NEXT_OPENING + timedelta(hours=1))
    assert (thanks(stage, "en"), thanks(stage, "de")) == before
    assert b"Not answered yet" in before[0]
