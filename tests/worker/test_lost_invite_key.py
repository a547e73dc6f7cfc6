"""A wave whose invite key is lost sends nothing, and no other programme's mails wait behind it."""

import logging
from pathlib import Path

import pytest
import sqlalchemy as sa

from pulse.house import House
from pulse.programme.due import due_mails
from pulse.programme.models import Kind, OutboxMail, Programme, Wave
from pulse.programme.operations import apply_programme
from pulse.worker import tick
from pulse.worker.checkup import Gravity, examine
from tests.conftest import TestClock
from tests.programme.organisation import bring_in, definition, roster
from tests.worker.conftest import TWO_WEEKS_BEFORE
from tests.worker.postbox import Postbox
from tests.worker.wave import OPENING

REGIONS = ("EMEA", "APAC")
FULL = dict.fromkeys(("Munich", "London", "Honolulu", "Auckland"), 10)


@pytest.fixture
def opened(stage: House, clock: TestClock, postbox: Postbox) -> House:
    """Two programmes of one region each, opened while the mail server takes nothing."""
    clock.now = TWO_WEEKS_BEFORE
    bring_in(stage, roster(**FULL))
    with stage.databases.office.writing() as session:
        session.execute(sa.delete(Wave))
        session.execute(sa.delete(Programme))
        for region in REGIONS:
            asked = definition(name=region.lower(), title=region, audience=f"Sales / {region}")
            apply_programme(session, asked, stage.questionnaire, clock(), "test")
    clock.now = OPENING
    postbox.takes = 0
    assert list(tick(stage).failures) == ["invite"]
    postbox.takes = 1_000
    return stage


def wave_of(house: House, region: str) -> Wave:
    with house.databases.office.reading() as session:
        return session.scalars(sa.select(Wave).join(Programme).where(Programme.name == region.lower())).one()


def lose_key(house: House, region: str) -> tuple[Path, bytes]:
    """Lose the invite key of a region's wave; return where it was and what it held."""
    key = house.settings.key_directories[0] / f"{wave_of(house, region).name}.invite"
    kept = key.read_bytes()
    key.unlink()
    return key, kept


def sent(house: House, region: str) -> set[bool]:
    """Which states the invitations of a region's wave are in: sent, not sent, or both."""
    about = sa.select(OutboxMail.state).where(
        OutboxMail.wave_id == wave_of(house, region).id, OutboxMail.kind == Kind.INVITATION
    )
    with house.databases.office.reading() as session:
        return {state == "sent" for state in session.scalars(about)}


def until_sent(house: House, clock: TestClock) -> None:
    for _ in range(5):
        assert tick(house).failures == {}
        clock.forward(hours=6)


@pytest.mark.parametrize(("lost", "whole"), [REGIONS, REGIONS[::-1]])
def test_the_mails_of_other_programmes_go_out(opened: House, clock: TestClock, lost: str, whole: str) -> None:
    key, kept = lose_key(opened, lost)
    until_sent(opened, clock)
    assert (sent(opened, lost), sent(opened, whole)) == ({False}, {True})
    assert not key.exists()
    key.write_bytes(kept)
    until_sent(opened, clock)
    assert sent(opened, lost) == {True}


def test_a_batch_full_of_mails_that_cannot_be_written_is_passed_over(opened: House, clock: TestClock) -> None:
    first, second = (wave_of(opened, region).id for region in REGIONS)
    clock.forward(days=2)
    with opened.databases.office.reading() as session:
        for without, expected in ((), {first}), ((first,), {second}), ((first, second), set()):
            due = due_mails(session, (Kind.INVITATION,), clock(), 1_000, without)
            assert {mail.wave_id for mail in due} >= expected
            assert not {mail.wave_id for mail in due} & set(without)


def test_the_log_says_it_once_and_the_doctor_whenever_asked(
    opened: House, clock: TestClock, caplog: pytest.LogCaptureFixture
) -> None:
    lose_key(opened, "EMEA")
    with caplog.at_level(logging.DEBUG, logger="pulse"):
        until_sent(opened, clock)
    name = wave_of(opened, "EMEA").name
    assert caplog.text.count(f"invite key of wave {name}") == 1
    assert "Bring the directory back" in caplog.text
    for _ in range(2):
        faults = [finding.sentence for finding in examine(opened) if finding.gravity is Gravity.FAULT]
        assert len([sentence for sentence in faults if f"invite key of wave {name}" in sentence]) == 1
