"""Mixing: rewrite a wave's ballots in a random order, so that where one stands says nothing about when it came."""

from collections.abc import Callable
from contextlib import closing
from itertools import islice

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from pulse.ballots.models import Ballot, BoxContract, Decoy
from pulse.ballots.operations import lock
from pulse.ballots.queries import number_of_ballots
from pulse.database import Database, empty

Shuffle = Callable[[list[bytes]], None]
"""Puts a list into a random order in place, such as `random.SystemRandom().shuffle`."""

FEWEST_NEW = 24
SHARE_NEW = 10
AT_A_TIME = 500
MOVE_OUT = text(
    "INSERT INTO moved SELECT ballot.* FROM ballot"
    " JOIN unnest(CAST(:ids AS bytea[])) WITH ORDINALITY AS shuffled (id, place) USING (id)"
    " WHERE wave = :wave ORDER BY place"
)


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
        ids = list(session.scalars(select(Ballot.id).where(Ballot.wave == wave)))
        shuffle(ids)
        rewrite = _rewrite_portions if session.get_bind().dialect.name == "sqlite" else _rewrite_partition
        rewrite(session, wave, ids)
        session.execute(update(BoxContract).where(BoxContract.wave == wave).values(mixed=len(ids)))
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


def _rewrite_portions(session: Session, wave: str, ids: list[bytes]) -> None:
    rest = iter(ids)
    while some := list(islice(rest, AT_A_TIME)):
        these = (Ballot.wave == wave, Ballot.id.in_(some))
        sealed = dict(session.execute(select(Ballot.id, Ballot.sealed).where(*these)).all())
        session.execute(delete(Ballot).where(*these))
        session.execute(insert(Ballot), [{"wave": wave, "id": id_, "sealed": sealed[id_]} for id_ in some])


def _rewrite_partition(session: Session, wave: str, ids: list[bytes]) -> None:
    # What PostgreSQL deletes stays in the file in its old order, so the rows move out, and back into a new file.
    session.execute(text("CREATE TEMPORARY TABLE moved (LIKE ballot)"))
    session.execute(MOVE_OUT, {"wave": wave, "ids": ids})
    if not session.scalar(text("SELECT count(*) FROM moved")) == len(ids) == number_of_ballots(session, wave):
        raise LookupError("The shuffle lost a ballot or added one.")
    empty(session, Ballot, wave)
    session.execute(text("INSERT INTO ballot SELECT * FROM moved"))
    session.execute(text("DROP TABLE moved"))
