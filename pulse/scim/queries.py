"""What is staged, as resources: one of them, or those a filter finds."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from scim2_models import InvalidFilterException, Meta, NotFoundException, Resource, ScimFilter, SearchRequest
from scim2_models.path import CompareOperator, Comparison, FilterNode, LogicalExpr, LogicalOperator
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from pulse.scim.models import StagedGroup, StagedMember, StagedPerson
from pulse.scim.resources import MOST_RESULTS, Group, Member, Person

USUAL_RESULTS = 100
LARGEST_INDEX = 2**31 - 1
LONGEST_KEY = 255
FOLDED = frozenset({"username", "displayname"})

AnyResource = TypeVar("AnyResource", bound=Resource[Any])


@dataclass(frozen=True)
class Found:
    """A page of resources, out of how many, and where it begins; the first is 1."""

    resources: Sequence[Any]
    total: int
    start: int


def folded(name: str) -> str:
    """A name as it is compared: in capitals or not, composed or not, it is the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name.strip()).casefold())


def person_row(session: Session, key: str) -> StagedPerson:
    """The staged person of this id. Raises NotFoundException."""
    row = session.scalar(select(StagedPerson).where(StagedPerson.id == key)) if len(key) <= LONGEST_KEY else None
    if row is None:
        raise NotFoundException(detail="There is no such user.")
    return row


def group_row(session: Session, key: str) -> StagedGroup:
    """The staged group of this id. Raises NotFoundException."""
    row = session.scalar(select(StagedGroup).where(StagedGroup.id == key)) if len(key) <= LONGEST_KEY else None
    if row is None:
        raise NotFoundException(detail="There is no such group.")
    return row


def person(row: StagedPerson, base: str) -> Any:
    """A staged person as a resource."""
    return _shown(Person.model_validate_json(row.resource), row, "User", f"{base}/Users/{row.id}")


def group(session: Session, row: StagedGroup, base: str) -> Group:
    """A staged group as a resource, with its members."""
    found = _shown(Group.model_validate_json(row.resource), row, "Group", f"{base}/Groups/{row.id}")
    ids = session.scalars(
        select(StagedPerson.id)
        .join(StagedMember, StagedMember.person == StagedPerson.number)
        .where(StagedMember.group == row.number)
        .order_by(StagedPerson.number)
    )
    members = [Member.model_validate({"value": one, "$ref": f"{base}/Users/{one}", "type": "User"}) for one in ids]
    found.members = members or None
    return found


def people(session: Session, asked: SearchRequest[Any], base: str) -> Found:
    """The staged people that a request asks for. Raises InvalidFilterException."""
    keys: Mapping[str, InstrumentedAttribute[Any]] = {
        "username": StagedPerson.user_name,
        "externalid": StagedPerson.external_id,
        "id": StagedPerson.id,
    }
    statement = _narrowed(select(StagedPerson), asked.filter, keys)
    return _page(session, statement.order_by(StagedPerson.number), asked, lambda row: person(row, base))


def groups(session: Session, asked: SearchRequest[Any], base: str) -> Found:
    """The staged groups that a request asks for. Raises InvalidFilterException."""
    keys: Mapping[str, InstrumentedAttribute[Any]] = {
        "displayname": StagedGroup.name,
        "externalid": StagedGroup.external_id,
        "id": StagedGroup.id,
    }
    statement = _narrowed(select(StagedGroup), asked.filter, keys)
    return _page(session, statement.order_by(StagedGroup.number), asked, lambda row: group(session, row, base))


def _page(session: Session, statement: Select[Any], asked: SearchRequest[Any], show: Callable[[Any], Any]) -> Found:
    start = min(asked.start_index or 1, LARGEST_INDEX)
    count = min(USUAL_RESULTS if asked.count is None else asked.count, MOST_RESULTS)
    if asked.filter is None:
        total = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
        rows = session.scalars(statement.offset(start - 1).limit(count))
        return Found([show(row) for row in rows], total, start)
    # An index leaves a handful; whatever else the filter says is looked at one by one.
    shown = [show(row) for row in session.scalars(statement.limit(MOST_RESULTS))]
    matching = [one for one in shown if asked.filter.match(one)]
    return Found(matching[start - 1 : start - 1 + count], len(matching), start)


def _narrowed(
    statement: Select[Any], wanted: ScimFilter[Any] | None, keys: Mapping[str, InstrumentedAttribute[Any]]
) -> Select[Any]:
    if wanted is None:
        return statement
    conditions = list(_indexed(wanted.ast, keys))
    if not conditions:
        names = "userName, externalId or id" if "username" in keys else "displayName, externalId or id"
        raise InvalidFilterException(detail=f"A filter compares {names} with eq, alone or with more after `and`.")
    return statement.where(*conditions)


def _indexed(node: FilterNode, keys: Mapping[str, InstrumentedAttribute[Any]]) -> Iterator[ColumnElement[bool]]:
    """What a filter says of columns that have an index."""
    terms = node.terms if isinstance(node, LogicalExpr) and node.op is LogicalOperator.and_ else (node,)
    for term in terms:
        if not isinstance(term, Comparison) or term.op is not CompareOperator.eq or not isinstance(term.value, str):
            continue
        name = term.attr_path.attr.lower()
        if name in keys and term.attr_path.sub_attr is None:
            _require_text(term.value)
            yield keys[name] == (folded(term.value) if name in FOLDED else term.value)


def _require_text(value: str) -> None:
    # A filter's text may spell out signs that no database takes.
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InvalidFilterException(detail="A filter compares with whole characters.") from None


def _shown(found: AnyResource, row: StagedPerson | StagedGroup, kind: str, location: str) -> AnyResource:
    found.id, found.external_id = row.id, row.external_id
    found.meta = Meta(
        resource_type=kind,
        created=row.added_at,
        last_modified=row.changed_at,
        location=location,
        version=version(row),
    )
    return found


def version(row: StagedPerson | StagedGroup) -> str:
    """What tells one state of a resource from another."""
    return f'W/"{row.version}"'
