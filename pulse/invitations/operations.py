"""What happens to invitations: issued at opening, redeemed once, forgotten at close."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from pulse.database import Box, Direct, Shuffle, empty, insert_all, rewrite
from pulse.invitations.codes import UnknownCode
from pulse.invitations.models import Invitation, fresh_noise

INVITATIONS = Box.metadata.tables[Invitation.__tablename__]
THIS_ONE = (INVITATIONS.c.wave == bindparam("of"), INVITATIONS.c.digest == bindparam("code"))

# What every submission runs is written once, for building a statement takes longer than running it.
FOUND = select(INVITATIONS.c.cell, INVITATIONS.c.redeemed).where(*THIS_ONE).with_for_update()
SPENT = update(INVITATIONS).where(*THIS_ONE).values(redeemed=True, noise=bindparam("noise"))


@dataclass(frozen=True)
class Admission:
    """The right to cast one ballot in this cell; there is no person in it, so none can be sealed by mistake."""

    wave: str
    cell: str


@dataclass(frozen=True)
class AlreadyRedeemed:
    """The code was used before. It carries the cell, so that answering it takes the same work as an admission."""

    wave: str
    cell: str


def issue(session: Session, wave: str, entries: Iterable[tuple[bytes, str]]) -> None:
    """Put the digests of a wave's codes into the box, each with the cell it counts in."""
    # Sorted by digest: an order that says nothing about the one in which people were listed.
    rows = ({"digest": digest, "wave": wave, "cell": cell, "noise": fresh_noise()} for digest, cell in sorted(entries))
    insert_all(session, Invitation, rows)


def redeem(session: Session | Direct, wave: str, digest: bytes) -> Admission | AlreadyRedeemed:
    """Use up an invitation; it admits exactly once, and writes as much when it does not. Raises UnknownCode."""
    row = session.execute(FOUND, {"of": wave, "code": digest}).one_or_none()
    if row is None:
        raise UnknownCode
    session.execute(SPENT, {"of": wave, "code": digest, "noise": fresh_noise()})
    return AlreadyRedeemed(wave, row.cell) if row.redeemed else Admission(wave, row.cell)


def mix(session: Session, wave: str, shuffle: Shuffle) -> None:
    """Rewrite a wave's invitations in a random order, in this one transaction: where a mark stands says no time."""
    rewrite(session, Invitation, "digest", wave, shuffle)


def forget(session: Session, wave: str) -> None:
    """Destroy a wave's hashes: from now on no code of it can be recognised."""
    empty(session, Invitation, wave)
