"""Making a roster of what is staged: pure. It is judged by the rules of every roster file, and wholly good or refused.

How teams are told is told once for everybody: by the paths people carry if anybody carries one, or else by groups if
there are any, or else by managers.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pulse.errors import Refusal
from pulse.roster.changes import Standing
from pulse.roster.columns import Unacceptable, team
from pulse.roster.importing import BadRoster, Employee, Roster, read_roster
from pulse.roster.importing_managers import written
from pulse.roster.importing_reports import faults
from pulse.roster.importing_teams import Reporting, derive
from pulse.roster.models import Position
from pulse.scim.particulars import Particulars

LEADERS = "leaders"
"""The group, folded, of those who lead the team they are in."""
MOST_PROBLEMS = 50
LINE = re.compile(r"(?:in )?line (\d+)")

Value = TypeVar("Value")
Place = tuple[tuple[str, ...], Position]


class BadStaging(Refusal):
    """What is staged makes no roster, for these reasons; nothing of it is handed in."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        more = [f"And {len(problems) - MOST_PROBLEMS} more."] if len(problems) > MOST_PROBLEMS else []
        super().__init__("\n".join([*problems[:MOST_PROBLEMS], *more]))


@dataclass(frozen=True)
class StagedTeam:
    """A group: its name, and the ids of who is in it."""

    name: str
    members: frozenset[str]


@dataclass(frozen=True)
class Usual:
    """What holds of people of whom neither the identity provider nor the roster says anything."""

    organisation: str
    time_zone: str
    language: str
    country: str


def draft(
    people: Sequence[Particulars],
    groups: Sequence[StagedTeam],
    standing: Standing,
    usual: Usual,
    allowed_domains: tuple[str, ...],
) -> tuple[bytes, Roster]:
    """The roster file that these people make, and what it says. Raises BadStaging."""
    problems = [*_nameless(people, standing)]
    if not people:
        problems.append("Nobody is active.")
    if problems:
        raise BadStaging(problems)
    if any(person.team for person in people):
        roster = _placed(people, standing, usual, _by_path(people))
    elif groups:
        roster = _placed(people, standing, usual, _by_group(people, groups))
    else:
        roster = _by_manager(people, standing, usual)
    return _judged(roster, {person.email or "": person.user_name for person in people}, allowed_domains)


def _nameless(people: Sequence[Particulars], standing: Standing) -> Iterator[str]:
    """What is missing of people, or true of two of them."""
    first: dict[str, str] = {}
    for person in people:
        if person.email is None:
            yield f"{person.user_name} has no mail address."
            continue
        if first.setdefault(person.email, person.user_name) != person.user_name:
            yield f"{person.user_name} has the address of {first[person.email]}."
        if person.name is None and person.email not in standing.employees:
            yield f"{person.user_name} has no name."


def _by_path(people: Sequence[Particulars]) -> Mapping[str, Place]:
    if problems := [f"{person.user_name} has no team, but others have one." for person in people if not person.team]:
        raise BadStaging(problems)
    return {person.id: (person.team or (), person.position or Position.REP) for person in people}


def _by_group(people: Sequence[Particulars], groups: Sequence[StagedTeam]) -> Mapping[str, Place]:
    leading = {one for group in groups if group.name.strip().casefold() == LEADERS for one in group.members}
    found: dict[str, Place] = {}
    problems: list[str] = []
    names = {person.id: person.user_name for person in people}
    for group in groups:
        if group.name.strip().casefold() == LEADERS:
            continue
        try:
            path = team(group.name)
        except Unacceptable as error:
            problems.append(f"The group {group.name!r} is no team: {error}.")
            continue
        for one in sorted(group.members & names.keys()):
            if one in found:
                problems.append(f"{names[one]} is in two teams: {' / '.join(found[one][0])} and {' / '.join(path)}.")
            found.setdefault(one, (path, Position.LEADER if one in leading else Position.REP))
    problems += [f"{name} is in no group that is a team." for one, name in names.items() if one not in found]
    if problems:
        raise BadStaging(problems)
    return found


def _by_manager(people: Sequence[Particulars], standing: Standing, usual: Usual) -> Roster:
    addresses = {person.id: person.email or "" for person in people}
    lost = {person for person in people if person.manager and person.manager not in addresses}
    managers = {
        person.email or "": addresses[person.manager] if person.manager else None
        for person in people
        if person not in lost
    }
    names = [person.user_name for person in people if person in lost]
    problems = [f"The manager of {name} is not provisioned, or not active." for name in names]
    problems += [f"{_upper(reason)}." for _, reason in faults(managers, set(addresses.values()))]
    if problems:
        raise BadStaging(problems)
    reports = [
        Reporting(one.email, one.name, managers[one.email], one.time_zone, one.language, one.country, one.target)
        for one in (_employee(person, ((), Position.REP), standing, usual) for person in people)
    ]
    return derive(reports, standing, usual.organisation)


def _placed(people: Sequence[Particulars], standing: Standing, usual: Usual, places: Mapping[str, Place]) -> Roster:
    return Roster(tuple(_employee(person, places[person.id], standing, usual) for person in people))


def _employee(person: Particulars, place: Place, standing: Standing, usual: Usual) -> Employee:
    before = standing.employees.get(person.email or "")
    return Employee(
        email=person.email or "",
        name=_first(person.name, before.name if before else None, ""),
        team=place[0],
        position=place[1],
        time_zone=_first(person.time_zone, before.time_zone if before else None, usual.time_zone),
        language=_first(person.language, before.language if before else None, usual.language),
        country=_first(person.country, before.country if before else None, usual.country),
        target=_first(person.target, before.target if before else None, None),
    )


def _first(said: Value | None, before: Value | None, otherwise: Value) -> Value:
    # What the provider does not say stays as it is.
    return said if said is not None else before if before is not None else otherwise


def _judged(roster: Roster, names: Mapping[str, str], allowed_domains: tuple[str, ...]) -> tuple[bytes, Roster]:
    file = written(roster)
    try:
        return file, read_roster(file, allowed_domains)
    except BadRoster as refusal:
        listed = [names.get(one.email, one.email) for one in sorted(roster.employees, key=lambda one: one.email)]

        def named(found: re.Match[str]) -> str:
            return f"with {listed[int(found[1]) - 2]}"

        problems = [f"{listed[one.line - 2]}: {LINE.sub(named, one.reason)}." for one in refusal.problems]
        raise BadStaging(problems) from None


def _upper(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
