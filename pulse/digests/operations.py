"""Owing digests once each, and noting what became of them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from pulse.digests.models import Digest, DigestState, OwedDigest
from pulse.digests.periods import SEND_AT, Span
from pulse.digests.queries import DueDigest
from pulse.digests.readers import DigestReader
from pulse.programme.schedule import Window, send_time

MOST_TRIES = 6
FIRST_WAIT = timedelta(minutes=15)


def owe(session: Session, kind: Digest, span: Span, readers: Iterable[DigestReader], now: datetime) -> int:
    """Owe a span's digest to these readers, each in the morning of their next working day; return to how many.

    Raises IntegrityError if the span is owed already.
    """
    window = Window(max(now, span.window.opens_at), span.window.closes_at)
    rows = [_row(kind, span, reader, send_time(reader.place, window, SEND_AT)) for reader in readers]
    if rows:
        session.execute(insert(OwedDigest), rows)
    return len(rows)


def record(session: Session, digest: DueDigest, state: DigestState) -> None:
    """Note what became of a digest."""
    _change(session, digest, state=state)


def record_refused(session: Session, digest: DueDigest, now: datetime, *, permanent: bool) -> None:
    """Note that the server refused it; it is tried again later, each time twice as late, a few times."""
    given_up = permanent or digest.attempts + 1 >= MOST_TRIES
    state = DigestState.REFUSED if given_up else DigestState.WAITING
    _change(session, digest, state=state, attempts=digest.attempts + 1, due_at=now + FIRST_WAIT * 2**digest.attempts)


def postpone(session: Session, digest: DueDigest, until: datetime) -> None:
    """Let a digest wait, for instance until the morning."""
    _change(session, digest, due_at=until)


def _row(kind: Digest, span: Span, reader: DigestReader, due_at: datetime) -> dict[str, Any]:
    ends_at = max(span.window.closes_at, due_at + timedelta(hours=1))
    return {"kind": kind, "period": span.name, "reader": reader.address, "due_at": due_at, "ends_at": ends_at}


def _change(session: Session, digest: DueDigest, **values: Any) -> None:
    one = update(OwedDigest).where(
        OwedDigest.kind == digest.kind, OwedDigest.period == digest.period, OwedDigest.reader == digest.reader
    )
    session.execute(one.values(**values).execution_options(synchronize_session=False))
