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
from pulse.worker import tick
from tests.conftest import TestClock
from tests.programme.organisation import PLACES

OPENING = datetime(2026, 2, 3, 8, tzinfo=UTC)
CLOSING = datetime(2026, 2, 9, 17, tzinfo=UTC)
INVITED = 30
LINK = re.compile(r"/w/(?P<wave>\w+)\S*#(?P<code>\w+)")


def live(house: House, clock: TestClock, until: datetime, hours: int = 6) -> None:
    """Let time pass, looking now and then for what is due; every six hours is in everybody's office hours once."""
    clock.now = max(clock.now, OPENING)
    while True:
        assert tick(house).failures == {}
        if clock.now >= until:
            return
        clock.now = min(until, clock.now + timedelta(hours=hours))


def first_wave(house: House) -> Wave:
    with house.databases.office.reading() as session:
        return session.scalars(select(Wave).where(Wave.number == 1)).one()


def state(house: House) -> WaveState:
    return state_of(first_wave(house))


def mail_states(house: House, kind: Kind = Kind.INVITATION) -> Counter[str]:
    with house.databases.office.reading() as session:
        return Counter(map(str, session.scalars(select(OutboxMail.state).where(OutboxMail.kind == kind))))


def zone_of(mail: EmailMessage) -> ZoneInfo:
    """The clock its reader lives by."""
    city = str(mail["To"]).partition("@")[0].partition(".")[2].title()
    return ZoneInfo(PLACES[city][1] if city in PLACES else "Europe/Berlin")


def text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def code_in(mail: EmailMessage) -> str:
    found = LINK.search(text(mail))
    assert found is not None
    return found["code"]
