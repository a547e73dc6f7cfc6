"""Reading a roster file: pure; either the whole roster is good, or every bad line is named."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from pulse.errors import Refusal
from pulse.roster.columns import OPTIONAL, RULES, Unacceptable, quoted
from pulse.roster.models import Position
from pulse.roster.together import Together

SEPARATORS = (",", ";")


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Problem:
    """What is wrong in a line of the file; lines count from 1."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}."


class BadRoster(Refusal):
    """A roster file with faults, all of them; nothing of it is imported."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__("\n".join([f"Nothing was imported: the file has {count}.", *map(str, self.problems)]))


def read_roster(source: bytes, allowed_domains: tuple[str, ...]) -> Roster:
    """Read a file of columns email, name, team, role, time_zone, language, country and, optionally, target.

    UTF-8 with or without a byte order mark, separated by commas or semicolons, columns in any order. No allowed
    domains mean that every domain is allowed. Raises BadRoster.
    """
    records = _records(_decode(source))
    columns, rows = next(records, None), list(records)
    if columns is None:
        raise BadRoster([Problem(1, "the file is empty")])
    _check_columns(columns)
    if not rows:
        raise BadRoster([Problem(columns.line, "the file lists nobody")])
    return _judge(columns, rows, tuple(domain.lower() for domain in allowed_domains))


@dataclass(frozen=True)
class _Record:
    line: int
    cells: list[str]
    fault: str | None = None


def _decode(source: bytes) -> str:
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise BadRoster(
            [Problem(line, "the file is not UTF-8 text; in a spreadsheet, choose the format CSV UTF-8")]
        ) from None


def _records(text: str) -> Iterator[_Record]:
    """The records that hold anything, each with the line it begins in; the header decides on the separator."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _Record(line, [], f"the line cannot be read: {error}")
            continue
        if any(cell.strip() for cell in cells):
            yield _Record(line, cells)


def _separator(text: str) -> str:
    header = next((line for line in StringIO(text) if line.strip()), "")
    return max(SEPARATORS, key=lambda separator: len(RULES.keys() & set(_names(header.split(separator)))))


def _names(cells: Iterable[str]) -> list[str]:
    return [cell.strip().strip('"').strip().lower() for cell in cells]


def _check_columns(header: _Record) -> None:
    found = _names(header.cells)
    reasons = [header.fault] if header.fault else []
    if missing := [name for name in RULES if name not in found and name not in OPTIONAL]:
        reasons.append(f"the first line must name the columns; missing: {', '.join(missing)}")
    if unknown := [name for name in found if name not in RULES]:
        reasons.append(f"Pulse keeps no column {', '.join(map(quoted, unknown))}; remove it from the file")
    if twice := sorted({name for name in found if name in RULES and found.count(name) > 1}):
        reasons.append(f"a column is named twice: {', '.join(twice)}")
    if reasons:
        raise BadRoster([Problem(header.line, reason) for reason in reasons])


def _judge(header: _Record, rows: Sequence[_Record], domains: tuple[str, ...]) -> Roster:
    names, together = _names(header.cells), Together(domains)
    employees: list[Employee] = []
    problems: list[Problem] = []
    for row in rows:
        values, reasons = _read(names, row)
        reasons += together.reasons(row.line, values)
        problems += [Problem(row.line, reason) for reason in reasons]
        if not problems:
            employees.append(Employee(position=values.pop("role"), **values))
    if problems:
        raise BadRoster(problems)
    return Roster(tuple(employees))


def _read(names: Sequence[str], row: _Record) -> tuple[dict[str, Any], list[str]]:
    """The cells that are good, by column, and what is wrong with the others."""
    if row.fault:
        return {}, [row.fault]
    if len(row.cells) != len(names):
        return {}, [f"the line has {len(row.cells)} columns where the first line has {len(names)}"]
    values: dict[str, Any] = {}
    reasons = []
    for name, cell in zip(names, row.cells, strict=True):
        try:
            values[name] = RULES[name](cell)
        except Unacceptable as error:
            reasons.append(str(error))
    return values, reasons
