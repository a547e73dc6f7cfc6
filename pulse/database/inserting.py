"""Inserting any number of rows, of which only some are in memory at a time."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import insert
from sqlalchemy.orm import DeclarativeBase, Session

AT_A_TIME = 1_000

Row = TypeVar("Row")


def portions(rows: Iterable[Row], at_a_time: int = AT_A_TIME) -> Iterator[list[Row]]:
    """The rows in lists of so many, the last of fewer."""
    rest = iter(rows)
    while some := list(islice(rest, at_a_time)):
        yield some


def insert_all(session: Session, table: type[DeclarativeBase], rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert every row, in this order; return how many there were."""
    number = 0
    for some in portions(rows):
        session.connection().execute(insert(table), some)
        number += len(some)
    return number
