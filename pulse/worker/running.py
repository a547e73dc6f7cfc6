"""The worker as it runs: it looks for what is due and lets the engine see to it, until it is told to end."""

import logging
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event

from pulse.house import House
from pulse.worker.due import is_due
from pulse.worker.engine import Batch, Engine, Next, launched
from pulse.worker.presence import Place, present
from pulse.worker.rounds import LANES, Lanes, attempt, described
from pulse.worker.store import opened
from pulse.worker.takeover import take_over
from pulse.worker.trying import tried

IDLE_SECONDS = 0.5
TIDY_SECONDS = 60
LONGEST_PAUSE_SECONDS = 30
QUIET = 20
"""So many times as long as its answer takes a question is not asked again: counting many ballots takes time."""
PATIENCE_SECONDS = 60

log = logging.getLogger(__name__)


def run(house: House, stop: Event | None = None, lanes: Lanes = LANES) -> None:
    """Do what is due as it becomes due, until `stop` is set or, without one, until SIGTERM or SIGINT.

    When the database cannot be reached, or comes back and knows nothing of this worker, it starts over.
    """
    ending, pause = stop or _until_signalled(), 1
    while not ending.is_set():
        error = tried(_shift, house, ending, lanes).exception()
        if error:
            log.error("the worker starts over in %d seconds: %s", pause, described(error))
            ending.wait(pause)
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS) if error else 1


def _until_signalled() -> Event:
    ending = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    return ending


def _shift(house: House, ending: Event, lanes: Lanes) -> None:
    with present(house.databases.office) as place, _engine(house, place, ending, lanes) as engine:
        log.info("this is %s", place.name)
        watch = _Watch(house, engine, place)
        try:
            while place.still_held() and not ending.is_set():
                place.show_life()
                watch.look()
                ending.wait(IDLE_SECONDS)
        finally:
            _let_finish(engine)


@contextmanager
def _engine(house: House, place: Place, ending: Event, lanes: Lanes) -> Iterator[Engine]:
    store = opened(house.databases.office)
    try:
        with launched(
            store, place.name, {str(work): tuple(jobs) for work, jobs in lanes.items()}, _batch(house, ending, lanes)
        ) as engine:
            yield engine
    finally:
        store.dispose()


def _batch(house: House, ending: Event, lanes: Lanes) -> Batch:
    jobs = {name: (work, job) for work, named in lanes.items() for name, job in named.items()}

    def batch(name: str) -> Next:
        if ending.is_set():
            return Next.OVER
        done = attempt(house, *jobs[name], name)
        if done.anything:
            return Next.MORE
        return Next.REST if done.failures or is_due(house, name) else Next.OVER

    return batch


@dataclass
class _Watch:
    """Looks for what is due, for what others left behind, and for what is over."""

    house: House
    engine: Engine
    place: Place
    tidied: float = field(default_factory=time.monotonic)
    quiet_until: dict[str, float] = field(default_factory=dict)
    took: dict[str, float] = field(default_factory=dict)

    def look(self) -> None:
        unfinished = self.engine.unfinished()
        take_over(self.engine, self.house.databases.office, self.place, unfinished)
        busy = {entry.job for entry in unfinished}
        for job in (job for jobs in self.engine.lanes.values() for job in jobs if job not in busy):
            if self._asked(job):
                self.engine.wait(job)
        if time.monotonic() - self.tidied > TIDY_SECONDS:
            self.engine.forget(datetime.now(UTC))
            self.tidied = time.monotonic()

    def _asked(self, job: str) -> bool:
        began = time.monotonic()
        if began < self.quiet_until.get(job, began):
            return False
        due = is_due(self.house, job)
        answered = time.monotonic()
        took = answered - began
        # The shorter of the last two answers: one that had to wait for something else says nothing of the question.
        usual, self.took[job] = min(took, self.took.get(job, 0)), took
        self.quiet_until[job] = answered + min(QUIET * usual, LONGEST_PAUSE_SECONDS)
        return due


def _let_finish(engine: Engine) -> None:
    limit = time.monotonic() + PATIENCE_SECONDS
    while engine.running and time.monotonic() < limit:
        time.sleep(0.05)
