"""Teams worked out from who reports to whom: pure.

A manager and whoever reports to them are a team. A team is its people rather than its manager: it stays the same unit,
with its name and its history, when another takes it over.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count

from pulse.roster.changes import Standing, place
from pulse.roster.columns import LONGEST
from pulse.roster.importing import Employee, Roster
from pulse.roster.models import Position

LONGEST_NAME = LONGEST - 20
"""Leaves room for what makes a team's name its own."""

Path = tuple[str, ...]


@dataclass(frozen=True)
class Reporting:
    """What a roster of managers says of one person; nobody is the manager of whoever stands at the top."""

    email: str
    name: str
    manager: str | None
    time_zone: str
    language: str
    country: str
    target: float | None = None


Reports = Mapping[str | None, Sequence[Reporting]]
"""Who reports to each manager."""


def derive(people: Sequence[Reporting], standing: Standing, top: str) -> Roster:
    """The roster these reports make, if nothing is wrong with them; `top` names the first unit where there is none."""
    reports: dict[str | None, list[Reporting]] = defaultdict(list)
    for person in people:
        reports[person.manager].append(person)
    before = _Before(standing, frozenset(person.email for person in people))
    [first] = reports[None]
    led: dict[str, Path] = {first.email: before.root or (_part(top),)}
    for leader in _downwards(first.email, reports):
        managers = [person for person in reports[leader] if person.email in reports]
        led |= _named(led[leader], managers, reports, before)
    return Roster(tuple(_employee(person, led) for person in people))


@dataclass(frozen=True)
class _Before:
    """The roster as it stands: which units there are, and who is in each of them beside its leader."""

    standing: Standing
    listed: frozenset[str]

    @cached_property
    def root(self) -> Path | None:
        return next((path for path in self.standing.teams.values() if len(path) == 1), None)

    @cached_property
    def led(self) -> Mapping[str, Path]:
        """The place of the unit that each leader leads."""
        everybody = self.standing.employees.values()
        return {one.email: place(one.team) for one in everybody if one.position is Position.LEADER}

    @cached_property
    def within(self) -> Mapping[str, Path]:
        """The place of the unit that each person belongs to: a leader to the one above."""
        everybody = self.standing.employees.values()
        return {
            one.email: place(one.team[:-1] if one.position is Position.LEADER else one.team)
            for one in everybody
            if one.position is not Position.LEADER or len(one.team) > 1
        }

    @cached_property
    def stayed(self) -> Counter[Path]:
        """How many people of each unit are still listed."""
        return Counter(unit for email, unit in self.within.items() if email in self.listed)

    @cached_property
    def names_below(self) -> Mapping[Path, Sequence[str]]:
        """The names of the units below each one that anybody is in or leads."""
        occupied = {*self.within.values(), *self.led.values()}
        found: dict[Path, list[str]] = defaultdict(list)
        for unit, path in self.standing.teams.items():
            if unit and unit in occupied:
                found[unit[:-1]].append(path[-1].casefold())
        return found


def _named(above: Path, managers: Sequence[Reporting], reports: Reports, before: _Before) -> Mapping[str, Path]:
    """The paths of the teams of these managers, who all report to the leader of the one above."""
    kept = _kept(place(above), managers, reports, before)
    taken = {*before.names_below.get(place(above), ()), *(path[-1].casefold() for path in kept.values())}
    for manager in managers:
        if manager.email not in kept:
            name = _free(f"Team {_part(manager.name)}", taken)
            taken.add(name.casefold())
            kept[manager.email] = (*above, name)
    return {email: (*above, path[-1]) for email, path in kept.items()}


def _kept(above: Path, managers: Sequence[Reporting], reports: Reports, before: _Before) -> dict[str, Path]:
    """Which of these managers take over a unit that is there already, each at most one and each unit once."""
    claims: list[tuple[int, int, Path, str]] = []
    for manager in managers:
        led = before.led.get(manager.email)
        crews = Counter(before.within[one.email] for one in reports[manager.email] if one.email in before.within)
        for unit in {*crews, *([led] if led else [])}:
            rank = _rank(leads=unit == led, most=crews[unit] * 2 > before.stayed[unit])
            if unit and unit[:-1] == above and rank is not None:
                claims.append((rank, -crews[unit], unit, manager.email))
    kept: dict[str, Path] = {}
    given: set[Path] = set()
    for _, _, unit, email in sorted(claims):
        if email not in kept and unit not in given:
            kept[email] = before.standing.teams[unit]
            given.add(unit)
    return kept


def _rank(*, leads: bool, most: bool) -> int | None:
    """How strong a claim on a unit is; 0 is the strongest."""
    if most:
        return 0 if leads else 1
    return 2 if leads else None


def _free(name: str, taken: Collection[str]) -> str:
    tried = (name if number == 1 else f"{name} {number}" for number in count(1))
    return next(one for one in tried if one.casefold() not in taken)


def _part(name: str) -> str:
    # A slash would divide the path.
    return name.replace("/", "-")[:LONGEST_NAME].strip()


def _employee(person: Reporting, led: Mapping[str, Path]) -> Employee:
    team = led.get(person.email) or led[person.manager or ""]
    position = Position.LEADER if person.email in led else Position.REP
    place_of_work = (person.time_zone, person.language, person.country)
    return Employee(person.email, person.name, team, position, *place_of_work, person.target)


def _downwards(first: str, reports: Reports) -> Iterator[str]:
    """Everybody who leads, each after their own manager."""
    waiting = [first]
    for leader in waiting:
        yield leader
        waiting += [one.email for one in reports[leader] if one.email in reports]
