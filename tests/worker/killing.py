"""Ending the process at a chosen moment, as kill -9 would: what was not committed never happened."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event

from pulse.database import Database

TAKES_A_TURN = re.compile("(INSERT INTO|UPDATE) turn ")


class Killed(BaseException):
    """The process was ended; nothing of ours catches this."""


@dataclass
class Trap:
    """Whether the process was ended."""

    commits: int = 0
    happened: bool = False


@contextmanager
def kill_at(database: Database, commit: int) -> Iterator[Trap]:
    """End the process at the nth commit of work in a database, before it counts; taking a turn is no work yet."""
    trap = Trap()

    def note(connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
        if TAKES_A_TURN.match(statement):
            connection.info["takes a turn"] = True

    def spring(connection: Connection) -> None:
        if connection.info.pop("takes a turn", False):
            return
        trap.commits += 1
        if trap.commits == commit:
            trap.happened = True
            raise Killed

    event.listen(database.engine, "before_cursor_execute", note)
    event.listen(database.engine, "commit", spring)
    try:
        yield trap
    finally:
        event.remove(database.engine, "commit", spring)
        event.remove(database.engine, "before_cursor_execute", note)
