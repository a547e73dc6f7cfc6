"""Inserting any number of rows, of which only some are in memory at a time, and letting the database look at them."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import insert, text
from sqlalchemy.orm import DeclarativeBase, Session

from pulse.database.engines import dialect
from pulse.database.tables import Office

AT_A_TIME = 1_000

Row = TypeVar("Row")


def portions(rows: Iterable[Row], at_a_time: int = AT_A_TIME) -> Iterator[list[Row]]:
    """The rows in lists of so many, the last of fewer."""
    rest = iter(rows)
    while some := list(islice(rest, at_a_time)):
        yield some


def insert_all(session: Session, table: type[DeclarativeBase], rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert every row, in this order, and let the database look at the office's; return how many there were."""
    number = 0
    for some in portions(rows):
        session.connection().execute(insert(table), some)
        number += len(some)
    if issubclass(table, Office):
        analyze(session, table.__tablename__)
    return number


def analyze(session: Session, *tables: str) -> None:
    """Let PostgreSQL look at what these tables hold; SQLite plans well without.

    By itself it looks within a minute, and plans for tables of a few rows until then, which takes thousands of times
    as long. Not for the box: what was looked at stays in the statistics when the rows are gone.
    """
    if dialect(session) == "postgresql":
        session.execute(text(f"ANALYZE {', '.join(tables)}"))
