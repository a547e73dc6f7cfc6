"""Inserting any number of rows, of which only some are in memory at a time."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import DeclarativeBase, Session

AT_A_TIME = 1_000


def insert_all(session: Session, table: type[DeclarativeBase], rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert every row, in this order; return how many there were."""
    rest, number = iter(rows), 0
    while some := list(islice(rest, AT_A_TIME)):
        session.connection().execute(insert(table), some)
        number += len(some)
    return number
