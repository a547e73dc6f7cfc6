"""Named locks that a transaction holds until it ends, so that two do not do the same thing at the same time.

SQLite lets one transaction write at a time and needs none. In PostgreSQL they are advisory, so that holding one
needs no right to write, leaves no trace in a row, and orders even what is not in a table yet.
"""

import re

from sqlalchemy import text
from sqlalchemy.orm import Session

from pulse.database.direct import Direct
from pulse.database.engines import dialect

NAME = re.compile("[0-9A-Za-z ]+")
"""No quoting is needed."""


def hold(session: Session, name: str) -> None:
    """Wait for every transaction that holds this lock, and keep others out until this one ends."""
    _take(session, name, "pg_advisory_xact_lock")


def hold_shared(session: Session | Direct, name: str) -> None:
    """Wait for the transaction that holds this lock alone, and keep such ones out; many may share it."""
    _take(session, name, "pg_advisory_xact_lock_shared")


def _take(session: Session | Direct, name: str, function: str) -> None:
    if not NAME.fullmatch(name):
        raise ValueError("A lock's name has letters, digits and spaces alone.")
    if dialect(session) == "postgresql":
        taken = f"SELECT {function}(hashtextextended('pulse {name}', 0))"
        session.run(taken) if isinstance(session, Direct) else session.execute(text(taken))
