"""A mail that was taken and could not be recorded is not sent again by the process that sent it."""

from collections import Counter

import pytest
from sqlalchemy import event, update
from sqlalchemy.exc import OperationalError

from pulse.house import House
from pulse.programme.models import Kind
from pulse.roster.models import Person
from pulse.worker import tick
from pulse.worker.delivery import deliver
from pulse.worker.desk import Desk
from tests.conftest import TestClock
from tests.worker.postbox import Postbox
from tests.worker.wave import INVITED, OPENING, mail_states


def deliver_in_vain(house: House, postbox: Postbox) -> None:
    """Send what is due while the database takes no record of what was sent."""

    def no_room(*_: object) -> None:
        if postbox.mails:
            raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    event.listen(house.databases.office.engine, "commit", no_room)
    with pytest.raises(OperationalError):
        deliver(house, (Kind.INVITATION,), Desk.written)
    event.remove(house.databases.office.engine, "commit", no_room)


def test_while_nothing_can_be_recorded_nobody_gets_a_second_mail(
    stage: House, clock: TestClock, postbox: Postbox
) -> None:
    with stage.databases.office.writing() as session:
        session.execute(update(Person).values(time_zone="Europe/Berlin", country="DE"))
    clock.now = OPENING
    postbox.takes = 0
    tick(stage)
    postbox.takes = 1_000
    for _ in range(3):
        deliver_in_vain(stage, postbox)
    assert len(postbox.mails) == 1
    assert mail_states(stage) == Counter(waiting=INVITED)
    tick(stage)
    assert set(postbox.recipients.values()) == {1}
