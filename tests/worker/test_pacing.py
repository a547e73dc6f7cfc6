"""How fast mails leave: no faster than is set, and slowly where a domain asks for it while others go on."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from pulse.house import House
from pulse.programme.models import Kind, MailPace, OutboxMail
from pulse.roster.models import Person
from pulse.worker import tick
from pulse.worker.delivery import deliver
from pulse.worker.desk import Desk
from tests.conftest import TestClock
from tests.worker.postbox import Postbox
from tests.worker.wave import INVITED, OPENING, mail_states

SLOW = "slow.example"


@pytest.fixture
def opened(stage: House, clock: TestClock, postbox: Postbox) -> House:
    """The first wave, opened while the mail server takes nothing; a third of its people are at another domain."""
    with stage.databases.office.writing() as session:
        session.execute(update(Person).values(time_zone="Europe/Berlin", country="DE"))
        for person in session.scalars(select(Person).where(Person.email.contains("munich"))):
            person.email = person.email.replace("acme.example", SLOW)
    clock.now = OPENING
    postbox.takes = 0
    tick(stage)
    postbox.takes = 1_000
    return stage


@pytest.fixture
def there(opened: House) -> int:
    """How many of those invited are at the slow domain."""
    with opened.databases.office.reading() as session:
        rows = select(Person.id).join(OutboxMail).where(Person.email.endswith(SLOW), OutboxMail.kind == "invitation")
        return len(session.scalars(rows).all())


def paces(house: House) -> dict[str, int]:
    with house.databases.office.reading() as session:
        return {pace.domain: pace.refusals for pace in session.scalars(select(MailPace))}


def test_a_domain_that_puts_us_off_is_left_alone_and_all_others_are_served(
    opened: House, postbox: Postbox, there: int
) -> None:
    postbox.refusals[SLOW] = "451 4.7.1 Too many mails, come back later"
    assert tick(opened).failures == {}
    assert mail_states(opened) == {"sent": INVITED - there, "waiting": there}
    assert sum(count for address, count in postbox.tried.items() if address.endswith(SLOW)) == 3
    assert paces(opened) == {SLOW: 1}


def test_it_rests_twice_as_long_each_time_and_is_forgiven_with_the_first_mail_it_takes(
    opened: House, clock: TestClock, postbox: Postbox, there: int
) -> None:
    postbox.refusals[SLOW] = "451 4.7.1 Too many mails, come back later"
    tries = []
    for minutes in (0, 4, 3, 9, 4):
        clock.forward(minutes=minutes)
        tick(opened)
        tries.append(sum(count for address, count in postbox.tried.items() if address.endswith(SLOW)))
    assert tries == [3, 3, 6, 6, 9]
    assert paces(opened) == {SLOW: 3}
    del postbox.refusals[SLOW]
    clock.forward(hours=2)
    tick(opened)
    assert mail_states(opened) == {"sent": INVITED}
    assert paces(opened) == {}
    assert set(postbox.recipients.values()) == {1}


def test_one_recipient_who_is_put_off_slows_nobody_else(opened: House, postbox: Postbox) -> None:
    postbox.refusals[f"rep0.munich@{SLOW}"] = "452 4.2.2 Mailbox full"
    postbox.refusals[f"rep2.munich@{SLOW}"] = "452 4.2.2 Mailbox full"
    tick(opened)
    assert mail_states(opened) == {"sent": INVITED - 2, "waiting": 2}
    assert paces(opened) == {}


def test_what_was_put_off_together_does_not_come_back_together(
    opened: House, clock: TestClock, postbox: Postbox
) -> None:
    postbox.refusals["acme.example"] = "550 5.1.1 No such user"
    chances = iter([number / INVITED for number in range(INVITED)])
    deliver(opened, (Kind.INVITATION,), Desk.written, lambda: next(chances))
    with opened.databases.office.reading() as session:
        refused = select(OutboxMail.due_at).where(OutboxMail.state == "refused")
        waits = [due - clock.now for due in session.scalars(refused)]
    assert len(set(waits)) == len(waits) > 10
    assert all(timedelta(minutes=15) <= wait <= timedelta(minutes=18.75) for wait in waits)


def test_no_more_leave_in_a_minute_than_is_set(opened: House, clock: TestClock, postbox: Postbox) -> None:
    slowed = replace(opened, settings=opened.settings.model_copy(update={"mails_per_minute": 60}))
    sent = Counter[int]()
    for second in range(40):
        before = len(postbox.mails)
        tick(slowed)
        sent[second] = len(postbox.mails) - before
        clock.forward(seconds=1)
    assert sent[0] == 5
    assert max(sum(sent[second + more] for more in range(10)) for second in range(30)) <= 15
    assert len(postbox.mails) == INVITED


def test_a_very_slow_rate_still_gets_there(opened: House, clock: TestClock, postbox: Postbox) -> None:
    slowed = replace(opened, settings=opened.settings.model_copy(update={"mails_per_minute": 2}))
    for _ in range(6):
        tick(slowed)
        clock.forward(seconds=30)
    assert len(postbox.mails) == 6


def test_after_so_many_mails_the_server_is_greeted_anew(opened: House, postbox: Postbox) -> None:
    postbox.per_conversation = 4
    slowed = replace(opened, settings=opened.settings.model_copy(update={"mails_per_connection": 4}))
    assert tick(slowed).failures == {}
    assert mail_states(opened) == {"sent": INVITED}
    assert set(postbox.tried.values()) == {1}


def test_a_domain_that_rests_keeps_what_becomes_due_meanwhile(
    opened: House, clock: TestClock, postbox: Postbox, there: int
) -> None:
    postbox.refusals[SLOW] = "451 4.7.1 Too many mails, come back later"
    with opened.databases.office.writing() as session:
        late = select(Person.id).where(Person.email == f"rep5.munich@{SLOW}")
        moved = update(OutboxMail).where(OutboxMail.person_id.in_(late), OutboxMail.kind == "invitation")
        session.execute(moved.values(due_at=clock.now + timedelta(minutes=2)))
    tick(opened)
    clock.forward(minutes=3)
    tick(opened)
    assert sum(count for address, count in postbox.tried.items() if address.endswith(SLOW)) == 3
    assert mail_states(opened)["waiting"] == there
