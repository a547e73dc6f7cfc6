"""Importing a roster: one transaction, dated by Pulse's own clock."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.orm import Session

from pulse import audit
from pulse.database import analyze, hold, portions
from pulse.errors import Refusal
from pulse.roster import queries
from pulse.roster.changes import Changes, compare, place
from pulse.roster.importing import Employee, Roster
from pulse.roster.models import Approval, Membership, Person, RosterImport, Unit

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class TooManyRemovals(Refusal):
    """The import would remove more than half of the people, as a file cut short would."""

    def __init__(self, changes: Changes) -> None:
        self.leavers, self.present = len(changes.leavers), changes.present
        super().__init__(
            f"Nothing was imported: {len(changes.leavers)} of {changes.present} people would be removed, more than "
            "half. A roster file lists everybody. If this one does, import it again with --confirm-removals."
        )


class ClockWentBack(Refusal):
    """This machine's clock stands before something the roster has already seen."""

    sentence = "Nothing was imported: this machine's clock is behind the last import. Set the clock and try again."


def unit_code() -> str:
    """Draw an opaque name for a unit: eight characters, 40 random bits."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(8))


def planned_changes(session: Session, roster: Roster) -> Changes:
    """What importing this roster now would change; nothing is changed."""
    return compare(queries.standing(session), roster)


def import_roster(
    session: Session,
    roster: Roster,
    now: datetime,
    actor: str,
    *,
    removals_confirmed: bool = False,
    approval: Approval = Approval.ONE,
    draw_code: Callable[[], str] = unit_code,
) -> Changes:
    """Make this the whole roster from now on: who is not listed leaves, who comes back returns.

    Importing the same roster again changes nothing but the audit log, which keeps counts alone. `approval` says who
    stands behind it. Raises TooManyRemovals, unless confirmed, and ClockWentBack.
    """
    hold(session, "roster")
    changes = compare(queries.standing(session), roster)
    if changes.removes_most and not removals_confirmed:
        raise TooManyRemovals(changes)
    _refuse_turned_clock(session, now)
    _name_units(session, changes)
    _found_units(session, changes, draw_code)
    _keep_people(session, changes, now)
    _keep_memberships(session, changes, now)
    _note(session, changes, now, approval)
    audit.record(session, now, actor, "roster imported", changes.summary)
    return changes


def _note(session: Session, changes: Changes, now: datetime, approval: Approval) -> None:
    if changes.shifts_people:
        noted = RosterImport(
            at=now,
            approval=approval,
            joiners=len(changes.joiners) + len(changes.returners),
            leavers=len(changes.leavers),
            moves=len(changes.moves),
            new_teams=len(changes.new_teams),
        )
        session.add(noted)


def _refuse_turned_clock(session: Session, now: datetime) -> None:
    latest = session.scalar(select(func.max(Membership.since)))
    if latest and now < latest:
        raise ClockWentBack


def _name_units(session: Session, changes: Changes) -> None:
    units = _unit_ids(session)
    names = ({"id": units[place(path)], "name": name} for path, name in changes.renamed_teams)
    _many(session, update(Unit), names)


def _found_units(session: Session, changes: Changes, draw_code: Callable[[], str]) -> None:
    units, codes = _unit_ids(session), set(session.scalars(select(Unit.code)))
    for path in changes.new_teams:
        parent = units[place(path[:-1])] if len(path) > 1 else None
        code = next(drawn for drawn in iter(draw_code, None) if drawn not in codes)
        founded = insert(Unit).values(code=code, parent_id=parent, name=path[-1]).returning(Unit.id)
        units[place(path)] = session.scalars(founded).one()
        codes.add(code)


def _keep_people(session: Session, changes: Changes, now: datetime) -> None:
    _many(session, insert(Person), map(_particulars, changes.joiners))
    people = _person_ids(session)
    updated = [*changes.returners, *(correction.after for correction in changes.corrections)]
    _many(session, update(Person), (_particulars(one) | {"id": people[one.email], "left": None} for one in updated))
    _many(session, update(Person), ({"id": people[one.email], "left": now} for one in changes.leavers))


def _keep_memberships(session: Session, changes: Changes, now: datetime) -> None:
    moved = [move.after for move in changes.moves]
    # All that end, end before any begins: a unit has one leader at a time.
    _change_memberships(session, {one.email: {"until": now} for one in (*changes.leavers, *moved)})
    people, units = _person_ids(session), _unit_ids(session)
    began = (
        {
            "person_id": people[one.email],
            "unit_id": units[place(one.team)],
            "position": one.position,
            "since": now,
            "target": one.target,
        }
        for one in (*changes.joiners, *changes.returners, *moved)
    )
    _many(session, insert(Membership), began)
    analyze(session, *(table.__tablename__ for table in (Unit, Person, Membership)))
    corrected = (correction.after for correction in changes.corrections)
    _change_memberships(session, {one.email: {"target": one.target} for one in corrected})


def _change_memberships(session: Session, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Change the membership that each of these is in now, by address."""
    if not changes:
        return
    now_in = select(Person.email, Membership.id).join(Membership, Membership.person_id == Person.id)
    found = _pairs(session, now_in.where(Membership.until.is_(None)))
    _many(session, update(Membership), ({"id": found[email], **changed} for email, changed in changes.items()))


def _pairs(session: Session, pairs: Select[str, int]) -> Mapping[str, int]:
    rows = session.execute(pairs.execution_options(yield_per=queries.PORTION))
    return dict(iter(rows))


def _many(session: Session, statement: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    for some in portions(rows):
        session.execute(statement, some)


def _person_ids(session: Session) -> Mapping[str, int]:
    return _pairs(session, select(Person.email, Person.id))


def _unit_ids(session: Session) -> dict[tuple[str, ...], int]:
    return {place(path): unit for unit, path in queries.unit_paths(session).items()}


def _particulars(employee: Employee) -> dict[str, Any]:
    return {
        "email": employee.email,
        "name": employee.name,
        "time_zone": employee.time_zone,
        "language": employee.language,
        "country": employee.country,
    }
