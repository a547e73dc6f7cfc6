"""PostgreSQL: how an engine and its connections are prepared."""

from select import POLLIN, poll
from time import monotonic
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

BUSY_SECONDS = 20
TRUSTED_SECONDS = 1.0
"""So long after its use a connection is taken to be alive, if the server has not said anything since."""
USED = "used"
CONNECTING: dict[str, Any] = {
    "connect_timeout": 10,
    # Unprepared, a statement locks only the partition of its own wave, and poolers such as PgBouncer keep working.
    "prepare_threshold": None,
    # Transactions begin where we say so, and not in a statement that the driver sends by itself.
    "autocommit": True,
}


def prepare(connection: Any, record: object) -> None:
    """Let whoever waits for a lock give up after a while, as in SQLite, rather than wait for a process that hangs."""
    connection.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")


def watch(engine: Engine) -> None:
    """Ask a connection whether it is alive before it is used, unless that is as good as certain."""

    def note(connection: Any, record: Any) -> None:
        record.info[USED] = monotonic()

    def ask(connection: Any, record: Any, _: object) -> None:
        if monotonic() - record.info.get(USED, 0.0) < TRUSTED_SECONDS and not _was_spoken_to(connection):
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error:
            raise InvalidatePoolError from None

    event.listen(engine, "checkin", note)
    event.listen(engine, "checkout", ask)


def _was_spoken_to(connection: Any) -> bool:
    """Whether something arrived that nobody asked for: a server that goes away says so, or hangs up."""
    arrived = poll()
    arrived.register(connection.pgconn.socket, POLLIN)
    return bool(arrived.poll(0))
