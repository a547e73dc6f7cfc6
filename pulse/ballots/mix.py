"""Mixing: rewrite a wave's ballots in a random order, so that where one stands says nothing about when it came."""

from contextlib import closing

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from pulse.ballots.models import Ballot, BoxContract
from pulse.ballots.operations import lock
from pulse.database import Database, Shuffle, rewrite

FEWEST_NEW = 24
SHARE_NEW = 10


def due(session: Session, wave: str) -> bool:
    """Return whether enough ballots came since the latest mixing, counting or not: 24, and a tenth of those mixed."""
    mixed = session.scalar(select(BoxContract.mixed).where(BoxContract.wave == wave)) or 0
    new = _number_of_rows(session, wave) - mixed
    return new >= FEWEST_NEW and new * SHARE_NEW >= mixed


def mix(session: Session, wave: str, shuffle: Shuffle) -> None:
    """Rewrite a wave's ballots in a random order, in this one transaction, without those that do not count.

    Invitations are mixed by their own room, `invitations.operations.mix`, in the same transaction; `compact` comes
    after it. Raises UnknownWave.
    """
    lock(session, wave)
    if not _rests(session, wave):
        session.execute(delete(Ballot).where(Ballot.wave == wave, ~Ballot.counts))
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
    return bool(row.closed) and row.mixed == _number_of_rows(session, wave)


def _number_of_rows(session: Session, wave: str) -> int:
    return session.scalar(select(func.count()).select_from(Ballot).where(Ballot.wave == wave)) or 0
