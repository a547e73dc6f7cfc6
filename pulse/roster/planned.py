"""The roster as an import would leave it, worked out without importing anything."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from pulse.roster import queries
from pulse.roster.changes import place, units_of
from pulse.roster.importing import Employee, Roster
from pulse.roster.queries import Member
from pulse.roster.tree import Tree


@dataclass(frozen=True)
class PlannedRoster:
    """Hierarchy, people and written paths after an import; a unit that is not founded yet goes by its path."""

    tree: Tree
    members: tuple[Member, ...]
    paths: Mapping[str, str]


def planned_roster(session: Session, roster: Roster, now: datetime) -> PlannedRoster:
    """Work out what importing this roster now would leave; nothing is changed."""
    paths = dict(queries.paths(session))
    codes = {place(tuple(path.split(" / "))): code for code, path in paths.items()}
    parents: dict[str, str | None] = dict(queries.tree(session).parents) if paths else {}
    for path in units_of(roster):
        code = codes.setdefault(place(path), " / ".join(path))
        paths[code] = " / ".join(path)
        parents.setdefault(code, codes[place(path[:-1])] if len(path) > 1 else None)
    return PlannedRoster(Tree(parents), tuple(_members(session, roster, codes, now)), paths)


def _members(session: Session, roster: Roster, codes: Mapping[tuple[str, ...], str], now: datetime) -> Iterator[Member]:
    present = {member.email: member for member in queries.members(session)}
    for number, employee in enumerate(roster.employees, start=1):
        unit, before = codes[place(employee.team)], present.get(employee.email)
        if before is None:
            yield _joiner(employee, unit, -number, now)
        elif (before.unit, before.position) == (unit, employee.position):
            yield before
        else:
            yield replace(before, unit=unit, position=employee.position, since=now)


def _joiner(employee: Employee, unit: str, number: int, now: datetime) -> Member:
    return Member(
        person_id=number,
        name=employee.name,
        email=employee.email,
        unit=unit,
        position=employee.position,
        since=now,
        time_zone=employee.time_zone,
        language=employee.language,
        country=employee.country,
        target=employee.target,
    )
