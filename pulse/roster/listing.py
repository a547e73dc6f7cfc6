"""Reading a CSV file of named columns: pure; the separator is found, and every fault is named with its line."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO, TextIOWrapper
from typing import Any

from pulse.errors import Refusal
from pulse.roster.columns import Unacceptable, quoted

SEPARATORS = (",", ";")
MOST_NAMED = 12
"""How many unknown columns a refusal lists: a file of another kind may have thousands."""

REPEATING = 4_096
"""So many different cells of a column are remembered: teams and zones repeat, addresses never do."""

Rules = Mapping[str, Callable[[str], Any]]
"""What each column may hold: from text to value. A rule raises Unacceptable."""


@dataclass(frozen=True)
class Problem:
    """What is wrong in a line of the file; lines count from 1."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}."


class BadFile(Refusal):
    """A file with faults, all of them; nothing of it is imported."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__("\n".join([f"Nothing was imported: the file has {count}.", *map(str, self.problems)]))


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line it begins in, the values of its good cells by column, and what is wrong with the others."""

    line: int
    values: Mapping[str, Any]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Listing:
    """A file's records, in its order and to be read once; or, where the whole cannot be read, why not.

    `line` is that of the header.
    """

    line: int = 1
    rows: Iterator[Row] = field(default_factory=lambda: iter(()))
    problems: tuple[Problem, ...] = ()


def read_listing(source: bytes, rules: Rules, optional: frozenset[str]) -> Listing:
    """Read a file whose first line names these columns, in any order; the optional ones may be missing.

    UTF-8 with or without a byte order mark, separated by commas or semicolons.
    """
    try:
        source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Listing(problems=(_not_text(source, error.start),))
    records = _records(source, rules)
    header = next(records, None)
    if header is None:
        return Listing(problems=(Problem(1, "the file is empty"),))
    if problems := [Problem(header.line, reason) for reason in _faults(header, rules, optional)]:
        return Listing(header.line, problems=tuple(problems))
    # Most cells of a long file repeat: teams, zones, periods.
    names, judged = _names(header.cells), {name: lru_cache(REPEATING)(rule) for name, rule in rules.items()}
    return Listing(header.line, (_read(names, record, judged) for record in records))


def named(source: bytes) -> frozenset[str]:
    """The columns that the first line of a file names, in small letters; whatever it is, this takes it."""
    header = _first_line(source)
    return frozenset(name for separator in SEPARATORS for name in _names(header.split(separator)))


@dataclass(frozen=True, slots=True)
class _Record:
    line: int
    cells: list[str]
    fault: str | None = None


def _not_text(source: bytes, start: int) -> Problem:
    line = source.count(b"\n", 0, start) + 1
    return Problem(line, "the file is not UTF-8 text; in a spreadsheet, choose the format CSV UTF-8")


def _records(source: bytes, rules: Rules) -> Iterator[_Record]:
    """The records that hold anything, each with the line it begins in; the header decides on the separator."""
    reader = csv.reader(_lines(source), delimiter=_separator(source, rules), strict=True)
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


def _lines(source: bytes) -> TextIOWrapper:
    """The lines of a file, read as they are asked for: a long one is never in memory a second time."""
    return TextIOWrapper(BytesIO(source), "utf-8-sig", errors="replace", newline="")


def _first_line(source: bytes) -> str:
    return next((line for line in _lines(source) if line.strip()), "")


def _separator(source: bytes, rules: Rules) -> str:
    header = _first_line(source)
    return max(SEPARATORS, key=lambda separator: len(rules.keys() & set(_names(header.split(separator)))))


def _names(cells: Iterable[str]) -> list[str]:
    return [cell.strip().strip('"').strip().lower() for cell in cells]


def _faults(header: _Record, rules: Rules, optional: frozenset[str]) -> Iterator[str]:
    found = _names(header.cells)
    if header.fault:
        yield header.fault
    if missing := [name for name in rules if name not in found and name not in optional]:
        yield f"the first line must name the columns; missing: {', '.join(missing)}"
    if unknown := [name for name in found if name not in rules]:
        yield f"Pulse keeps no column {', '.join(map(quoted, unknown[:MOST_NAMED]))}; remove it from the file"
    if twice := sorted(name for name, times in Counter(found).items() if name in rules and times > 1):
        yield f"a column is named twice: {', '.join(twice)}"


def _read(names: Sequence[str], record: _Record, rules: Rules) -> Row:
    if record.fault:
        return Row(record.line, {}, (record.fault,))
    if len(record.cells) != len(names):
        found, wanted = len(record.cells), len(names)
        return Row(record.line, {}, (f"the line has {found} columns where the first line has {wanted}",))
    values: dict[str, Any] = {}
    reasons = []
    for name, cell in zip(names, record.cells, strict=True):
        try:
            values[name] = rules[name](cell)
        except Unacceptable as error:
            reasons.append(str(error))
    return Row(record.line, values, tuple(reasons))
