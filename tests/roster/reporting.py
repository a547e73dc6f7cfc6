"""Roster files that name managers, and the teams Pulse works out from them."""

from collections.abc import Mapping

from pulse.roster.changes import Standing, compare, place
from pulse.roster.importing import Employee, Roster, read_roster
from pulse.roster.importing_managers import in_paths
from pulse.roster.importing_teams import Path

HEADER = "email,name,manager_email,time_zone,language,country"
NOBODY = Standing({}, frozenset(), {})


def file(reports: Mapping[str, str], header: str = HEADER) -> bytes:
    """A file of everybody's manager; a person `ann` is called Ann and written to at ann@acme.example."""
    lines = [",".join([at(who), called(who), at(above), "Europe/Berlin", "de", "DE"]) for who, above in reports.items()]
    return "\n".join([header, *lines, ""]).encode()


def at(who: str) -> str:
    """The address of a person."""
    return f"{who}@acme.example" if who else ""


def called(who: str) -> str:
    """The name of a person; a number makes them another one of the same name."""
    return who.rstrip("0123456789").capitalize()


def derived(reports: Mapping[str, str], standing: Standing = NOBODY) -> Roster:
    """The roster that comes of these reports."""
    return read_roster(in_paths(file(reports), standing, "Acme", ()), ())


def imported(roster: Roster, before: Standing = NOBODY) -> Standing:
    """How the roster stands once this one is imported."""
    units: dict[Path, Path] = dict(before.teams) | {place(path): path for path in compare(before, roster).new_teams}
    return Standing({one.email: one for one in roster.employees}, frozenset(), units)


def teams(roster: Roster) -> Mapping[str, str]:
    """Where everybody is, a leader where they lead."""
    return {one.email.partition("@")[0]: _post(one) for one in roster.employees}


def _post(one: Employee) -> str:
    return f"{one.position} of {' / '.join(one.team)}"
