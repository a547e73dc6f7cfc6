"""Which digests are owed, and how many of them arrived."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pulse.digests.models import Digest, DigestState, OwedDigest
from pulse.digests.periods import Span, after_wave, month_of, week_of
from pulse.programme.models import Wave
from pulse.programme.schedule import A_WEEK


@dataclass(frozen=True)
class DueDigest:
    """A digest to send now."""

    kind: Digest
    period: str
    reader: str
    due_at: datetime
    ends_at: datetime
    attempts: int


def is_owed(session: Session, kind: Digest, period: str) -> bool:
    """Whether this span's digest is owed, or was."""
    return session.scalar(_ONE.where(OwedDigest.kind == kind, OwedDigest.period == period)) is not None


def not_owed_yet(session: Session, now: datetime) -> Sequence[tuple[Digest, Span]]:
    """The digests that nobody is owed yet of the spans that this instant lies in."""
    released = select(Wave.name, Wave.released_at).where(Wave.released_at > now - A_WEEK).order_by(Wave.id)
    spans = [(Digest.LEADER, week_of(now)), (Digest.EXECUTIVE, month_of(now)), (Digest.HR, month_of(now))]
    spans += [(Digest.HR, after_wave(name, at)) for name, at in session.execute(released) if at]
    here = [(kind, span) for kind, span in spans if span.window.opens_at <= now < span.window.closes_at]
    return [(kind, span) for kind, span in here if not is_owed(session, kind, span.name)]


def due(session: Session, now: datetime, limit: int) -> Sequence[DueDigest]:
    """What is due, the longest due first."""
    found = session.execute(_DUE.where(OwedDigest.due_at <= now).limit(limit))
    return [DueDigest(**{**row._mapping, "kind": Digest(row.kind)}) for row in found]


def counts(session: Session) -> Mapping[Digest, Counter[DigestState]]:
    """How many digests of each kind are in which state; who they are is shown to nobody."""
    found: dict[Digest, Counter[DigestState]] = {kind: Counter() for kind in Digest}
    columns = OwedDigest.kind, OwedDigest.state
    for kind, state, number in session.execute(select(*columns, func.count()).group_by(*columns)):
        found[Digest(kind)][DigestState(state)] = number
    return found


_ONE = select(OwedDigest.reader).limit(1)
_DUE = (
    select(
        OwedDigest.kind,
        OwedDigest.period,
        OwedDigest.reader,
        OwedDigest.due_at,
        OwedDigest.ends_at,
        OwedDigest.attempts,
    )
    .where(OwedDigest.state == DigestState.WAITING)
    .order_by(OwedDigest.due_at, OwedDigest.kind, OwedDigest.reader)
)
