"""Taking turns: of all workers of an installation, one at a time does a kind of work.

In PostgreSQL a turn can be lost while its work goes on: with the connection that held it, when the server restarts.
So whoever takes one writes down a token, and every transaction of that work that may write first makes sure that the
token is still there, and keeps others from taking the turn until it ends. A file is never lost, and needs no token.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum

from sqlalchemy import Connection, Function, func, select
from sqlalchemy.orm import Session

from pulse.database import Database, Databases
from pulse.errors import Refusal
from pulse.house import House
from pulse.worker.holding import held
from pulse.worker.models import Turn

PATIENCE_SECONDS = 300
STEP_SECONDS = 0.1
TOKEN_BYTES = 8


class Work(StrEnum):
    """Kinds of work that do not wait for each other."""

    WAVES = "waves"
    SIGN_INS = "sign-ins"
    DIGESTS = "digests"


class WorkerBusy(Refusal):
    """Another worker has had the turn for too long."""

    status = 503
    sentence = "A worker is busy with a wave. Nothing was done; try again in a few minutes."


class TurnLost(Exception):
    """Another worker has taken this turn over; what is left to do is done there."""


@contextmanager
def turn(house: House, work: Work) -> Iterator[House | None]:
    """Take the turn for a kind of work, and the house to do it in; None if another worker has it.

    Once the turn is lost, every transaction in that house that may write raises TurnLost.
    """
    with held(house.databases.office, work) as still:
        if still is None or house.databases.office.embedded:
            yield house if still else None
        else:
            yield _fenced(house, work, _begun(house.databases.office, work))


@contextmanager
def own_turn(house: House, work: Work, sleep: Callable[[float], None] = time.sleep) -> Iterator[House]:
    """Wait for the turn and take it, as `turn` does. Raises WorkerBusy after five minutes."""
    for _ in range(round(PATIENCE_SECONDS / STEP_SECONDS)):
        with turn(house, work) as ours:
            if ours:
                yield ours
                return
        sleep(STEP_SECONDS)
    raise WorkerBusy


def _begun(office: Database, work: Work) -> str:
    token = secrets.token_hex(TOKEN_BYTES)
    with office.writing() as session:
        # Whoever lost the turn may be in the middle of a transaction; that one still counts.
        session.execute(select(func.pg_advisory_xact_lock(_key(work))))
        session.merge(Turn(work=work, token=token))
    return token


def _fenced(house: House, work: Work, token: str) -> House:
    office, box = house.databases.office, house.databases.box

    def keep(connection: Connection) -> None:
        connection.execute(select(func.pg_advisory_xact_lock_shared(_key(work))))
        _require(connection, work, token)

    def look(connection: Connection) -> None:
        with office.reading() as session:
            _require(session, work, token)

    return replace(house, databases=Databases(office.checked(keep), box.checked(look)))


def _require(asked: Session | Connection, work: Work, token: str) -> None:
    if asked.scalar(select(Turn.token).where(Turn.work == work)) != token:
        raise TurnLost


def _key(work: Work) -> Function[int]:
    return func.hashtext(f"pulse turn {work}")
