"""Mixing: rewrite a wave's ballots in a random order, so that where one stands says nothing about when it came."""

from contextlib import closing
from enum import Enum

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from pulse.ballots.models import Ballot, BoxContract
from pulse.ballots.operations import lock
from pulse.database import Database, Shuffle, rewrite

FEWEST_NEW = 24
SHARE_NEW = 10
MOST_OTHERS = 1_024
"""From so many of its 65,536 slots on, what used codes wrote is cleared: a slot that is taken could be told by time."""


class Owed(Enum):
    """What the worker owes a wave's ballots."""

    MIXING = "mixing"
    CLEARING = "clearing"


def due(session: Session, wave: str) -> Owed | None:
    """Return what is owed: mixing, if enough ballots that count came since the latest: 24, and a tenth of those mixed.

    What used codes write makes no mixing due: whoever writes it could have other people's ballots mixed one by one,
    and link each with its mark in copies of the box. Where there is much of it, it is cleared away by itself.
    """
    mixed = session.scalar(select(BoxContract.mixed).where(BoxContract.wave == wave)) or 0
    numbers = select(func.count().filter(Ballot.counts), func.count().filter(~Ballot.counts)).where(Ballot.wave == wave)
    counting, others = session.execute(numbers).one()
    new = counting - mixed
    if new >= FEWEST_NEW and new * SHARE_NEW >= mixed:
        return Owed.MIXING
    return Owed.CLEARING if others >= MOST_OTHERS else None


def clear(session: Session, wave: str) -> None:
    """Take away what used codes wrote; nothing of what counts is touched."""
    session.execute(delete(Ballot).where(Ballot.wave == wave, ~Ballot.counts))


def mix(session: Session, wave: str, shuffle: Shuffle) -> None:
    """Rewrite a wave's ballots in a random order, in this one transaction, without those that do not count.

    Invitations are mixed by their own room, `invitations.operations.mix`, in the same transaction; `compact` comes
    after it. Raises UnknownWave.
    """
    lock(session, wave)
    if not _rests(session, wave):
        clear(session, wave)
        mixed = rewrite(session, Ballot, "id", wave, shuffle)
        session.execute(update(BoxContract).where(BoxContract.wave == wave).values(mixed=mixed))


def compact(box: Database) -> None:
    """Rebuild a SQLite box, so that its pages too forget the past; on PostgreSQL the mixing has done all there is."""
    if box.embedded:
        with closing(box.engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM")


def _rests(session: Session, wave: str) -> bool:
    # Whoever reads a closed wave's ballots from a moment before they were rewritten finds none in PostgreSQL.
    row = session.execute(select(BoxContract.closed, BoxContract.mixed).where(BoxContract.wave == wave)).one()
    return bool(row.closed) and row.mixed == session.scalar(select(func.count()).where(Ballot.wave == wave))
