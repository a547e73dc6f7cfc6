"""A wave's own partitions of the box's tables in PostgreSQL: made at opening, emptied for good by TRUNCATE.

A deleted row stays in PostgreSQL's file until a vacuum comes and longer, in the order in which it was written;
TRUNCATE gives the partition a new file. Only the owner of the tables, the worker, may do either.
"""

import re
from typing import Any

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from pulse.database.engines import dialect
from pulse.database.tables import Box

WAVE_NAME = re.compile(r"[0-9A-Za-z]{1,40}")
"""No quoting is needed, and a partition's name fits into the 63 bytes PostgreSQL allows."""
PARTITIONED = text(
    "SELECT relname FROM pg_partitioned_table JOIN pg_class ON pg_class.oid = partrelid"
    " WHERE relnamespace = current_schema::regnamespace ORDER BY relname"
)
COLUMNS = text(
    "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = to_regclass(:name) AND attnum > 0"
    " AND NOT attisdropped"
)


def make_room(session: Session, wave: str) -> None:
    """Make a wave's partitions, if they are missing; a SQLite file needs none."""
    if not partitioned(session):
        return
    for table in session.scalars(PARTITIONED).all():
        partition = _name(table, wave)
        if session.scalar(text("SELECT to_regclass(:name)"), {"name": partition}) is None:
            # Made apart and then attached: this waits for no ballot being cast in another wave, and keeps none waiting.
            # Rows stay whole in the partition's file, since pieces of them elsewhere would have an order of their own.
            session.execute(
                text(f"CREATE TABLE {partition} (LIKE {table} INCLUDING ALL) WITH (toast_tuple_target = 8160)")
            )
            _keep_statistics_out(session, partition)
            session.execute(text(f"ALTER TABLE {table} ATTACH PARTITION {partition} FOR VALUES IN ('{wave}')"))


def empty(session: Session, table: type[Box], wave: str) -> None:
    """Destroy a wave's rows of a table, so that the file has forgotten them when this transaction ends."""
    if not partitioned(session):
        session.execute(delete(table).where(table.__table__.c.wave == wave))
        return
    partition = _name(table.__tablename__, wave)
    if session.scalar(text("SELECT to_regclass(:name)"), {"name": partition}) is not None:
        session.execute(text(f"TRUNCATE {partition}"))


def partitioned(session: Session) -> bool:
    """Return whether waves have partitions here."""
    return dialect(session) == "postgresql"


def _keep_statistics_out(session: Session, partition: str) -> None:
    # Samples of what a table held stay in the server's statistics when it is truncated.
    columns = session.scalars(COLUMNS, {"name": partition})
    changes = ", ".join(f"ALTER COLUMN {column} SET STATISTICS 0" for column in columns)
    session.execute(text(f"ALTER TABLE {partition} {changes}"))


def _name(table: Any, wave: str) -> str:
    if not WAVE_NAME.fullmatch(wave):
        raise ValueError("A wave's name has letters and digits alone.")
    return f'"{table}_{wave}"'
