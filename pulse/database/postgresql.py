"""PostgreSQL: how an engine and its connections are prepared."""

from typing import Any

BUSY_SECONDS = 20
CONNECTING: dict[str, Any] = {
    "connect_timeout": 10,
    # Unprepared, a statement locks only the partition of its own wave, and poolers such as PgBouncer keep working.
    "prepare_threshold": None,
}


def prepare(connection: Any, record: object) -> None:
    """Let whoever waits for a lock give up after a while, as in SQLite, rather than wait for a process that hangs."""
    connection.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    connection.commit()
