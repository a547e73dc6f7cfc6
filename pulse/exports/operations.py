"""Noting exports: the log of changes, which everybody signed in can read, says who took what out and when."""

from datetime import datetime

from sqlalchemy.orm import Session

from pulse import audit
from pulse.exports.formats import Format, file_name
from pulse.exports.sheets import Export


def note_export(session: Session, export: Export, chosen: Format, actor: str, now: datetime) -> None:
    """Write an export into the log, before it is handed over."""
    audit.record(session, now, actor, "publication exported", file_name(export, chosen))


def note_books_link(session: Session, until: datetime, actor: str, now: datetime) -> None:
    """Write into the log that a link to the books was issued, and the last instant it is good for."""
    audit.record(session, now, actor, "link to the books issued", f"until {until:%Y-%m-%d %H:%M} UTC")
