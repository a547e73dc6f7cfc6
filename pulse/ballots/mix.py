"""Mixing: rewrite a wave's ballots in a random order, so that where one stands says nothing about when it came."""

from collections.abc import Callable
from contextlib import closing
from itertools import islice

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from pulse.ballots.models import Ballot, BoxContract, Decoy
from pulse.ballots.operations import lock
from pulse.ballots.queries import number_of_ballots
from pulse.database import Database

Shuffle = Callable[[list[bytes]], None]
"""Puts a list into a random order in place, such as `random.SystemRandom().shuffle`."""

FEWEST_NEW = 24
SHARE_NEW = 10
AT_A_TIME = 500


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
    ids = list(session.scalars(select(Ballot.id).where(Ballot.wave == wave)))
    shuffle(ids)
    rest = iter(ids)
    while some := list(islice(rest, AT_A_TIME)):
        _rewrite(session, wave, some)
    session.execute(delete(Decoy).where(Decoy.wave == wave))
    session.execute(update(BoxContract).where(BoxContract.wave == wave).values(mixed=len(ids)))


def compact(box: Database) -> None:
    """Rebuild a SQLite box, so that its pages too forget the past; on PostgreSQL the mixing has done all there is."""
    if box.embedded:
        with closing(box.engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM")


def _rewrite(session: Session, wave: str, ids: list[bytes]) -> None:
    found = session.execute(select(Ballot.id, Ballot.sealed).where(Ballot.id.in_(ids)))
    sealed = {row.id: row.sealed for row in found}
    session.execute(delete(Ballot).where(Ballot.id.in_(ids)))
    session.execute(insert(Ballot), [{"id": id_, "wave": wave, "sealed": sealed[id_]} for id_ in ids])
