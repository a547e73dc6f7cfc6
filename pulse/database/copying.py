"""Copying every row of a database into another one, of either engine, in portions; and telling whether all arrived."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy import RowMapping, Select, Table
from sqlalchemy.orm import Session

from pulse.database.engines import dialect
from pulse.database.inserting import analyze
from pulse.database.partitions import make_room
from pulse.errors import Refusal

MANY_ROWS = 10_000
SHORT_ROWS, LONG_ROWS = 1_000, 5
"""How many rows are in memory at a time: where there are few, such as publications, each may be long."""
MODULUS = 2**256
SQLITE_TABLES = sa.text(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
)
POSTGRESQL_TABLES = sa.text(
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')"
    " AND NOT relispartition"
)
VERSION = "alembic_version"

Tables = Sequence[Table]
"""In the order in which they refer to each other."""
Progress = Callable[[str, int, int], None]
"""Hears of a table how many rows of how many are copied."""


class TableUnknown(Refusal):
    """A database holds a table that would be left behind."""

    def __init__(self, names: set[str]) -> None:
        super().__init__(f"Nobody knows what these tables are for, so nothing was copied: {', '.join(sorted(names))}.")


@dataclass(frozen=True)
class Content:
    """What a table holds: how many rows, and a digest of them that does not depend on their order."""

    rows: int
    digest: int


def require_known(session: Session, tables: Collection[str]) -> None:
    """The database holds no other tables than these. Raises TableUnknown."""
    if unknown := set(session.scalars(_names(session))) - set(tables) - {VERSION}:
        raise TableUnknown(unknown)


def count_rows(session: Session, tables: Tables) -> Mapping[str, int]:
    """How many rows each table has."""
    return {table.name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables}


def contents(session: Session, tables: Tables) -> Mapping[str, Content]:
    """What each table holds, to compare two databases, of whichever engines."""
    return {table.name: _content(rows) for table, rows in _read(session, tables, count_rows(session, tables))}


def copy(source: Session, target: Session, tables: Tables, progress: Progress) -> None:
    """Copy all rows into empty tables, those first to which others refer, and let new rows count on from them."""
    counts = count_rows(source, tables)
    for wave in _waves(source, tables):
        make_room(target, wave)
    for table, rows in _read(source, tables, counts):
        done, of = 0, counts[table.name]
        while portion := [dict(row) for row in islice(rows, _portion(of))]:
            target.execute(sa.insert(table), portion)
            done += len(portion)
            progress(table.name, done, of)
    _count_on(target, tables)
    if looked_at := [table.name for table in tables if not _is_apart(table)]:
        analyze(target, *looked_at)


def clear(session: Session, tables: Tables) -> None:
    """Remove all rows of all these tables."""
    if dialect(session) == "postgresql":
        session.execute(sa.text(f"TRUNCATE {', '.join(table.name for table in tables)}"))
        return
    for table in reversed(tables):
        session.execute(sa.delete(table))


def _names(session: Session) -> sa.TextClause:
    return POSTGRESQL_TABLES if dialect(session) == "postgresql" else SQLITE_TABLES


def _read(session: Session, tables: Tables, counts: Mapping[str, int]) -> Iterator[tuple[Table, Iterator[RowMapping]]]:
    for table in tables:
        options = {"yield_per": _portion(counts[table.name])}
        yield table, iter(session.execute(_whole(table), execution_options=options).mappings())


def _portion(rows: int) -> int:
    return SHORT_ROWS if rows > MANY_ROWS else LONG_ROWS


def _content(rows: Iterator[RowMapping]) -> Content:
    number, digest = 0, 0
    for row in rows:
        number += 1
        digest += int.from_bytes(hashlib.sha256(repr(sorted(row.items())).encode()).digest(), "big")
    return Content(number, digest % MODULUS)


def _whole(table: Table) -> Select[Any]:
    """All rows of a table; where they refer to one another, such as teams, those first that others refer to."""
    within = next((key for key in table.foreign_keys if key.column.table is table), None)
    if within is None:
        return sa.select(table)
    one, above = within.column, within.parent
    level = sa.select(one.label("one"), sa.literal(0).label("depth")).where(above.is_(None)).cte(recursive=True)
    below = sa.select(one, level.c.depth + 1).join(level, above == level.c.one)
    level = level.union_all(below)
    return sa.select(table).join(level, one == level.c.one).order_by(level.c.depth)


def _waves(session: Session, tables: Tables) -> list[str]:
    """The waves of the box, which have rooms of their own in PostgreSQL; none in the office."""
    found = {
        wave for table in filter(_is_apart, tables) for wave in session.scalars(sa.select(table.c.wave).distinct())
    }
    return sorted(found)


def _is_apart(table: Table) -> bool:
    return bool(table.dialect_options["postgresql"]["partition_by"])


def _count_on(session: Session, tables: Tables) -> None:
    if dialect(session) != "postgresql":
        return
    for table in tables:
        column = table.autoincrement_column
        if column is not None:
            counter = sa.func.pg_get_serial_sequence(table.name, column.name)
            following = sa.func.coalesce(sa.func.max(column), 0) + 1
            session.execute(sa.select(sa.func.setval(counter, following, sa.false())).select_from(table))
