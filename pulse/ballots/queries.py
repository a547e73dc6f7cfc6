"""Reads of the box that reveal no ballot."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pulse.ballots.models import Ballot, BoxContract
from pulse.ballots.suite import WaveKeys
from pulse.errors import Refusal

AT_A_TIME = 1_000


class UnknownWave(Refusal):
    """The box has no contract of this name."""

    status = 404
    sentence = "There is no such round. Open the link in your mail again, in full."


@dataclass(frozen=True)
class SealedContract:
    """A wave's contract as the box holds it: canonical text, its SHA-256, and the key ballots are sealed with."""

    wave: str
    text: str
    fingerprint: str
    public_key: bytes
    closed: bool


def contract(session: Session, wave: str) -> SealedContract:
    """Return the contract a wave was opened with. Raises UnknownWave."""
    shown = (
        BoxContract.wave,
        BoxContract.contract,
        BoxContract.fingerprint,
        BoxContract.public_key,
        BoxContract.closed,
    )
    row = session.execute(select(*shown).where(BoxContract.wave == wave)).one_or_none()
    if row is None:
        raise UnknownWave
    return SealedContract(*row)


def has_contract(session: Session, wave: str) -> bool:
    """Return whether the box holds a contract of this name."""
    return session.scalar(select(BoxContract.wave).where(BoxContract.wave == wave)) is not None


def fingerprint(session: Session, wave: str) -> str | None:
    """Return the fingerprint of the contract of this name; None if the box holds none."""
    return session.scalar(select(BoxContract.fingerprint).where(BoxContract.wave == wave))


def keys(session: Session, wave: str) -> WaveKeys:
    """Return the keys placed with a wave's contract; empty once the wave is destroyed. Raises UnknownWave."""
    row = session.get(BoxContract, wave)
    if row is None:
        raise UnknownWave
    return WaveKeys(row.public_key, row.wrapped_key, row.share)


def number_of_ballots(session: Session, wave: str) -> int:
    """Return how many ballots of a wave count; for the worker alone, while a wave is open."""
    return session.execute(select(func.count()).where(Ballot.wave == wave, Ballot.counts)).scalar_one()


def digest_of_ballots(session: Session, wave: str) -> bytes:
    """Return one SHA-256 of which ballots of a wave count, in whatever order they stand there."""
    found = hashlib.sha256()
    ids = select(Ballot.id).where(Ballot.wave == wave, Ballot.counts).order_by(Ballot.id)
    for ballot in session.scalars(ids.execution_options(yield_per=AT_A_TIME)):
        found.update(ballot)
    return found.digest()
