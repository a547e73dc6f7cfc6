"""Tokens, and what they let others read: publications, and nothing from before them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.api.models import ApiToken, Purpose
from pulse.errors import NotFound
from pulse.programme.models import Programme, Wave
from pulse.publications import queries as publications
from pulse.publications.models import Publication
from pulse.publications.queries import PublishedWave


class NoSuchWave(NotFound):
    """No published wave has this name."""

    sentence = "There is no published wave of this name. A wave is published after it has closed."


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


@dataclass(frozen=True)
class Published:
    """A published wave, where it stands in the order of publication, the digest of it, and its programme's name."""

    wave: PublishedWave
    sequence: int
    digest: str
    programme: str


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


def published(session: Session) -> Sequence[Published]:
    """Every published wave in the order of publication, which no later one changes."""
    waves = {wave.id: wave for wave in publications.waves(session)}
    rows = session.execute(_PUBLISHED.order_by(Publication.sequence))
    return [Published(waves[row.id], row.sequence, row.digest, row.programme) for row in rows]


def published_wave(session: Session, name: str) -> Published:
    """The published wave of this name. Raises NoSuchWave."""
    row = session.execute(_PUBLISHED.where(Wave.name == name)).one_or_none()
    if row is None:
        raise NoSuchWave
    return Published(publications.wave(session, row.id), row.sequence, row.digest, row.programme)


def titles(waves: Sequence[Published]) -> Mapping[str, tuple[int, str]]:
    """By the name of a programme, when it was first published and its latest title."""
    found: dict[str, tuple[int, str]] = {}
    for one in waves:
        first, _ = found.get(one.programme, (one.sequence, ""))
        found[one.programme] = first, one.wave.programme
    return found


_PUBLISHED = (
    select(Wave.id, Publication.sequence, Publication.digest, Programme.name.label("programme"))
    .join(Publication, Publication.wave_id == Wave.id)
    .join(Programme, Programme.id == Wave.programme_id)
)
