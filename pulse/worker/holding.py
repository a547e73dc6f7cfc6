"""Holding a name: of all processes of an installation one holds it, until it lets go or ends, even by kill -9.

So that the next one goes on at once, without waiting for a lease to run out, and nothing has to be written to show
that a process lives. In PostgreSQL a name is lost with its connection, in a file only with the process.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, PendingRollbackError

from pulse.database import Database

# The server lets go of what a vanished machine held after some 20 seconds, and of nothing that lives.
KEPT_WHILE_ALIVE = (
    "SET LOCAL tcp_keepalives_idle = 10",
    "SET LOCAL tcp_keepalives_interval = 5",
    "SET LOCAL tcp_keepalives_count = 2",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
)

BROKEN = (DBAPIError, PendingRollbackError)

StillHeld = Callable[[], bool]


@contextmanager
def held(office: Database, name: str) -> Iterator[StillHeld | None]:
    """Hold a name and give it back at the end; None if another process, or another thread, holds it."""
    with _file(office, name) if office.embedded else _lock(office, name) as still:
        yield still


def file_of(office: Database, name: str) -> Path:
    """The file whose lock is a name, beside an embedded office."""
    return Path(f"{office.engine.url.database}.{name}.turn")


@contextmanager
def _file(office: Database, name: str) -> Iterator[StillHeld | None]:
    with file_of(office, name).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield lambda: True


@contextmanager
def _lock(office: Database, name: str) -> Iterator[StillHeld | None]:
    with office.engine.connect() as connection:
        for setting in KEPT_WHILE_ALIVE:
            connection.exec_driver_sql(setting)
        # Without a parameter the server forgets the statement when it is done; with one it would keep the snapshot,
        # and with that hold up every vacuum and every new index for as long as the name is held.
        taken = connection.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock(hashtext('pulse {name}'))").scalar()
        try:
            yield partial(_answers, connection) if taken else None
        finally:
            _let_go(connection)


def _let_go(connection: sa.Connection) -> None:
    # A connection that broke has let go already.
    with suppress(*BROKEN):
        connection.rollback()


def _answers(connection: sa.Connection) -> bool:
    try:
        connection.exec_driver_sql("SELECT 1")
    except BROKEN:
        return False
    return True
