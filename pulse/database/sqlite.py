"""SQLite files: how a connection is prepared, and what the web process is denied."""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from pulse.errors import Refusal

CONNECTING: dict[str, Any] = {"timeout": 20, "check_same_thread": False}


class Moved(Refusal):
    """The databases were copied elsewhere, and what is written here now would be lost."""

    status = 503

    def __init__(self, marker: Path) -> None:
        super().__init__(
            f"Pulse has moved to another database; this copy is not used any more. {marker.name}, beside it, says more."
        )


def moved_marker(database: str) -> Path:
    """The file that keeps every process from this database, running or not; it says why and what to do."""
    return Path(f"{database}.moved")


def make_directory(address: URL) -> None:
    """Make the directory of a database file, if it is missing; nobody outside of its group may open it."""
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(mode=0o770, parents=True, exist_ok=True)


def require_in_use(database: str) -> None:
    """Raise Moved if this database was copied elsewhere."""
    marker = moved_marker(database)
    if marker.exists():
        raise Moved(marker)


@contextmanager
def in_line(database: str) -> Iterator[None]:
    """Wait in line with every thread and process of this machine that answers; the line is a lock on the directory.

    SQLite alone lets whoever tries at the right moment write next, and sleeps in between. Closing the directory, and
    be it by a crash, lets the next one in. Raises OperationalError for whoever waited as long as SQLite would: the
    one in front waits for somebody outside of the line, and all behind would wait as long again, one by one.
    """
    began = time.monotonic()
    directory = _locked(Path(database).parent)
    try:
        if time.monotonic() - began > CONNECTING["timeout"]:
            raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))
        yield
    finally:
        if directory is not None:
            os.close(directory)


def _locked(place: Path) -> int | None:
    """A directory that is open and locked; None where that cannot be: nothing is wrong without the line but slower."""
    try:
        directory = os.open(place, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(directory, fcntl.LOCK_EX)
    except OSError:
        os.close(directory)
        return None
    return directory


def prepare_office(connection: sqlite3.Connection, record: object) -> None:
    """Prepare a connection to the office."""
    _prepare(connection, "PRAGMA journal_mode=WAL")


def prepare_box(connection: sqlite3.Connection, record: object) -> None:
    """Prepare the worker's connection to the box."""
    # A write-ahead log keeps the order of arrival and rows believed deleted; a truncated journal keeps neither.
    _prepare(connection, "PRAGMA journal_mode=TRUNCATE")


def prepare_web_box(connection: sqlite3.Connection, record: object) -> None:
    """Prepare the web's connection to the box, which puts ballots in and never looks at them."""
    prepare_box(connection, record)
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
