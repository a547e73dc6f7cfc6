"""Who works where, read from the office."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CTE, RowMapping, func, literal, select
from sqlalchemy.orm import Session

from pulse.errors import NotFound
from pulse.roster.changes import Standing, place
from pulse.roster.columns import key_of
from pulse.roster.importing import Employee
from pulse.roster.models import Membership, Person, Position, Unit
from pulse.roster.tree import Tree


class NoSuchTeam(NotFound):
    """The roster has no unit of this code or path."""

    sentence = "There is no such team in the roster."


PORTION = 1_000


@dataclass(frozen=True, slots=True)
class Member:
    """A person present now and the one unit they are in; `unit` is its code, for a leader the unit led."""

    person_id: int
    name: str
    email: str
    unit: str
    position: Position
    since: datetime
    time_zone: str
    language: str
    country: str
    target: float | None


class Known(NamedTuple):
    """The names and addresses of people who are or were somewhere."""

    names: frozenset[str]
    emails: frozenset[str]


def tree(session: Session) -> Tree:
    """The whole hierarchy, with units that nobody is in any more. Raises NoSuchTeam before the first import."""
    newest = session.execute(select(Unit.id, Unit.code).order_by(Unit.id.desc()).limit(1)).one_or_none()
    if newest is None:
        raise NoSuchTeam("There is no roster yet.")
    found = _read_before.get(newest)
    if found is None:
        found = _tree(session)
        _read_before.clear()
        _read_before[newest] = found
    return found


_read_before: dict[tuple[int, str], Tree] = {}
"""The latest hierarchy, by its newest unit, whose code is random: units are founded, and never moved or removed."""


def _tree(session: Session) -> Tree:
    above = select(Unit.id, Unit.code).subquery()
    parent = above.c.code.label("parent")
    rows = session.execute(select(Unit.code, parent).outerjoin(above, Unit.parent_id == above.c.id))
    return Tree({row.code: row.parent for row in rows})


def names(session: Session) -> Mapping[str, str]:
    """The name of every unit, by code."""
    return dict(session.execute(select(Unit.code, Unit.name)).all())


def names_of(session: Session, units: Collection[str]) -> Mapping[str, str]:
    """The names of these units, by code."""
    return dict(session.execute(select(Unit.code, Unit.name).where(Unit.code.in_(units))).all())


def paths(session: Session) -> Mapping[str, str]:
    """The written path of every unit, such as `Sales / EMEA / Munich`, by code."""
    codes = dict(session.execute(select(Unit.id, Unit.code)).all())
    return {codes[unit]: " / ".join(path) for unit, path in unit_paths(session).items()}


def path(session: Session, code: str) -> str:
    """The written path of a unit. Raises NoSuchTeam."""
    up = select(Unit.name, Unit.parent_id, literal(0).label("height")).where(Unit.code == code).cte(recursive=True)
    up = up.union_all(select(Unit.name, Unit.parent_id, up.c.height + 1).join(up, Unit.id == up.c.parent_id))
    found = session.scalars(select(up.c.name).order_by(up.c.height.desc())).all()
    if not found:
        raise NoSuchTeam
    return " / ".join(found)


def unit_at(session: Session, path: str) -> Unit:
    """The unit at a written path, however capitalised. Raises NoSuchTeam."""
    wanted = key_of([part.strip() for part in path.split("/")])
    for unit, found in unit_paths(session).items():
        if key_of(found) == wanted:
            return session.get_one(Unit, unit)
    raise NoSuchTeam(f"There is no team {path!r} in the roster.")


def members(session: Session) -> Iterator[Member]:
    """Everybody present now, a portion in memory at a time."""
    everybody = session.execute(_MEMBERS.order_by(Person.id).execution_options(yield_per=PORTION))
    return map(_member, everybody.mappings())


def leader_of(session: Session, code: str) -> Member | None:
    """Who leads the unit now; nobody, where the post is vacant."""
    leading = _MEMBERS.where(Unit.code == code, Membership.position == Position.LEADER)
    row = session.execute(leading).mappings().one_or_none()
    return _member(row) if row else None


def led_by(session: Session, email: str) -> str | None:
    """The code of the unit that this address leads now."""
    leading = _MEMBERS.where(Person.email == email.strip().lower(), Membership.position == Position.LEADER)
    return session.scalar(leading.with_only_columns(Unit.code))


def first_import(session: Session) -> datetime | None:
    """When Pulse first saw anybody; people of that import count as having been there before."""
    return session.scalar(select(func.min(Membership.since)))


def names_below(session: Session, code: str) -> Known:
    """Everybody who is or ever was in the unit or below it, for replacing names in comments."""
    below = _subtree(code)
    people = (
        select(Person.name, Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.unit_id.in_(select(below.c.id)))
    )
    rows = session.execute(people).all()
    return Known(frozenset(name for name, _ in rows), frozenset(email for _, email in rows))


def standing(session: Session) -> Standing:
    """The whole roster as it stands, to compare a file with."""
    routes = unit_paths(session)
    everybody = _MEMBERS.add_columns(Membership.unit_id).order_by(Person.email)
    rows = session.execute(everybody.execution_options(yield_per=PORTION)).mappings()
    employees = {row["email"]: _employee(row, routes[row["unit_id"]]) for row in rows}
    former = session.scalars(select(Person.email).where(Person.left.is_not(None)))
    return Standing(employees, frozenset(former), {place(route): route for route in routes.values()})


def unit_paths(session: Session) -> Mapping[int, tuple[str, ...]]:
    """The path of every unit from the top, by its id."""
    rows = {row.id: row for row in session.execute(select(Unit.id, Unit.parent_id, Unit.name))}
    found: dict[int, tuple[str, ...]] = {}

    def path_of(unit: int) -> tuple[str, ...]:
        if unit not in found:
            row = rows[unit]
            found[unit] = (*(path_of(row.parent_id) if row.parent_id else ()), row.name)
        return found[unit]

    return {unit: path_of(unit) for unit in rows}


_MEMBERS = (
    select(
        Person.id.label("person_id"),
        Person.name,
        Person.email,
        Unit.code.label("unit"),
        Membership.position,
        Membership.since,
        Person.time_zone,
        Person.language,
        Person.country,
        Membership.target,
    )
    .join(Membership, Membership.person_id == Person.id)
    .join(Unit, Unit.id == Membership.unit_id)
    .where(Membership.until.is_(None))
)


def _member(row: RowMapping) -> Member:
    return Member(**{**row, "position": Position(row["position"])})


def _employee(row: RowMapping, team: tuple[str, ...]) -> Employee:
    particulars = {field: row[field] for field in ("email", "name", "time_zone", "language", "country", "target")}
    return Employee(team=team, position=Position(row["position"]), **particulars)


def _subtree(code: str) -> CTE:
    top = select(Unit.id).where(Unit.code == code).cte(recursive=True)
    return top.union_all(select(Unit.id).join(top, Unit.parent_id == top.c.id))
