"""Reading a roster file that names managers instead of teams: pure; it becomes a file of team paths at the door.

Whatever waits, is looked at and is approved is that file of paths: a second person approves exactly what will be
imported, whatever the roster has become in between.
"""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from pulse.roster.changes import Standing
from pulse.roster.columns import OPTIONAL, RULES, address
from pulse.roster.importing import BadRoster, Roster, read_roster
from pulse.roster.importing_reports import faults
from pulse.roster.importing_teams import Reporting, derive
from pulse.roster.listing import Listing, Problem, Row, named, read_listing
from pulse.roster.together import Together

MANAGER = "manager_email"
TOLD_BY_PATHS = frozenset({"team", "role"})


def manager(text: str) -> str | None:
    """The address of somebody's manager; nobody's where the cell is empty."""
    return address(text) if text.strip() else None


MANAGER_RULES = {name: rule for name, rule in RULES.items() if name not in TOLD_BY_PATHS} | {MANAGER: manager}
COLUMNS = tuple(RULES)


def in_paths(source: bytes, standing: Standing, top: str, allowed_domains: tuple[str, ...]) -> bytes:
    """A roster file as a file of team paths; one that is already is returned as it is.

    A column manager_email stands for the columns team and role: whoever is somebody's manager leads a team, and
    everybody is in the team of their manager. `top` is what the uppermost team is called if there is none yet.
    Raises BadRoster.
    """
    columns = named(source)
    if MANAGER not in columns:
        return source
    if both := sorted(columns & TOLD_BY_PATHS):
        told = f"the file names both {MANAGER} and {' and '.join(both)}; managers already say who leads what"
        raise BadRoster([Problem(1, f"{told}, so remove one or the other")])
    return written(_derived(read_listing(source, MANAGER_RULES, OPTIONAL), standing, top, allowed_domains))


def read_any(source: bytes, standing: Standing, top: str, allowed_domains: tuple[str, ...]) -> tuple[bytes, Roster]:
    """A roster file of either kind as a file of team paths, and what it says. Raises BadRoster."""
    file = in_paths(source, standing, top, allowed_domains)
    return file, read_roster(file, allowed_domains)


def written(roster: Roster) -> bytes:
    """A roster as a file of team paths; the same roster is written the same."""
    file = StringIO()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(COLUMNS)
    for one in sorted(roster.employees, key=lambda employee: employee.email):
        place = (one.time_zone, one.language, one.country, _amount(one.target))
        rows.writerow((one.email, one.name, " / ".join(one.team), one.position, *place))
    return file.getvalue().encode()


def _amount(target: float | None) -> str:
    return "" if target is None else f"{target:.2f}".removesuffix(".00")


def _derived(listing: Listing, standing: Standing, top: str, allowed_domains: tuple[str, ...]) -> Roster:
    if listing.problems:
        raise BadRoster(listing.problems)
    rows = tuple(listing.rows)
    if not rows:
        raise BadRoster([Problem(listing.line, "the file lists nobody")])
    if problems := _problems(rows, tuple(domain.lower() for domain in allowed_domains)):
        raise BadRoster(problems)
    return derive([_reporting(row.values) for row in rows], standing, top)


def _problems(rows: Sequence[Row], domains: tuple[str, ...]) -> list[Problem]:
    together = Together(domains)
    problems = [
        Problem(row.line, reason) for row in rows for reason in (*row.reasons, *together.reasons(row.line, row.values))
    ]
    # Who reports to whom is judged by all lines that say so; what is wrong with the others is named beside it.
    lines: dict[str, int] = {}
    for row in rows:
        if "email" in row.values:
            lines.setdefault(row.values["email"], row.line)
    reports = {row.values["email"]: row.values[MANAGER] for row in rows if {"email", MANAGER} <= row.values.keys()}
    return problems + [Problem(lines[email], reason) for email, reason in faults(reports, lines.keys())]


def _reporting(values: Mapping[str, Any]) -> Reporting:
    return Reporting(manager=values[MANAGER], **{name: value for name, value in values.items() if name != MANAGER})
