"""The audit log: append-only, each entry chained to the one before by its hash."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from pulse.database import Instant, Office, hold

BEGINNING = "0" * 64


class AuditEntry(Office):
    """One change: who did what to what, without an answer, a code or a rep's name."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text, unique=True)


def record(session: Session, at: datetime, actor: str, action: str, subject: str) -> None:
    """Append an entry; it is chained to the newest one, whoever else appends at the same time."""
    hold(session, "audit")
    newest = session.scalar(select(AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1)) or BEGINNING
    session.add(
        AuditEntry(
            at=at, actor=actor, action=action, subject=subject, digest=_digest(newest, at, actor, action, subject)
        )
    )
    session.flush()


def is_recorded(session: Session, action: str, subject: str) -> bool:
    """Whether the log says that this was done to this."""
    entries = select(AuditEntry.id).where(AuditEntry.action == action, AuditEntry.subject == subject)
    return session.scalar(entries.limit(1)) is not None


def broken_links(session: Session) -> Iterator[int]:
    """The ids of entries that do not follow from the one before; none in a log nobody touched."""
    before = BEGINNING
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id)):
        if entry.digest != _digest(before, entry.at, entry.actor, entry.action, entry.subject):
            yield entry.id
        before = entry.digest


def _digest(before: str, at: datetime, actor: str, action: str, subject: str) -> str:
    text = json.dumps([before, at.isoformat(), actor, action, subject], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
