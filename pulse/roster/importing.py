"""Reading a roster file: pure; either the whole roster is good, or every bad line is named."""

from dataclasses import dataclass

from pulse.roster.columns import OPTIONAL, RULES
from pulse.roster.listing import BadFile, Listing, Problem, read_listing
from pulse.roster.models import Position
from pulse.roster.together import Together


@dataclass(frozen=True, slots=True)
class Employee:
    """What a roster says of one person; `team` is the path from the top, a leader's the unit led."""

    email: str
    name: str
    team: tuple[str, ...]
    position: Position
    time_zone: str
    language: str
    country: str
    target: float | None = None


@dataclass(frozen=True)
class Roster:
    """A whole and faultless roster, in the order of its file."""

    employees: tuple[Employee, ...]


class BadRoster(BadFile):
    """A roster file with faults, all of them; nothing of it is imported."""


def read_roster(source: bytes, allowed_domains: tuple[str, ...]) -> Roster:
    """Read a file of columns email, name, team, role, time_zone, language, country and, optionally, target.

    UTF-8 with or without a byte order mark, separated by commas or semicolons, columns in any order. No allowed
    domains mean that every domain is allowed. Raises BadRoster.
    """
    listing = read_listing(source, RULES, OPTIONAL)
    if listing.problems:
        raise BadRoster(listing.problems)
    return _judge(listing, tuple(domain.lower() for domain in allowed_domains))


def _judge(listing: Listing, domains: tuple[str, ...]) -> Roster:
    together = Together(domains)
    employees: list[Employee] = []
    problems: list[Problem] = []
    for row in listing.rows:
        reasons = [*row.reasons, *together.reasons(row.line, row.values)]
        problems += [Problem(row.line, reason) for reason in reasons]
        if not problems:
            values = dict(row.values)
            employees.append(Employee(position=values.pop("role"), **values))
    if not (employees or problems):
        problems.append(Problem(listing.line, "the file lists nobody"))
    if problems:
        raise BadRoster(problems)
    return Roster(tuple(employees))
