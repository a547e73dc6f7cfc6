"""What an import would change: pure comparison of a roster file with the roster as it stands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pulse.roster.columns import key_of
from pulse.roster.importing import Employee, Roster


@dataclass(frozen=True)
class Standing:
    """The roster as it stands: who is present, by address, who has left, and the path of every unit by its place."""

    employees: Mapping[str, Employee]
    former: frozenset[str]
    teams: Mapping[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One person before and after an import."""

    before: Employee
    after: Employee


@dataclass(frozen=True)
class Changes:
    """What an import changes. A move is another unit or position; a correction is anything else about a person."""

    present: int
    """How many people there are before it."""
    joiners: tuple[Employee, ...]
    returners: tuple[Employee, ...]
    leavers: tuple[Employee, ...]
    moves: tuple[Difference, ...]
    corrections: tuple[Difference, ...]
    new_teams: tuple[tuple[str, ...], ...]
    """Every unit after the one above it."""
    renamed_teams: tuple[tuple[tuple[str, ...], str], ...]
    """A unit's path as it stands, and its new name."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many of each kind, in the order of reading."""
        return {
            "joiners": len(self.joiners),
            "returners": len(self.returners),
            "leavers": len(self.leavers),
            "moves": len(self.moves),
            "corrections": len(self.corrections),
            "new teams": len(self.new_teams),
            "renamed teams": len(self.renamed_teams),
        }

    @property
    def shifts_people(self) -> bool:
        """Whether anybody comes, goes or is somewhere else afterwards; other corrections decide no cell."""
        return any((self.joiners, self.returners, self.leavers, self.moves, self.new_teams))

    @property
    def renames_people(self) -> bool:
        """Whether anybody is called otherwise afterwards: comments are published without the names of the roster."""
        return any(one.before.name != one.after.name for one in self.corrections)

    @property
    def removes_most(self) -> bool:
        """Whether more than half of the people would leave, as with a file cut short."""
        return len(self.leavers) * 2 > self.present

    @property
    def summary(self) -> str:
        """The counts in a line, without a name."""
        return ", ".join(f"{count} {what}" for what, count in self.counts.items())


def compare(standing: Standing, roster: Roster) -> Changes:
    """Say what importing this whole roster would change."""
    listed = {employee.email for employee in roster.employees}
    arrivals = [employee for employee in roster.employees if employee.email not in standing.employees]
    stays = [
        Difference(standing.employees[employee.email], employee)
        for employee in roster.employees
        if employee.email in standing.employees
    ]
    return Changes(
        present=len(standing.employees),
        joiners=tuple(employee for employee in arrivals if employee.email not in standing.former),
        returners=tuple(employee for employee in arrivals if employee.email in standing.former),
        leavers=tuple(employee for email, employee in standing.employees.items() if email not in listed),
        moves=tuple(stay for stay in stays if _moved(stay)),
        corrections=tuple(stay for stay in stays if _corrected(stay)),
        new_teams=tuple(path for path in units_of(roster) if place(path) not in standing.teams),
        renamed_teams=tuple(_renamed(standing, roster)),
    )


def describe(changes: Changes) -> Iterator[str]:
    """Every change in a line of its own, then the counts."""
    for path in changes.new_teams:
        yield f"new team  {_written(path)}"
    for path, name in changes.renamed_teams:
        yield f"renamed   {_written(path)} is now called {name}"
    for employee in changes.joiners:
        yield f"joins     {_person(employee)}: {_post(employee)}"
    for employee in changes.returners:
        yield f"returns   {_person(employee)}: {_post(employee)}"
    for employee in changes.leavers:
        yield f"leaves    {_person(employee)}: {_post(employee)}"
    for move in changes.moves:
        yield f"moves     {_person(move.after)}: {_post(move.before)} -> {_post(move.after)}"
    for correction in changes.corrections:
        yield f"corrects  {_person(correction.after)}: {_fields(correction)}"
    yield f"In all: {changes.summary}."


def units_of(roster: Roster) -> Iterator[tuple[str, ...]]:
    """The path of every unit of the roster once, parents first."""
    yield from _units(roster.employees)


def emptied_teams(standing: Standing, roster: Roster) -> tuple[tuple[str, ...], ...]:
    """The path of every unit that has somebody in or below it now and would have nobody."""
    kept = {place(path) for path in units_of(roster)}
    return tuple(path for path in _units(standing.employees.values()) if place(path) not in kept)


def place(path: tuple[str, ...]) -> tuple[str, ...]:
    """Where a unit is in the tree: its path below the root, however capitalised. There is one root, by any name."""
    return key_of(path[1:])


def _units(employees: Iterable[Employee]) -> Iterator[tuple[str, ...]]:
    paths = dict.fromkeys(employee.team[:depth] for employee in employees for depth in range(1, len(employee.team) + 1))
    yield from sorted(paths, key=len)


def _moved(stay: Difference) -> bool:
    return (place(stay.before.team), stay.before.position) != (place(stay.after.team), stay.after.position)


def _corrected(stay: Difference) -> bool:
    return replace(stay.before, team=stay.after.team, position=stay.after.position) != stay.after


def _renamed(standing: Standing, roster: Roster) -> Iterator[tuple[tuple[str, ...], str]]:
    for path in units_of(roster):
        old = standing.teams.get(place(path))
        if old and old[-1] != path[-1]:
            yield old, path[-1]


def _written(path: tuple[str, ...]) -> str:
    return " / ".join(path)


def _person(employee: Employee) -> str:
    return f"{employee.name} <{employee.email}>"


def _post(employee: Employee) -> str:
    return f"{employee.position} of {_written(employee.team)}"


def _fields(correction: Difference) -> str:
    before, after = correction.before, correction.after
    different = [
        what
        for what in ("name", "time_zone", "language", "country", "target")
        if getattr(before, what) != getattr(after, what)
    ]
    return ", ".join(different).replace("_", " ")
