"""What the identity provider changes: the staged copy alone, and when it last did."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, TypeVar

from scim2_models import InvalidValueException, PreconditionFailedException, UniquenessException
from sqlalchemy import Insert, delete, insert, select
from sqlalchemy.orm import Session

from pulse.database import hold
from pulse.roster.columns import Unacceptable, plain
from pulse.scim.models import Batch, StagedGroup, StagedMember, StagedPerson
from pulse.scim.particulars import outside, particulars
from pulse.scim.queries import folded, group_row, person_row, version
from pulse.scim.resources import Group, Member

SCIM = "scim"
"""The lock of whoever changes what is staged or makes a roster of it."""
NOT_STORED = {"id", "external_id", "meta", "members"}
Row = TypeVar("Row", StagedPerson, StagedGroup)
LONGEST_ID = 255
MOST_VALUES = 50
"""So many addresses of each kind a person may have."""
MOST_MEMBERS = 30_000
"""As many as a statement may have values on either engine."""


def add_person(session: Session, person: Any, allowed_domains: Sequence[str], now: datetime) -> StagedPerson:
    """Stage another person. Raises InvalidValueException or UniquenessException."""
    _begin(session, now)
    row = StagedPerson(id=uuid.uuid4().hex, version=0, added_at=now)
    _keep_person(session, row, person, allowed_domains, now)
    session.add(row)
    session.flush()
    return row


def change_person(
    session: Session, row: StagedPerson, person: Any, allowed_domains: Sequence[str], now: datetime
) -> None:
    """Stage a person as they are now. Raises InvalidValueException or UniquenessException."""
    _begin(session, now)
    _keep_person(session, row, person, allowed_domains, now)
    session.flush()


def remove_person(session: Session, row: StagedPerson, now: datetime) -> None:
    """Stage that a person is gone, from every group too."""
    _begin(session, now)
    session.execute(delete(StagedMember).where(StagedMember.person == row.number))
    session.delete(row)
    session.flush()


def add_group(session: Session, group: Group, now: datetime) -> StagedGroup:
    """Stage another group. Raises InvalidValueException or UniquenessException."""
    _begin(session, now)
    row = StagedGroup(id=uuid.uuid4().hex, version=0, added_at=now)
    _keep_group(session, row, group, now)
    session.add(row)
    session.flush()
    _keep_members(session, row, group.members or ())
    return row


def change_group(session: Session, row: StagedGroup, group: Group, now: datetime) -> None:
    """Stage a group as it is now. Raises InvalidValueException or UniquenessException."""
    _begin(session, now)
    _keep_group(session, row, group, now)
    session.flush()
    _keep_members(session, row, group.members or ())


def remove_group(session: Session, row: StagedGroup, now: datetime) -> None:
    """Stage that a group is gone; its people stay."""
    _begin(session, now)
    session.execute(delete(StagedMember).where(StagedMember.group == row.number))
    session.delete(row)
    session.flush()


def person_to_change(session: Session, key: str, versions: Collection[str]) -> StagedPerson:
    """The person of this id, kept from changing otherwise until the transaction ends; none or one of these versions.

    Raises NotFoundException or PreconditionFailedException.
    """
    hold(session, SCIM)
    return _of(person_row(session, key), versions)


def group_to_change(session: Session, key: str, versions: Collection[str]) -> StagedGroup:
    """The group of this id, as `person_to_change` gives a person."""
    hold(session, SCIM)
    return _of(group_row(session, key), versions)


def _of(row: Row, versions: Collection[str]) -> Row:
    if versions and not {"*", version(row)} & set(versions):
        raise PreconditionFailedException(detail="It has changed since; read it again.")
    return row


def _begin(session: Session, now: datetime) -> None:
    hold(session, SCIM)
    batch = session.get(Batch, 1)
    if batch is None:
        first: Insert = insert(Batch).values(id=1, changed_at=now)
        session.execute(first)
    else:
        batch.changed_at = now


def _keep_person(
    session: Session, row: StagedPerson, person: Any, allowed_domains: Sequence[str], now: datetime
) -> None:
    try:
        said = particulars(person)
        row.user_name = folded(plain(person.user_name or "", "userName"))
    except Unacceptable as error:
        raise InvalidValueException(detail=f"It cannot be taken: {error}.") from None
    if max(len(person.emails or ()), len(person.addresses or ())) > MOST_VALUES:
        raise InvalidValueException(detail=f"A person has {MOST_VALUES} addresses of a kind at most.")
    if outside(said.email, allowed_domains):
        raise InvalidValueException(detail="The address is outside the allowed domains.")
    taken = select(StagedPerson.id).where(StagedPerson.user_name == row.user_name, StagedPerson.id != row.id)
    with session.no_autoflush:
        if session.scalar(taken) is not None:
            raise UniquenessException(detail="Another user has this userName.")
    _keep(row, person, now)


def _keep_group(session: Session, row: StagedGroup, group: Group, now: datetime) -> None:
    try:
        row.name = folded(plain(group.display_name or "", "displayName"))
    except Unacceptable as error:
        raise InvalidValueException(detail=f"It cannot be taken: {error}.") from None
    taken = select(StagedGroup.id).where(StagedGroup.name == row.name, StagedGroup.id != row.id)
    with session.no_autoflush:
        if session.scalar(taken) is not None:
            raise UniquenessException(detail="Another group has this displayName.")
    _keep(row, group, now)


def _keep(row: StagedPerson | StagedGroup, resource: Any, now: datetime) -> None:
    if len(resource.external_id or "") > LONGEST_ID:
        raise InvalidValueException(detail=f"externalId has at most {LONGEST_ID} characters.")
    row.external_id = resource.external_id
    try:
        row.resource = resource.model_dump_json(exclude=NOT_STORED)
    except ValueError:  # a path may spell out half a character
        raise InvalidValueException(detail="It holds what is no text.") from None
    row.version, row.changed_at = row.version + 1, now


def _keep_members(session: Session, row: StagedGroup, members: Sequence[Member]) -> None:
    wanted = {member.value for member in members}
    if len(wanted) > MOST_MEMBERS:
        raise InvalidValueException(detail=f"A group has {MOST_MEMBERS} members at most.")
    found = dict(session.execute(select(StagedPerson.id, StagedPerson.number).where(StagedPerson.id.in_(wanted))).all())
    if missing := wanted - found.keys():
        raise InvalidValueException(detail=f"{len(missing)} of the members are no users here.")
    standing = set(session.scalars(select(StagedMember.person).where(StagedMember.group == row.number)))
    going, coming = standing - {*found.values()}, {*found.values()} - standing
    if going:
        session.execute(delete(StagedMember).where(StagedMember.group == row.number, StagedMember.person.in_(going)))
    session.add_all(StagedMember(group=row.number, person=number) for number in sorted(coming))
    session.flush()
