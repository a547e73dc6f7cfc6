"""What the tables of both databases have in common: naming, strictness, partitions, and instants in UTC."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "%(table_name)s_%(column_0_N_name)s_index",
    "uq": "%(table_name)s_%(column_0_N_name)s_unique",
    "ck": "%(constraint_name)s",
    "fk": "%(table_name)s_%(column_0_N_name)s_refers",
    "pk": "%(table_name)s_key",
}


class Office(DeclarativeBase):
    """Tables of people, teams, accounts, programmes, mails, publications, actions and the audit log."""

    metadata = sa.MetaData(naming_convention=NAMES)
    __table_args__: Any = {"sqlite_strict": True}


class Box(DeclarativeBase):
    """Tables of wave contracts, invitations and sealed ballots; none holds a person or a time of answering.

    In PostgreSQL every wave has a partition of its own in each of them: a partition can be emptied without leaving
    the old rows in its file, and without keeping the people of another wave waiting.
    """

    metadata = sa.MetaData(naming_convention=NAMES)
    __table_args__: Any = {
        "sqlite_strict": True,
        "sqlite_with_rowid": False,
        "postgresql_partition_by": "LIST (wave)",
    }


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; text in SQLite (sortable, with microseconds), `timestamptz` in PostgreSQL."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("An instant needs a time zone.")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite returns it without a zone, PostgreSQL in the zone of its session.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# STRICT tables accept only SQLite's own type names; the values are stored the same way.
@compiles(sa.DateTime, "sqlite")
@compiles(sa.Date, "sqlite")
@compiles(sa.JSON, "sqlite")
@compiles(sa.String, "sqlite")
def _stored_as_text(kind: sa.types.TypeEngine[Any], compiler: Any, **options: Any) -> str:
    return "TEXT"


@compiles(sa.Boolean, "sqlite")
def _stored_as_integer(kind: sa.types.TypeEngine[Any], compiler: Any, **options: Any) -> str:
    return "INTEGER"


@compiles(sa.Float, "sqlite")
def _stored_as_real(kind: sa.types.TypeEngine[Any], compiler: Any, **options: Any) -> str:
    return "REAL"
