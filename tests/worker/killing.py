"""Ending the process at a chosen moment, as kill -9 would: what was not committed never happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from pulse.database import Database


class Killed(BaseException):
    """The process was ended; nothing of ours catches this."""


@dataclass
class Trap:
    """Whether the process was ended."""

    commits: int = 0
    happened: bool = False


@contextmanager
def kill_at(database: Database, commit: int) -> Iterator[Trap]:
    """End the process at the nth writing commit of a database, before it counts."""
    trap = Trap()

    def spring(*_: Any) -> None:
        trap.commits += 1
        if trap.commits == commit:
            trap.happened = True
            raise Killed

    event.listen(database.engine, "commit", spring)
    try:
        yield trap
    finally:
        event.remove(database.engine, "commit", spring)
