"""The mails that waves owe: put into the outbox at opening, taken out one by one, never with a body or a code."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from pulse.database import insert_all
from pulse.programme.definition import Definition
from pulse.programme.due import MOST_TRIES_OF_A_REFUSED_ADDRESS, OWED, RESULTS_ARE_NEWS, DueMail
from pulse.programme.models import Invitee, Kind, MailState, OutboxMail, Wave
from pulse.programme.schedule import Place, Window, announce_time, is_planned, reminder_time, send_time
from pulse.roster.models import Person

REMINDERS: Mapping[Kind, int] = {Kind.REMINDER: 3, Kind.SECOND_REMINDER: 5}
"""The working day on which each reminder leaves, counted from the invitation's."""
FIRST_BACK_OFF = timedelta(minutes=15)
LONGEST_BACK_OFF = timedelta(days=1)


def enqueue_wave(session: Session, wave: Wave, definition: Definition, reminders: int) -> None:
    """Owe everybody invited an invitation and their reminders, each at the reader's own hour."""
    window, hour = Window(wave.opens_at, wave.closes_at), definition.send_at
    announce = send_time if is_planned(definition, wave.opens_at) else announce_time

    @cache
    def times(place: Place) -> Sequence[tuple[Kind, datetime]]:
        return _times(place, announce(place, window, hour), window.closes_at, reminders)

    owed = ((person, *one) for person, place in invited(session, wave.id) for one in times(place))
    insert_all(session, OutboxMail, _rows(wave, owed))


def enqueue_results(
    session: Session, wave: Wave, readers: Iterable[tuple[int, Kind, Place]], hour: int, now: datetime
) -> int:
    """Owe each of these people the mail of this kind that says results are open; return how many."""
    window = Window(now, now + RESULTS_ARE_NEWS)
    time_at = cache(partial(send_time, window=window, hour=hour))
    return insert_all(session, OutboxMail, _rows(wave, ((one, kind, time_at(place)) for one, kind, place in readers)))


def _rows(wave: Wave, owed: Iterable[tuple[int, Kind, datetime]]) -> Iterator[Mapping[str, Any]]:
    return ({"wave_id": wave.id, "person_id": person, "kind": kind, "due_at": at} for person, kind, at in owed)


def invited(session: Session, wave_id: int) -> Iterable[tuple[int, Place]]:
    """Everybody invited to a wave, and where they work."""
    people = select(Person.id, Person.time_zone, Person.country).join(Invitee).where(Invitee.wave_id == wave_id)
    return ((row.id, Place(row.time_zone, row.country)) for row in session.execute(people))


def record_sent(session: Session, mail: DueMail) -> None:
    """Note that the server took a mail."""
    _set(session, mail, state=MailState.SENT)


def record_refused(session: Session, mail: DueMail, now: datetime, *, permanent: bool, chance: float) -> None:
    """Note that the server refused a mail; it is tried again later, each time twice as late.

    `chance`, from 0 to 1, makes it up to a quarter later, so that what was refused together comes back apart.
    """
    wait = min(FIRST_BACK_OFF * 2**mail.attempts, LONGEST_BACK_OFF) * (1 + chance / 4)
    state = MailState.REFUSED if permanent else MailState.WAITING
    _set(session, mail, state=state, attempts=mail.attempts + 1, due_at=now + wait)


def record_returned(session: Session, wave_id: int, person: int, kind: Kind) -> bool:
    """Note that a mail came back for good, so that no more of its wave is sent there; False if it was not sent."""
    one = update(OutboxMail).where(
        OutboxMail.wave_id == wave_id, OutboxMail.person_id == person, OutboxMail.kind == kind
    )
    sent = one.where(OutboxMail.state == MailState.SENT).returning(OutboxMail.person_id)
    refused = sent.values(state=MailState.REFUSED, attempts=MOST_TRIES_OF_A_REFUSED_ADDRESS)
    return session.execute(refused.execution_options(synchronize_session=False)).first() is not None


def postpone(session: Session, mail: DueMail, until: datetime) -> None:
    """Let a mail wait, for instance until the morning."""
    _set(session, mail, due_at=until)


def postpone_reminders(session: Session, mail: DueMail, now: datetime) -> None:
    """Count the reminders of an invitation that left late from the day it left."""
    for kind, working_day in REMINDERS.items():
        at = reminder_time(mail.place, now, mail.closes_at, working_day)
        change: dict[str, Any] = {"due_at": at} if at else {"state": MailState.EXPIRED}
        _set(session, replace(mail, kind=kind), **change)


def expire(session: Session, wave: Wave) -> None:
    """Give up what a closed wave, and every one before it, still owes."""
    earlier = select(Wave.id).where(Wave.programme_id == wave.programme_id, Wave.number <= wave.number)
    owed = update(OutboxMail).where(OutboxMail.wave_id.in_(earlier), OutboxMail.state.in_(OWED))
    session.execute(owed.values(state=MailState.EXPIRED).execution_options(synchronize_session=False))


def _set(session: Session, mail: DueMail, **values: Any) -> None:
    one = {"of_wave": mail.wave_id, "of_person": mail.person, "of_kind": mail.kind}
    session.execute(_ONE_OWED, one | values)


def _times(place: Place, invited_at: datetime, closes_at: datetime, reminders: int) -> list[tuple[Kind, datetime]]:
    times = [(Kind.INVITATION, invited_at)]
    for kind, working_day in list(REMINDERS.items())[:reminders]:
        at = reminder_time(place, invited_at, closes_at, working_day)
        times += [(kind, at)] if at else []
    return times


_OUTBOX = OutboxMail.metadata.tables[OutboxMail.__tablename__]
_ONE_OWED = _OUTBOX.update().where(
    _OUTBOX.c.wave_id == bindparam("of_wave"),
    _OUTBOX.c.person_id == bindparam("of_person"),
    _OUTBOX.c.kind == bindparam("of_kind"),
    _OUTBOX.c.state.in_(OWED),
)
"""Built once: every mail is recorded by itself, and sending should not wait for it."""
