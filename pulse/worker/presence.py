"""Which workers are there: each holds a numbered place for as long as it lives, and nothing is written for that.

For whoever watches over them, each also leaves a sign of life once a minute. No worker goes by another's.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from os import utime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pulse.database import Database
from pulse.errors import Refusal
from pulse.worker.holding import BROKEN, StillHeld, file_of, held
from pulse.worker.models import Turn

PLACES = 64
SIGN_SECONDS = 60
RECENT = timedelta(minutes=3)
"""A worker that starts again, or waits for a database that does, is back within this time."""


class TooManyWorkers(Refusal):
    """Every place is taken."""

    status = 503
    sentence = f"{PLACES} workers are running already, which is as many as there may be."


class NoWorker(Refusal):
    """No worker showed itself for a while, or ever."""

    status = 503

    def __init__(self, since: datetime | None) -> None:
        seen = f"has shown itself since {since:%Y-%m-%d %H:%M:%S} UTC" if since else "ever showed itself"
        super().__init__(
            f"No worker {seen}: no wave opens, closes or is released, and no mail leaves. Start one: python -m pulse "
            "worker. If one is running, its log says what keeps it; if that ends with nothing, start it again."
        )


@dataclass
class Place:
    """A worker's place: the name it is known by, and whether it still has it."""

    name: str
    still_held: StillHeld
    _office: Database
    _shown: float | None = field(default=None, init=False)

    def show_life(self) -> None:
        """Leave a sign of life, unless one was left in the last minute."""
        now = time.monotonic()
        if self._shown is None or now - self._shown >= SIGN_SECONDS:
            self._shown = now
            # Work goes on without it; whoever asks hears that none came.
            with suppress(*BROKEN):
                _leave_sign(self._office, self.name)


@contextmanager
def present(office: Database) -> Iterator[Place]:
    """Take the first free place, so that a worker that starts again has its old name. Raises TooManyWorkers."""
    with ExitStack() as until_the_end:
        for name in _names():
            with ExitStack() as trial:
                still = trial.enter_context(held(office, name))
                if still:
                    until_the_end.enter_context(trial.pop_all())
                    yield Place(name, still, office)
                    return
        raise TooManyWorkers


def seen(office: Database, recent: timedelta = RECENT) -> datetime:
    """When a worker last showed itself, in UTC. Raises NoWorker if that is not recent."""
    latest, now = _latest_in_files(office) if office.embedded else _latest_in_rows(office)
    if latest is None or now - latest > recent:
        raise NoWorker(latest)
    return latest


def _names() -> list[str]:
    return [f"worker-{number}" for number in range(1, PLACES + 1)]


def _leave_sign(office: Database, name: str) -> None:
    if office.embedded:
        now = time.time_ns()
        utime(file_of(office, name), ns=(now, now))
        return
    with office.writing() as session:
        # By the server's clock, for workers and whoever asks may be on several machines.
        session.merge(Turn(work=name, token=_servers_now(session).isoformat()))


def _latest_in_files(office: Database) -> tuple[datetime | None, datetime]:
    files = (file_of(office, name) for name in _names())
    times = [datetime.fromtimestamp(file.stat().st_mtime, UTC) for file in files if file.exists()]
    return max(times, default=None), datetime.now(UTC)


def _latest_in_rows(office: Database) -> tuple[datetime | None, datetime]:
    with office.reading() as session:
        signs = session.scalars(select(Turn.token).where(Turn.work.in_(_names()))).all()
        return max(map(datetime.fromisoformat, signs), default=None), _servers_now(session)


def _servers_now(session: Session) -> datetime:
    return session.execute(select(func.now())).scalar_one().astimezone(UTC)
