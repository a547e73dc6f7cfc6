"""Who is who, and which sign-ins wait for their mail."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from pulse.accounts.models import Account, SignIn, StaffRole
from pulse.accounts.people import Staff
from pulse.accounts.tickets import nonce_in
from pulse.roster import queries as roster
from pulse.roster.models import Person

VALID = timedelta(minutes=10)


@dataclass(frozen=True)
class WaitingSignIn:
    """A sign-in of somebody we know, whose mail is owed."""

    id: int
    email: str
    name: str
    nonce: bytes


class LinkState(Enum):
    """What the link of a sign-in mail can do in the browser that opened it."""

    READY = "ready"
    OTHER_BROWSER = "other browser"
    GONE = "gone"


def staff(session: Session, email: str) -> Staff | None:
    """Return whoever may sign in with this address: an account, a leader of the roster, or both."""
    known = normal(email)
    role = session.scalar(select(Account.role).where(Account.email == known))
    leads = roster.led_by(session, known)
    if role is None and leads is None:
        return None
    employee = select(Person.name, Person.time_zone).where(Person.email == known, Person.left.is_(None))
    name, zone = session.execute(employee).one_or_none() or (known, "UTC")
    return Staff(known, name, frozenset({StaffRole(role)} if role else ()), leads, zone)


def accounts(session: Session) -> Sequence[Account]:
    """Return everybody of HR and every operator, by address."""
    return session.scalars(select(Account).order_by(Account.email)).all()


def added_at(session: Session, email: str) -> datetime | None:
    """Return when this address got its account; None without one."""
    return session.scalar(select(Account.added_at).where(Account.email == normal(email)))


def waiting_sign_ins(session: Session, callings: Collection[str], now: datetime) -> Iterator[WaitingSignIn]:
    """Yield the sign-ins whose mail is owed: never one for an unknown address, or for whom mail does not let in."""
    waiting = select(SignIn).where(SignIn.mailed_at.is_(None), live(now)).order_by(SignIn.id)
    for row in session.scalars(waiting).all():
        person = staff(session, row.email)
        if person is not None and person.may_use_mail(callings):
            yield WaitingSignIn(row.id, row.email, person.name, row.nonce)


def link_state(session: Session, key: bytes, token: str, browser: bytes, now: datetime) -> LinkState:
    """Return what the link with this token can do in this browser; looking changes nothing."""
    nonce = nonce_in(key, token)
    asked_in = session.scalar(select(SignIn.browser).where(SignIn.nonce == nonce, live(now))) if nonce else None
    if asked_in is None:
        return LinkState.GONE
    return LinkState.READY if asked_in == digest(browser) else LinkState.OTHER_BROWSER


def live(now: datetime) -> ColumnElement[bool]:
    """The condition that a sign-in is unused and young enough."""
    return and_(SignIn.used_at.is_(None), SignIn.asked_at > now - VALID)


def normal(email: str) -> str:
    """Write an address as the roster does."""
    return email.strip().lower()


def digest(secret: bytes) -> bytes:
    """Return what is stored of a browser's secret."""
    return sha256(secret).digest()
