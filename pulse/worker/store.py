"""Where the engine keeps its jobs: a file beside the office, or a schema of its own in the office's database.

It holds names of jobs and when they ran. All of it follows from the state of the waves, so losing the latest of it in
a power cut costs nothing but a second look, and nothing waits for the disk.
"""

import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import URL, Engine, event

from pulse.database import Database

SCHEMA = "jobs"
FILE = "jobs.sqlite"
BUSY_SECONDS = 20
POOL: dict[str, Any] = {"pool_size": 2, "max_overflow": 10, "hide_parameters": True}


def opened(office: Database) -> Engine:
    """Open the engine's store; a file is made if it is missing."""
    address = office.engine.url
    return _file(address) if office.embedded else _schema(address)


def _file(office: URL) -> Engine:
    place = Path(office.database or "").with_name(FILE)
    engine = sa.create_engine(office.set(database=str(place)), connect_args={"timeout": BUSY_SECONDS}, **POOL)
    event.listen(engine, "connect", _prepare_file)
    return engine


def _prepare_file(connection: sqlite3.Connection, record: object) -> None:
    # The engine's own statements count on this level: whoever begins to write waits for others first.
    connection.isolation_level = "IMMEDIATE"
    for pragma in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA foreign_keys=ON"):
        connection.execute(pragma)


def _schema(office: URL) -> Engine:
    # Unprepared, as everywhere: poolers keep working.
    engine = sa.create_engine(office, connect_args={"connect_timeout": 10, "prepare_threshold": None}, **POOL)
    event.listen(engine, "connect", _prepare_session)
    return engine


def _prepare_session(connection: Any, record: object) -> None:
    connection.execute("SET synchronous_commit = off")
    connection.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    connection.commit()
