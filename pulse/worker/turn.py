"""Taking turns: of all workers of an installation, one at a time does a kind of work.

A turn ends with the process that took it, even by kill -9, so that the next worker goes on at once, without waiting
for a lease to run out and without doing a thing twice.
"""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa

from pulse.database import Database
from pulse.errors import Refusal

PATIENCE_SECONDS = 300
STEP_SECONDS = 0.1


class Work(StrEnum):
    """Kinds of work that do not wait for each other."""

    WAVES = "waves"
    SIGN_INS = "sign-ins"
    DIGESTS = "digests"


class WorkerBusy(Refusal):
    """Another worker has had the turn for too long."""

    status = 503
    sentence = "A worker is busy with a wave. Nothing was done; try again in a few minutes."


@contextmanager
def turn(office: Database, work: Work) -> Iterator[bool]:
    """Take the turn for a kind of work and give it back at the end; False if another worker has it."""
    with _file_lock(office, work) if office.embedded else _advisory_lock(office, work) as ours:
        yield ours


@contextmanager
def own_turn(office: Database, work: Work, sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Wait for the turn and take it. Raises WorkerBusy after five minutes."""
    for _ in range(round(PATIENCE_SECONDS / STEP_SECONDS)):
        with turn(office, work) as ours:
            if ours:
                yield
                return
        sleep(STEP_SECONDS)
    raise WorkerBusy


@contextmanager
def _file_lock(office: Database, work: Work) -> Iterator[bool]:
    with Path(f"{office.engine.url.database}.{work}.turn").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def _advisory_lock(office: Database, work: Work) -> Iterator[bool]:
    with office.engine.connect() as connection:
        key = sa.func.hashtext(f"pulse {work}")
        yield bool(connection.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(key))))
