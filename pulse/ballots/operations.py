"""What happens to the box: a contract opens it, ballots go in, it closes, and in the end it is emptied."""

import hashlib
import secrets
from collections.abc import Mapping

from sqlalchemy import Insert, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pulse.ballots.models import ID_BYTES, Ballot, BoxContract
from pulse.ballots.queries import UnknownWave
from pulse.ballots.suite import WaveKeys
from pulse.database import Box, Direct, dialect, empty, hold, hold_shared, make_room
from pulse.errors import Refusal

SLOTS = 65_536
"""So many ballots that do not count are kept of a wave at most: nobody fills a disk with one used code."""
CONTRACTS, BALLOTS = (Box.metadata.tables[model.__tablename__] for model in (BoxContract, Ballot))

# What every submission runs is written once, for building a statement takes longer than running it.
HELD = select(CONTRACTS.c.closed, CONTRACTS.c.fingerprint).where(CONTRACTS.c.wave == bindparam("wave"))
# Where nothing is named that may be in conflict, PostgreSQL wants no right to read it.
CAST: Mapping[str, Insert] = {
    "sqlite": sqlite.insert(BALLOTS).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(BALLOTS).on_conflict_do_nothing(),
}


class WaveClosed(Refusal):
    """The box of this wave takes no more ballots."""

    status = 410
    sentence = "This round is closed. Nothing was sent."


def place_contract(session: Session, wave: str, text: str, keys: WaveKeys) -> None:
    """Open the box for a wave, under the contract with this canonical text."""
    values = {"public_key": keys.public_key, "wrapped_key": keys.wrapped_key, "share": keys.share}
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    make_room(session, wave)
    session.execute(insert(BoxContract).values(wave=wave, contract=text, fingerprint=fingerprint, **values))


def drop_contract(session: Session, wave: str) -> None:
    """Take away a contract that an interrupted opening left behind, if there is one."""
    empty(session, BoxContract, wave)


def hold_open(session: Session | Direct, wave: str) -> str:
    """Keep a wave from closing until this transaction ends, and return its contract's fingerprint.

    Raises UnknownWave or WaveClosed.
    """
    hold_shared(session, _named(wave))
    row = session.execute(HELD, {"wave": wave}).one_or_none()
    if row is None:
        raise UnknownWave
    if row.closed:
        raise WaveClosed
    return str(row.fingerprint)


def cast(session: Session | Direct, wave: str, sealed: bytes, *, counts: bool = True) -> None:
    """Put a sealed ballot into the box; one that does not count takes a slot drawn by lot, if that is free.

    Both are written by the same work at a place as random, so that neither time nor size tells them apart.
    """
    own, slot = _short_hash(sealed), _short_hash(b"%s %d" % (wave.encode(), secrets.randbelow(SLOTS)))
    row = {"wave": wave, "id": own if counts else slot, "sealed": sealed, "counts": counts}
    session.execute(CAST[dialect(session)], row)


def close(session: Session, wave: str) -> None:
    """Shut the box of a wave for good, after every ballot that is being cast. Raises UnknownWave."""
    lock(session, wave)
    session.execute(update(BoxContract).where(BoxContract.wave == wave).values(closed=True))


def destroy(session: Session, wave: str) -> None:
    """Destroy a closed wave's ballots and the box's share of its key; its contract stays readable."""
    empty(session, Ballot, wave)
    row = session.execute(select(BoxContract.__table__).where(BoxContract.wave == wave)).mappings().one_or_none()
    # An update would leave the old row, with both keys, in PostgreSQL's file.
    empty(session, BoxContract, wave)
    if row:
        session.execute(insert(BoxContract).values({**row, "share": b"", "wrapped_key": b""}))


def lock(session: Session, wave: str) -> None:
    """Wait for ballots being cast, and keep new ones out, until this transaction ends. Raises UnknownWave."""
    hold(session, _named(wave))
    if session.scalar(select(BoxContract.wave).where(BoxContract.wave == wave)) is None:
        raise UnknownWave


def _named(wave: str) -> str:
    return f"wave {wave}"


def _short_hash(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:ID_BYTES]
