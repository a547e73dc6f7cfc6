"""Who gets which digest now, and where they work."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.accounts.models import Account, StaffRole
from pulse.digests.models import Digest
from pulse.programme.models import Programme
from pulse.programme.queries import definition_of
from pulse.programme.schedule import Place
from pulse.publications import queries as publications
from pulse.roster.models import Membership, Person, Position, Unit
from pulse.roster.tree import Tree

ANYWHERE = Place("UTC", "")


@dataclass(frozen=True)
class DigestReader:
    """An address, where its owner works, and the unit they lead; HR needs to lead none."""

    address: str
    place: Place
    unit: str = ""


def readers(session: Session, kind: Digest) -> Mapping[str, DigestReader]:
    """Everybody who gets this digest now, by address."""
    found = {Digest.LEADER: _leaders, Digest.EXECUTIVE: _executives, Digest.HR: _hr}[kind](session)
    return {reader.address: reader for reader in found}


def executive_units(session: Session) -> frozenset[str]:
    """The units whose leaders get the monthly page: the root of each audience, and those below it that have teams.

    An audience is taken from the newest wave of its programme that is published.
    """
    newest = {wave.programme_id: wave.contract.tree for wave in publications.waves(session)}
    return frozenset(unit for tree in newest.values() for unit in _top(tree))


def _top(tree: Tree) -> Iterator[str]:
    yield tree.root
    yield from (unit for unit in tree.children[tree.root] if tree.children[unit])


def _leaders(session: Session) -> Iterator[DigestReader]:
    return (_reader(row) for row in session.execute(_LEADING))


def _executives(session: Session) -> Iterator[DigestReader]:
    units = executive_units(session)
    # Asked twice a second until somebody gets one; before the first publication nobody does.
    return (reader for reader in _leaders(session) if reader.unit in units) if units else iter(())


def _hr(session: Session) -> Iterator[DigestReader]:
    people = select(Account.email, Person.time_zone, Person.country).outerjoin(Person, Person.email == Account.email)
    home = _home(session)
    for row in session.execute(people.where(Account.role == StaffRole.HR)):
        yield DigestReader(row.email, Place(row.time_zone, row.country) if row.time_zone else home)


def _home(session: Session) -> Place:
    """Where those of HR are taken to work who are not in the roster: the time zone of the first programme."""
    programme = session.scalar(select(Programme).order_by(Programme.id).limit(1))
    return Place(definition_of(programme).time_zone, "") if programme else ANYWHERE


def _reader(row: Any) -> DigestReader:
    return DigestReader(row.email, Place(row.time_zone, row.country), row.code)


_LEADING = (
    select(Person.email, Person.time_zone, Person.country, Unit.code)
    .join(Membership, Membership.person_id == Person.id)
    .join(Unit, Unit.id == Membership.unit_id)
    .where(Membership.position == Position.LEADER, Membership.until.is_(None), Person.left.is_(None))
    .order_by(Person.email)
)
