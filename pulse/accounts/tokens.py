"""Making, revoking and using tokens. Of a token we keep its SHA-256; the token itself is shown once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from pulse import audit
from pulse.accounts.token_models import ApiToken, Purpose
from pulse.errors import NotFound, Refusal

SECRET_BYTES = 32
PREFIX = "pulse_"
"""Lets scanners of leaked secrets know what they found."""
LONGEST = timedelta(days=2 * 366)
LONGEST_NAME = 100
NOTED = {
    Purpose.FIGURES: "publications read",
    Purpose.CONTRACTS: "publications read",
    Purpose.SCIM: "people provisioned",
}
"""What the log of changes says a token did; nothing of one that reads how the installation stands."""


class BadToken(Refusal):
    """A token cannot be made like this."""


class NoSuchToken(NotFound):
    """No token that still opens anything has this name."""

    sentence = "There is no token of this name that is not revoked. List them with: python -m pulse token list"


@dataclass(frozen=True)
class Token:
    """A token that opens something; `used_on` is the latest day it was used."""

    id: int
    name: str
    purpose: Purpose
    used_on: date | None


@dataclass(frozen=True)
class TokenLine:
    """A token as it is listed."""

    name: str
    purpose: Purpose
    added_at: datetime
    until: date
    revoked_at: datetime | None
    used_on: date | None

    def state(self, today: date) -> str:
        """Whether it opens anything."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.until < today else "good"


def digest(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def add_token(session: Session, purpose: Purpose, name: str, until: date, *, actor: str, now: datetime) -> str:
    """Make a token for one purpose, good to the end of its last day in UTC; return it. Raises BadToken."""
    wanted = name.strip()
    _require_sound(session, wanted, until, now)
    token = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    session.add(ApiToken(digest=digest(token), purpose=purpose, name=wanted, added_at=now, until=until))
    audit.record(session, now, actor, "token added", f"{wanted}, for {purpose}, until {until}")
    return token


def revoke_token(session: Session, name: str, actor: str, now: datetime) -> None:
    """Let a token open nothing any more, at once. Raises NoSuchToken."""
    standing = update(ApiToken).where(ApiToken.name == name.strip(), ApiToken.revoked_at.is_(None))
    if session.scalar(standing.values(revoked_at=now).returning(ApiToken.id)) is None:
        raise NoSuchToken
    audit.record(session, now, actor, "token revoked", name.strip())


def note_use(session: Session, token: Token, now: datetime) -> None:
    """Note the day a token is used on; the log of changes says once a day who takes publications out."""
    today = now.astimezone(UTC).date()
    unnoted = update(ApiToken).where(ApiToken.id == token.id, or_(ApiToken.used_on.is_(None), ApiToken.used_on < today))
    noted = session.scalar(unnoted.values(used_on=today).returning(ApiToken.id))
    if noted is not None and token.purpose in NOTED:
        audit.record(session, now, f"token {token.name}", NOTED[token.purpose], token.purpose)


def token_of(session: Session, digest: bytes, today: date) -> Token | None:
    """The token of this SHA-256, if it still opens anything."""
    found = select(ApiToken).where(ApiToken.digest == digest, ApiToken.revoked_at.is_(None), ApiToken.until >= today)
    row = session.scalar(found)
    return Token(row.id, row.name, Purpose(row.purpose), row.used_on) if row else None


def tokens(session: Session) -> tuple[TokenLine, ...]:
    """Every token there is or was, the newest first."""
    rows = session.scalars(select(ApiToken).order_by(ApiToken.id.desc()))
    return tuple(
        TokenLine(row.name, Purpose(row.purpose), row.added_at, row.until, row.revoked_at, row.used_on) for row in rows
    )


def _require_sound(session: Session, name: str, until: date, now: datetime) -> None:
    today = now.astimezone(UTC).date()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadToken(f"A token's name has 1 to {LONGEST_NAME} printable characters.")
    if session.scalar(select(ApiToken.id).where(ApiToken.name == name)) is not None:
        raise BadToken(f"There is, or was, a token named {name!r}. Choose another name, so that the log stays clear.")
    if until < today:
        raise BadToken("That day is over. A token is good until a day to come.")
    if until - today > LONGEST:
        raise BadToken("A token is good for two years at most. Choose an earlier day, and make a new one in time.")
