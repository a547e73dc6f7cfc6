"""Signing in by mail, and giving accounts. Nothing here says whether an address is known."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from pulse.accounts.models import Account, SignIn, StaffRole
from pulse.accounts.people import CALLINGS, Staff
from pulse.accounts.queries import digest, live, normal, staff
from pulse.accounts.sessions import end_sessions_of
from pulse.accounts.tickets import is_code, nonce_in
from pulse.audit import record
from pulse.database import hold
from pulse.errors import Refusal

MOST_PER_BROWSER = 5
MOST_PER_ADDRESS = 10
MOST_WRONG_CODES = 5
FORGOTTEN_AFTER = timedelta(days=1)


class AlreadyHasAccount(Refusal):
    """The address already has an account."""

    status = 409
    sentence = "This address already has an account."


class NoAccount(Refusal):
    """The address has no account of its own."""

    status = 404
    sentence = "This address has no account. Leaders have none: the roster names them."


@dataclass(frozen=True)
class Request:
    """Somebody's wish to sign in: the secret of the browser that asked, and the page asked for.

    `entered_before` says that this address has signed in from this browser once.
    """

    email: str
    browser: bytes
    return_to: str
    entered_before: bool = False


@dataclass(frozen=True)
class Entrance:
    """A sign-in that succeeded: who may enter, the page asked for, and when they proved who they are, if known."""

    staff: Staff
    return_to: str
    proved_at: datetime | None


@dataclass(frozen=True)
class Doors:
    """What mailed sign-ins rest on: the installation's key, and the callings they let in."""

    key: bytes
    callings: tuple[str, ...] = CALLINGS


def ask_to_sign_in(session: Session, request: Request, nonce: bytes, now: datetime) -> None:
    """Note that a sign-in mail is wanted, the same for every address; beyond a few in ten minutes, silently not.

    What strangers ask for in somebody's name does not count where that address has signed in before, so that they can
    neither flood somebody with mails nor lock somebody out.
    """
    email, browser = normal(request.email), digest(request.browser)
    session.execute(delete(SignIn).where(SignIn.asked_at < now - FORGOTTEN_AFTER))
    waiting = session.scalars(select(SignIn.browser).where(SignIn.email == email, live(now))).all()
    is_room_for_strangers = len(waiting) < MOST_PER_ADDRESS
    if waiting.count(browser) < MOST_PER_BROWSER and (request.entered_before or is_room_for_strangers):
        session.add(SignIn(email=email, nonce=nonce, browser=browser, return_to=request.return_to, asked_at=now))


def enter_by_link(session: Session, doors: Doors, token: str, browser: bytes, now: datetime) -> Entrance | None:
    """Use up the sign-in of this link; it must be opened in the browser that asked. None if it cannot be used."""
    nonce = nonce_in(doors.key, token)
    return _enter(session, doors, nonce, browser, now) if nonce else None


def enter_by_code(session: Session, doors: Doors, typed: str, browser: bytes, now: datetime) -> Entrance | None:
    """Use up the sign-in whose code was typed in the browser that asked. None, and one try less, for a wrong code."""
    # Counted before it is compared: guesses sent at the same moment cannot exceed the limit together.
    guess = (
        update(SignIn)
        .where(SignIn.browser == digest(browser), live(now), SignIn.wrong_codes < MOST_WRONG_CODES)
        .values(wrong_codes=SignIn.wrong_codes + 1)
        .returning(SignIn.nonce)
    )
    nonces = session.scalars(guess).all()
    nonce = next((nonce for nonce in nonces if is_code(doors.key, nonce, typed)), None)
    return _enter(session, doors, nonce, browser, now) if nonce else None


def _enter(session: Session, doors: Doors, nonce: bytes, browser: bytes, now: datetime) -> Entrance | None:
    use = update(SignIn).where(SignIn.nonce == nonce, SignIn.browser == digest(browser), live(now)).values(used_at=now)
    row = session.execute(use.returning(SignIn.email, SignIn.return_to)).one_or_none()
    person = staff(session, row.email) if row else None
    if row is None or person is None or not person.may_use_mail(doors.callings):
        return None
    return Entrance(person, row.return_to, proved_at=now)


def mark_mailed(session: Session, sign_in_id: int, now: datetime) -> None:
    """Note that the mail of a sign-in was handed over."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(mailed_at=now))


def add_account(session: Session, email: str, role: StaffRole, actor: str, now: datetime) -> None:
    """Give an address an account. Raises AlreadyHasAccount."""
    known = normal(email)
    hold(session, "accounts")
    if session.scalar(select(Account.id).where(Account.email == known)) is not None:
        raise AlreadyHasAccount
    session.add(Account(email=known, role=role, added_at=now))
    record(session, now, actor, "account added", f"{known} ({role})")


def change_role(session: Session, email: str, role: StaffRole, actor: str, now: datetime) -> None:
    """Give an account another role; its sessions, opened with other rights, are over. Raises NoAccount."""
    account = _account(session, email)
    if account.role != role:
        record(session, now, actor, "role changed", f"{account.email} ({account.role} to {role})")
        account.role = role
        end_sessions_of(session, account.email)


def remove_account(session: Session, email: str, actor: str, now: datetime) -> None:
    """Take an account away; its sessions are over. A leader keeps the pages of the unit led. Raises NoAccount."""
    account = _account(session, email)
    record(session, now, actor, "account removed", f"{account.email} ({account.role})")
    end_sessions_of(session, account.email)
    session.delete(account)


def _account(session: Session, email: str) -> Account:
    hold(session, "accounts")
    found = session.scalar(select(Account).where(Account.email == normal(email)))
    if found is None:
        raise NoAccount
    return found
