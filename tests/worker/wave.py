"""What tests ask about the first wave of the stage."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from sqlalchemy import select

from pulse.house import House
from pulse.programme.models import Kind, OutboxMail, Wave
from pulse.programme.queries import WaveState, state_of
from pulse.roster.models import Person
from pulse.worker import tick
from pulse.worker.rounds import LANES, Lanes
from pulse.worker.turn import Work
from tests.conftest import TestClock

OPENING = datetime(2026, 2, 3, 8, tzinfo=UTC)
CLOSING = datetime(2026, 2, 9, 17, tzinfo=UTC)
INVITED = 30
WITHOUT_DIGESTS: Lanes = {work: jobs for work, jobs in LANES.items() if work is not Work.DIGESTS}
LINK = re.compile(r"/w/(?P<wave>\w+)\S*#(?P<code>\w+)")


def live(house: House, clock: TestClock, until: datetime, since: datetime = OPENING) -> None:
    """Let time pass, looking every six hours for what is due: once in everybody's office hours."""
    clock.now = max(clock.now, since)
    while True:
        assert tick(house, WITHOUT_DIGESTS).failures == {}
        if clock.now >= until:
            return
        clock.now = min(until, clock.now + timedelta(hours=6))


def jump(house: House, clock: TestClock, *moments: datetime) -> None:
    """Look for what is due at these moments alone."""
    for moment in moments:
        clock.now = moment
        assert tick(house, WITHOUT_DIGESTS).failures == {}


def due_moments(house: House, kind: Kind) -> Counter[str]:
    """When mails of a kind are due, each on its reader's clock."""
    due = select(Person.time_zone, OutboxMail.due_at).join(OutboxMail).where(OutboxMail.kind == kind)
    with house.databases.office.reading() as session:
        return Counter(f"{zone} {at.astimezone(ZoneInfo(zone)):%a %d %H:%M}" for zone, at in session.execute(due))


def first_wave(house: House) -> Wave:
    with house.databases.office.reading() as session:
        return session.scalars(select(Wave).where(Wave.number == 1)).one()


def state(house: House) -> WaveState:
    return state_of(first_wave(house))


def mail_states(house: House, kind: Kind = Kind.INVITATION) -> Counter[str]:
    with house.databases.office.reading() as session:
        return Counter(map(str, session.scalars(select(OutboxMail.state).where(OutboxMail.kind == kind))))


def text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def code_in(mail: EmailMessage) -> str:
    found = LINK.search(text(mail))
    assert found is not None
    return found["code"]
