"""Sessions of signed-in browsers, and the forms that wait until their sender has proved who they are."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from pulse.accounts.models import HeldForm, StaffSession
from pulse.accounts.people import OpenSession, Staff
from pulse.accounts.queries import digest, normal, staff
from pulse.errors import NotFound

HELD_FOR = timedelta(minutes=30)
"""Long enough for a mail to arrive and be read."""


class NothingHeld(NotFound):
    """No form of this person waits, or no longer."""

    sentence = "Nothing waits to be sent any more. Please go back to the page and fill it in again."


@dataclass(frozen=True)
class Form:
    """What was about to be sent, and where."""

    path: str
    fields: Sequence[tuple[str, str]]


def begin_session(session: Session, person: Staff, token: bytes, now: datetime, proved_at: datetime | None) -> None:
    """Let the browser that holds this token in; sessions that ended are forgotten."""
    session.execute(delete(StaffSession).where(StaffSession.ends_at <= now))
    begun = StaffSession(digest=digest(token), email=person.email, rights=person.rights, began_at=now, seen_at=now)
    begun.proved_at, begun.ends_at = proved_at, now + person.stay.longest
    session.add(begun)


def open_session(session: Session, token: bytes, now: datetime) -> OpenSession | None:
    """Return who is signed in with this token; nobody once it ended, lay unused or its owner's rights changed."""
    row = session.scalar(select(StaffSession).where(StaffSession.digest == digest(token), StaffSession.ends_at > now))
    person = staff(session, row.email) if row else None
    if row is None or person is None or row.rights != person.rights or row.seen_at + person.stay.idle <= now:
        return None
    return OpenSession(person, row.seen_at, row.proved_at)


def note_seen(session: Session, token: bytes, now: datetime) -> None:
    """Note that a session is in use; never back in time, whichever of two requests comes first."""
    used = update(StaffSession).where(StaffSession.digest == digest(token), StaffSession.seen_at < now)
    session.execute(used.values(seen_at=now))


def end_session(session: Session, token: bytes) -> None:
    """Sign this token's browser out."""
    session.execute(delete(StaffSession).where(StaffSession.digest == digest(token)))


def end_sessions_of(session: Session, email: str) -> int:
    """Sign somebody out of every browser; return how many there were."""
    ended = delete(StaffSession).where(StaffSession.email == normal(email)).returning(StaffSession.digest)
    return len(session.scalars(ended).all())


def hold_form(session: Session, person: Staff, key: bytes, form: Form, now: datetime) -> None:
    """Keep a form until its sender has proved who they are; one at a time, and none for long."""
    over = (HeldForm.email == person.email) | (HeldForm.held_at <= now - HELD_FOR)
    session.execute(delete(HeldForm).where(over))
    fields = json.dumps(form.fields)
    session.add(HeldForm(digest=digest(key), email=person.email, path=form.path, fields=fields, held_at=now))


def held_form(session: Session, person: Staff, key: bytes, now: datetime) -> Form:
    """Return the form this browser's key leads to, if this person left it. Raises NothingHeld."""
    own = select(HeldForm).where(HeldForm.digest == digest(key), HeldForm.email == person.email)
    row = session.scalar(own.where(HeldForm.held_at > now - HELD_FOR))
    if row is None:
        raise NothingHeld
    return Form(row.path, [(name, value) for name, value in json.loads(row.fields)])
