"""Reminders: to everybody, or to the unanswered without leaving a trace of who they were."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pulse.house import House
from pulse.invitations.codes import digest
from pulse.invitations.operations import redeem
from pulse.programme.models import Kind, OutboxMail
from pulse.worker import tick
from tests.conftest import TestClock
from tests.programme.organisation import apply
from tests.worker.postbox import Postbox
from tests.worker.wave import INVITED, OPENING, code_in, due_moments, first_wave, jump, live, mail_states, text

WEDNESDAY, THURSDAY = OPENING + timedelta(days=1), OPENING + timedelta(days=2)
ANSWERED = ["rep0.munich@acme.example", "rep1.munich@acme.example", "lead.london@acme.example"]


def answer(house: House, postbox: Postbox) -> None:
    """Let some people use their codes."""
    wave = first_wave(house).name
    with house.databases.box.writing() as session:
        for address in ANSWERED:
            (mail,) = postbox.to(address)
            redeem(session, wave, digest(wave, code_in(mail)))


@pytest.fixture
def thursday(stage: House, clock: TestClock, postbox: Postbox, remind: str) -> House:
    """Two days into a wave whose reminders go to everybody or to the unanswered; three people have answered."""
    apply(stage, remind=remind)
    live(stage, clock, WEDNESDAY)
    answer(stage, postbox)
    postbox.empty()
    jump(stage, clock, THURSDAY, THURSDAY + timedelta(hours=1), THURSDAY + timedelta(hours=11))
    return stage


@pytest.mark.parametrize("remind", ["everyone"])
def test_everybody_is_reminded_whether_they_have_answered_or_not(thursday: House, postbox: Postbox) -> None:
    assert len(postbox.mails) == 23
    assert set(ANSWERED) <= set(postbox.recipients)
    assert all("ignore" in text(mail) or "nichts zu tun" in text(mail) for mail in postbox.mails)


@pytest.mark.parametrize("remind", ["unanswered"])
def test_only_the_unanswered_are_reminded_if_the_contract_says_so(thursday: House, postbox: Postbox) -> None:
    assert '"reminded":"unanswered"' in (first_wave(thursday).contract or "")
    assert len(postbox.mails) == 20
    assert not set(ANSWERED) & set(postbox.recipients)
    assert all("nicht geantwortet" in text(mail) or "have not answered" in text(mail) for mail in postbox.mails)


@pytest.mark.parametrize("remind", ["unanswered"])
def test_the_outbox_does_not_say_who_was_left_out(thursday: House) -> None:
    with thursday.databases.office.reading() as session:
        reminders = select(OutboxMail).where(OutboxMail.kind == Kind.REMINDER, OutboxMail.due_at <= thursday.clock())
        rows = {(mail.state, mail.attempts) for mail in session.scalars(reminders)}
    assert len(rows) == 1
    assert mail_states(thursday, Kind.REMINDER) == {"sent": 23, "waiting": 7}


@pytest.mark.parametrize("remind", ["unanswered"])
def test_the_log_does_not_say_how_many_were_left_out(
    thursday: House, caplog: pytest.LogCaptureFixture, postbox: Postbox
) -> None:
    assert "20" not in caplog.text


def test_two_reminders_come_on_the_third_and_the_fifth_working_day(stage: House, clock: TestClock) -> None:
    apply(stage, reminders=2)
    jump(stage, clock, OPENING)
    assert set(due_moments(stage, Kind.REMINDER)) == {
        "Europe/Berlin Thu 05 09:00",
        "Europe/London Thu 05 09:00",
        "Pacific/Honolulu Thu 05 09:00",
        "Pacific/Auckland Mon 09 09:00",
    }
    # In Auckland, with its holiday and the last to be invited, the fifth working day is after the close.
    assert set(due_moments(stage, Kind.SECOND_REMINDER)) == {
        "Europe/Berlin Mon 09 09:00",
        "Europe/London Mon 09 09:00",
    }


def test_a_programme_without_reminders_owes_none(stage: House, clock: TestClock) -> None:
    apply(stage, reminders=0)
    jump(stage, clock, OPENING)
    assert not due_moments(stage, Kind.REMINDER)
    assert sum(due_moments(stage, Kind.INVITATION).values()) == INVITED


def test_without_the_invite_key_no_mail_leaves_with_a_code_that_does_not_work(
    stage: House, clock: TestClock, postbox: Postbox
) -> None:
    live(stage, clock, WEDNESDAY)
    postbox.empty()
    key = stage.settings.key_directories[0] / f"{first_wave(stage).name}.invite"
    kept = key.read_bytes()
    key.unlink()
    clock.now = THURSDAY + timedelta(hours=1)
    assert tick(stage).failures == {}
    assert postbox.mails == []
    assert not key.exists()
    key.write_bytes(kept)
    assert tick(stage).failures == {}
    assert len(postbox.mails) > 0
