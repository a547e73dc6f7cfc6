"""The two databases: the office, where people and publications are, and the box, where sealed ballots are.

Both run on SQLite or PostgreSQL, chosen by their URLs. They share no foreign key and no row id.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from pulse.settings import Settings

NAMES = {
    "ix": "%(table_name)s_%(column_0_N_name)s_index",
    "uq": "%(table_name)s_%(column_0_N_name)s_unique",
    "ck": "%(constraint_name)s",
    "fk": "%(table_name)s_%(column_0_N_name)s_refers",
    "pk": "%(table_name)s_key",
}
MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 20


class Office(DeclarativeBase):
    """Tables of people, teams, accounts, programmes, mails, publications, actions and the audit log."""

    metadata = sa.MetaData(naming_convention=NAMES)
    __table_args__: Any = {"sqlite_strict": True}


class Box(DeclarativeBase):
    """Tables of wave contracts, invitations and sealed ballots; none holds a person or a time of answering."""

    metadata = sa.MetaData(naming_convention=NAMES)
    __table_args__: Any = {"sqlite_strict": True, "sqlite_with_rowid": False}


class Role(Enum):
    """Which process asks; the web may put ballots into the box and never read them."""

    WEB = "web"
    WORKER = "worker"


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; text in SQLite (sortable, with microseconds), `timestamptz` in PostgreSQL."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("An instant needs a time zone.")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


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


@dataclass(frozen=True)
class Database:
    """One database and its two ways of use."""

    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent read; nothing is kept."""
        with Session(self.engine.execution_options(begins="BEGIN")) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back by an error."""
        with Session(self.engine) as session, session.begin():
            yield session

    @property
    def embedded(self) -> bool:
        """Whether this is a SQLite file."""
        return self.engine.dialect.name == "sqlite"


@dataclass(frozen=True)
class Databases:
    """The two databases as one process sees them."""

    office: Database
    box: Database

    def dispose(self) -> None:
        self.office.engine.dispose()
        self.box.engine.dispose()


def open_databases(settings: Settings, role: Role) -> Databases:
    """Open both databases for a process of this role; nothing is created or changed."""
    return Databases(
        office=Database(_connect(settings.office_url, _prepare_office)),
        box=Database(_connect(settings.box_url, _prepare_web_box if role is Role.WEB else _prepare_box)),
    )


def migrate(database: Database, name: str) -> None:
    """Bring the schema of `name`, "office" or "box", to this version; safe from several processes at once."""
    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS / name))
    with database.engine.begin() as connection:
        if not database.embedded:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"pulse {name}"})
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "head")


class Schema(Enum):
    """How the tables of a database compare with those this version needs."""

    MISSING = "missing"
    OTHER = "other"
    """Of another version; `migrate` brings older ones up to date."""
    CURRENT = "current"


def schema(database: Database, name: str) -> Schema:
    """Compare the tables of `name`, "office" or "box", with this version's; nothing is changed."""
    newest = ScriptDirectory(str(MIGRATIONS / name)).get_current_head()
    with database.reading() as session:
        found = MigrationContext.configure(session.connection()).get_current_revision()
    if found is None:
        return Schema.MISSING
    return Schema.CURRENT if found == newest else Schema.OTHER


def _connect(url: str, prepare: Any) -> Engine:
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return sa.create_engine(address, pool_pre_ping=True)
    _make_directory(address)
    engine = sa.create_engine(address, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _make_directory(address: URL) -> None:
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)


def _begin(connection: Connection) -> None:
    # A deferred transaction that turns to writing fails at once when another writes; an immediate one waits its turn.
    connection.exec_driver_sql(connection.get_execution_options().get("begins", "BEGIN IMMEDIATE"))


def _prepare_office(connection: sqlite3.Connection, record: object) -> None:
    _prepare(connection, "PRAGMA journal_mode=WAL")


def _prepare_box(connection: sqlite3.Connection, record: object) -> None:
    # A write-ahead log keeps the order of arrival and rows believed deleted; a truncated journal keeps neither.
    _prepare(connection, "PRAGMA journal_mode=TRUNCATE")


def _prepare_web_box(connection: sqlite3.Connection, record: object) -> None:
    _prepare_box(connection, record)
    connection.set_authorizer(_web_may)


def _prepare(connection: sqlite3.Connection, journal: str) -> None:
    connection.isolation_level = None
    for pragma in (journal, "PRAGMA synchronous=FULL", "PRAGMA secure_delete=ON", "PRAGMA foreign_keys=ON"):
        connection.execute(pragma)
    connection.execute("PRAGMA trusted_schema=OFF")


FORBIDDEN_TO_WEB = {
    sqlite3.SQLITE_READ: {"ballot"},
    sqlite3.SQLITE_UPDATE: {"ballot", "contract"},
    sqlite3.SQLITE_DELETE: {"ballot", "contract", "invitation"},
    sqlite3.SQLITE_INSERT: {"contract", "invitation"},
    sqlite3.SQLITE_DROP_TABLE: {"ballot", "contract", "invitation"},
}


def _web_may(action: int, first: str | None, second: str | None, schema: str | None, source: str | None) -> int:
    if first in FORBIDDEN_TO_WEB.get(action, ()) or action == sqlite3.SQLITE_ATTACH:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
