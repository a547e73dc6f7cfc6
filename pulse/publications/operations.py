"""Publishing: once per wave, for good, chained to the publication before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pulse.audit import AuditEntry
from pulse.database import hold, insert_all
from pulse.errors import Refusal
from pulse.programme.models import Wave
from pulse.publications.comments import Comments
from pulse.publications.document import FIRST, Document
from pulse.publications.models import Publication, PublishedComment, PublishedFigure, PublishedTheme
from pulse.publications.rows import comment_rows, figure_rows, theme_rows
from pulse.publications.table import Table

AT_A_TIME = 5_000


class AlreadyPublished(Refusal):
    """A wave is published once, after it closed; a second publication could be compared with the first."""

    status = 409
    sentence = "This wave is published already, or is not closed yet."


@dataclass(frozen=True)
class Draft:
    """What one wave is about to publish; `invited` are the people invited in and below every unit of the table.

    `contract` is the fingerprint of the wave's contract, `unreadable` the number of ballots that could not be counted.
    """

    wave: str
    contract: str
    table: Table
    comments: Comments
    invited: Mapping[str, int]
    unreadable: int = 0


def publish(session: Session, wave_id: int, draft: Draft, now: datetime) -> Publication:
    """Write a closed wave's publication and mark the wave as released. Raises AlreadyPublished."""
    _mark_released(session, wave_id, now)
    publication = _chained(session, wave_id, draft, now)
    session.add(publication)
    session.flush()
    insert_all(session, PublishedFigure, figure_rows(wave_id, draft.table, draft.invited))
    insert_all(session, PublishedComment, comment_rows(wave_id, draft.comments))
    insert_all(session, PublishedTheme, theme_rows(wave_id, draft.comments))
    return publication


def mark_destroyed(session: Session, wave_id: int, now: datetime) -> bool:
    """Record that nothing is left of a published wave's ballots, invitations and keys; False if it was recorded."""
    owed = update(Publication).where(Publication.wave_id == wave_id, Publication.destroyed_at.is_(None))
    return session.execute(owed.values(destroyed_at=now).returning(Publication.wave_id)).one_or_none() is not None


def _mark_released(session: Session, wave_id: int, now: datetime) -> None:
    due = update(Wave).where(Wave.id == wave_id, Wave.closed_at.is_not(None), Wave.released_at.is_(None))
    if session.execute(due.values(released_at=now).returning(Wave.id)).one_or_none() is None:
        raise AlreadyPublished


def _chained(session: Session, wave_id: int, draft: Draft, now: datetime) -> Publication:
    # Two that do not see each other would follow the same one.
    hold(session, "publications")
    newest = session.execute(
        select(Publication.sequence, Publication.digest).order_by(Publication.sequence.desc()).limit(1)
    ).one_or_none()
    document = Document(
        wave=draft.wave,
        contract=draft.contract,
        previous=newest.digest if newest else FIRST,
        table=draft.table,
        comments=draft.comments.digest,
        unreadable=draft.unreadable,
        audit=_newest_audit_entry(session),
    )
    return Publication(
        wave_id=wave_id,
        sequence=newest.sequence + 1 if newest else 1,
        digest=document.digest,
        previous=document.previous,
        published_at=now,
        document=document.text,
    )


def _newest_audit_entry(session: Session) -> str | None:
    return session.scalar(select(AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1))
