"""Delivering mails: nobody twice, nobody skipped, nobody at night, whatever breaks."""

import logging
from collections import Counter
from datetime import timedelta
from email.utils import parsedate_to_datetime
from threading import Barrier, Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, select, update

from pulse.database import Role
from pulse.house import House, open_house
from pulse.programme.due import due_mails
from pulse.programme.models import Kind, OutboxMail
from pulse.roster.models import Person
from pulse.worker import tick
from pulse.worker.delivery import deliver
from pulse.worker.desk import Desk
from tests.conftest import TestClock
from tests.worker.killing import kill_at
from tests.worker.postbox import Postbox
from tests.worker.wave import CLOSING, INVITED, OPENING, code_in, first_wave, jump, live, mail_states, text

BERLIN = ZoneInfo("Europe/Berlin")
REP = "rep0.munich@acme.example"
ROUNDS = 500
"""So often a worker looks for work that others may be doing."""


@pytest.fixture
def opened(stage: House, clock: TestClock, postbox: Postbox) -> House:
    """The first wave, opened while the mail server takes nothing: 30 invitations wait, all for people in Berlin."""
    with stage.databases.office.writing() as session:
        session.execute(update(Person).values(time_zone="Europe/Berlin", country="DE"))
    clock.now = OPENING
    postbox.takes = 0
    assert list(tick(stage).failures) == ["invite"]
    return stage


def test_after_a_server_died_half_way_everybody_has_exactly_one_mail(
    opened: House, clock: TestClock, postbox: Postbox
) -> None:
    for takes in (0, 3, 11, 12, 29):
        postbox.takes = takes
        tick(opened)
        assert len(postbox.mails) == takes
        assert mail_states(opened) == +Counter(sent=takes, waiting=INVITED - takes)
    postbox.takes = 1_000
    assert tick(opened).failures == {}
    assert len(postbox.recipients) == INVITED
    assert set(postbox.recipients.values()) == {1}
    tick(opened)
    assert len(postbox.mails) == INVITED


def test_nothing_is_counted_against_anybody_while_there_is_no_server(opened: House, postbox: Postbox) -> None:
    postbox.takes = 0
    assert tick(opened).failures == {"invite": "MailUnavailable"}
    with opened.databases.office.reading() as session:
        assert set(session.scalars(select(OutboxMail.attempts))) == {0}


def test_a_server_that_takes_a_few_mails_per_conversation_is_called_again(opened: House, postbox: Postbox) -> None:
    postbox.takes = 1_000
    postbox.per_conversation = 7
    assert tick(opened).failures == {}
    assert set(postbox.recipients.values()) == {1}
    assert len(postbox.mails) == INVITED


def test_a_refused_address_is_recorded_and_tried_again_ever_more_rarely(
    opened: House, clock: TestClock, postbox: Postbox
) -> None:
    postbox.takes = 1_000
    postbox.refusals[REP] = "550 No such user"
    assert tick(opened).failures == {}
    assert mail_states(opened) == {"sent": INVITED - 1, "refused": 1}
    tries = [postbox.tried[REP]]
    for minutes in (14, 5, 29, 9, 76):
        clock.forward(minutes=minutes)
        tick(opened)
        tries.append(postbox.tried[REP])
    assert tries == [1, 1, 2, 2, 3, 4]
    del postbox.refusals[REP]
    clock.forward(hours=4)
    tick(opened)
    assert mail_states(opened) == {"sent": INVITED}
    assert len(postbox.to(REP)) == 1


def test_an_address_refused_for_good_is_given_up_after_six_tries(
    opened: House, clock: TestClock, postbox: Postbox
) -> None:
    postbox.takes = 1_000
    postbox.refusals[REP] = "550 No such user"
    live(opened, clock, CLOSING - timedelta(hours=1))
    assert postbox.tried[REP] == 6
    assert mail_states(opened)["refused"] == 1


def test_a_temporary_refusal_waits_and_never_blocks_the_rest(opened: House, clock: TestClock, postbox: Postbox) -> None:
    postbox.takes = 1_000
    postbox.refusals[REP] = "451 Come back later"
    assert tick(opened).failures == {}
    assert mail_states(opened) == {"sent": INVITED - 1, "waiting": 1}
    del postbox.refusals[REP]
    clock.forward(minutes=19)
    tick(opened)
    assert mail_states(opened) == {"sent": INVITED}


def test_a_refused_sender_is_nobodys_fault_but_ours(opened: House, clock: TestClock, postbox: Postbox) -> None:
    postbox.takes = 1_000
    postbox.refuses_sender = "550 You may not send"
    assert tick(opened).failures == {"invite": "MailUnavailable"}
    assert mail_states(opened) == {"waiting": INVITED}


def test_what_waited_for_the_server_does_not_arrive_at_night(opened: House, clock: TestClock, postbox: Postbox) -> None:
    clock.now = OPENING + timedelta(hours=37)
    postbox.takes = 1_000
    assert tick(opened).failures == {}
    assert not postbox.mails
    jump(opened, clock, OPENING + timedelta(hours=46.9), OPENING + timedelta(hours=47))
    assert len(postbox.recipients) == INVITED
    for mail in postbox.mails:
        assert f"{parsedate_to_datetime(mail['Date']).astimezone(BERLIN):%a %H:%M}" == "Thu 08:00"


def test_whoever_was_invited_late_is_reminded_two_working_days_later(
    opened: House, clock: TestClock, postbox: Postbox
) -> None:
    postbox.takes = 1_000
    clock.now = OPENING + timedelta(days=2)  # Thursday, the day of the reminder
    live(opened, clock, CLOSING - timedelta(minutes=1))
    invited, reminded = postbox.to("rep0.london@acme.example")
    days = [f"{parsedate_to_datetime(mail['Date']):%a}" for mail in (invited, reminded)]
    assert days == ["Thu", "Mon"]
    assert "Reminder" not in invited["Subject"]


def test_no_reminder_goes_to_somebody_whose_invitation_never_arrived(
    opened: House, clock: TestClock, postbox: Postbox
) -> None:
    postbox.takes = 1_000
    postbox.refusals[REP] = "451 Come back later"
    live(opened, clock, OPENING + timedelta(days=3))
    del postbox.refusals[REP]
    live(opened, clock, CLOSING - timedelta(hours=1))
    (mail,) = postbox.to(REP)
    assert not str(mail["Subject"]).startswith("Erinnerung")


def test_what_is_not_sent_by_the_close_expires(opened: House, clock: TestClock, postbox: Postbox) -> None:
    postbox.takes = 10
    tick(opened)
    clock.now = CLOSING
    tick(opened)
    postbox.takes = 1_000
    clock.forward(minutes=1)
    tick(opened)
    assert mail_states(opened) == {"sent": 10, "expired": INVITED - 10}
    assert set(mail_states(opened, Kind.REMINDER)) == {"expired"}
    assert len(postbox.mails) == 10


def test_somebody_who_left_is_not_written_to(opened: House, clock: TestClock, postbox: Postbox) -> None:
    postbox.takes = 1_000
    with opened.databases.office.writing() as session:
        session.execute(update(Person).where(Person.email == REP).values(left=clock.now))
    tick(opened)
    assert len(postbox.mails) == INVITED - 1
    assert not postbox.to(REP)


def test_a_changed_address_is_used_at_once(opened: House, postbox: Postbox) -> None:
    postbox.takes = 1_000
    with opened.databases.office.writing() as session:
        session.execute(update(Person).where(Person.email == REP).values(email="new@acme.example"))
    tick(opened)
    assert len(postbox.to("new@acme.example")) == 1


def test_two_workers_at_once_send_nobody_two_mails(opened: House, clock: TestClock, postbox: Postbox) -> None:
    postbox.takes = 1_000
    houses = [open_house(Role.WORKER, opened.settings, clock) for _ in range(3)]
    start = Barrier(len(houses))

    def work(house: House) -> None:
        start.wait()
        # A worker that finds the turn taken leaves the job to whoever has it; on a busy machine that may go round.
        for _ in range(ROUNDS):
            assert tick(house).failures == {}
            if len(postbox.mails) >= INVITED:
                break
        assert tick(house).failures == {}

    threads = [Thread(target=work, args=(house,)) for house in houses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for house in houses:
        house.databases.dispose()
    assert len(postbox.recipients) == INVITED
    assert set(postbox.recipients.values()) == {1}


def test_a_crash_after_the_server_took_a_mail_repeats_that_one_with_the_same_id(
    opened: House, clock: TestClock, postbox: Postbox
) -> None:
    postbox.takes = 1_000
    postbox.dies_after_taking = 5
    tick(opened)
    tick(opened)
    twice = [address for address, count in postbox.recipients.items() if count == 2]
    assert len(twice) == 1
    assert len({mail["Message-ID"] for mail in postbox.to(twice[0])}) == 1
    assert len(postbox.recipients) == INVITED
    assert len({mail["Message-ID"] for mail in postbox.mails}) == INVITED


def test_the_log_counts_and_names_nobody(
    opened: House, clock: TestClock, postbox: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    postbox.takes = 5
    postbox.refusals[REP] = "550 No such user"
    with caplog.at_level(logging.DEBUG, logger="pulse"):
        tick(opened)
        postbox.takes = 1_000
        live(opened, clock, CLOSING)
    assert "invite: 6" in caplog.text
    assert "@" not in caplog.text
    for mail in postbox.mails:
        if "/w/" in text(mail):
            assert code_in(mail) not in caplog.text
    assert first_wave(opened).name not in caplog.text


def test_nothing_in_the_office_holds_a_code_or_a_body(opened: House, postbox: Postbox) -> None:
    postbox.takes = 1_000
    tick(opened)
    codes = {code_in(mail) for mail in postbox.mails}
    with opened.databases.office.engine.connect() as connection:
        tables = OutboxMail.metadata.sorted_tables
        stored = "\n".join(str(row) for table in tables for row in connection.execute(select(table)))
    assert len(codes) == INVITED
    assert not [code for code in codes if code in stored]
    assert "Answer now" not in stored


def test_a_mail_is_noted_before_the_next_one_leaves(opened: House, postbox: Postbox) -> None:
    postbox.takes = 1_000
    noted: list[int] = []

    postbox.before_taking = lambda: noted.append(mail_states(opened)["sent"])
    assert deliver(opened, (Kind.INVITATION,), Desk.written) == INVITED
    assert noted == list(range(INVITED))


def test_no_further_mail_leaves_when_one_cannot_be_noted(opened: House, postbox: Postbox) -> None:
    postbox.takes = 1_000
    with kill_at(opened.databases.office, 3) as killed:
        assert tick(opened).failures == {"invite": "Killed"}
    assert killed.happened
    assert len(postbox.mails) <= 3
    assert tick(opened).failures == {}
    assert len(postbox.recipients) == INVITED
    assert len(postbox.mails) <= INVITED + 1


@pytest.mark.sqlite
def test_what_is_due_is_found_without_reading_what_was_sent(opened: House, clock: TestClock) -> None:
    asked: list[tuple[str, Any]] = []
    engine = opened.databases.office.engine
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    with opened.databases.office.reading() as session:
        assert len(due_mails(session, (Kind.INVITATION,), clock.now, 7)) == 7
    statement, values = next(told for told in asked if "outbox_mail" in told[0])
    with engine.connect() as connection:
        plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())
    assert "USING INDEX outbox_mail_due (due_at<?)" in plan
    assert "TEMP B-TREE" not in plan
    assert "SCAN" not in plan
