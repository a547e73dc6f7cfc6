"""Mixing: rewrite a wave's ballots in a random order, so that where one stands says nothing about when it came."""

from contextlib import closing

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pulse.ballots.models import Ballot, BoxContract, Decoy
from pulse.ballots.operations import lock
from pulse.ballots.queries import number_of_ballots
from pulse.database import Database, Shuffle, empty, rewrite

FEWEST_NEW = 24
SHARE_NEW = 10


def due(session: Session, wave: str) -> bool:
    """Return whether enough ballots came since the latest mixing: 24, and a tenth of those already mixed."""
    mixed = session.scalar(select(BoxContract.mixed).where(BoxContract.wave == wave)) or 0
    new = number_of_ballots(session, wave) - mixed
    return new >= FEWEST_NEW and new * SHARE_NEW >= mixed


def mix(session: Session, wave: str, shuffle: Shuffle) -> None:
    """Rewrite a wave's ballots in a random order, in this one transaction, and clear its decoys. Raises UnknownWave.

    Invitations are mixed by their own room, `invitations.operations.mix`, in the same transaction; `compact` comes
    after it.
    """
    lock(session, wave)
    if not _rests(session, wave):
        mixed = rewrite(session, Ballot, "id", wave, shuffle)
        session.execute(update(BoxContract).where(BoxContract.wave == wave).values(mixed=mixed))
    empty(session, Decoy, wave)


def compact(box: Database) -> None:
    """Rebuild a SQLite box, so that its pages too forget the past; on PostgreSQL the mixing has done all there is."""
    if box.embedded:
        with closing(box.engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM")


def _rests(session: Session, wave: str) -> bool:
    # Whoever reads a closed wave's ballots from a moment before they were rewritten finds none in PostgreSQL.
    row = session.execute(select(BoxContract.closed, BoxContract.mixed).where(BoxContract.wave == wave)).one()
    return bool(row.closed) and row.mixed == number_of_ballots(session, wave)
