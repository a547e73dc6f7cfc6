"""The engine of jobs, DBOS: which job waits, runs or rests, and what a worker that ended left behind.

It knows jobs by name, and how often one was tried in vain; whom a job is about, and what it did, it never learns: no
error goes through it, and what is over is deleted. Each lane is a queue where one job runs at a time.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import NAMESPACE_OID, uuid5

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetEnqueueOptions, SetWorkflowID
from sqlalchemy import Engine as Store

from pulse.worker.store import SCHEMA

NAME = "pulse"
VERSION = "1"
"""For ever: a job is found by its name, and what it does follows from the state of the waves."""
LOOKING_SECONDS = 0.5
LONGEST_REST_SECONDS = 60
KEPT = timedelta(minutes=1)
AT_A_TIME = 1000
UNFINISHED = ["ENQUEUED", "DELAYED", "PENDING"]
FINISHED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]


class Next(StrEnum):
    """What is to follow a batch of a job's work."""

    MORE = "more"
    GIVE_WAY = "give way"
    """More, after those who wait in the same lane."""
    REST = "rest"
    OVER = "over"


Batch = Callable[[str], Next]
"""Does a batch of work for the job of this name. It raises nothing, for the engine would keep what the error says."""
Workflow = Callable[[int], None]


@dataclass(frozen=True)
class Entry:
    """One try at a job, as the engine keeps it."""

    id: str
    job: str
    lane: str
    place: str | None
    since: datetime | None
    """Where and since when it runs; nothing while it waits or rests."""


@dataclass(frozen=True)
class Engine:
    """The engine as this process uses it."""

    lanes: Mapping[str, Collection[str]]
    batch: Batch
    running: set[str] = field(default_factory=set)
    """The ids of the tries that this process is busy with."""
    _workflows: dict[str, Workflow] = field(default_factory=dict)

    def declare(self) -> None:
        """Tell the engine which jobs there are."""
        for job in (job for jobs in self.lanes.values() for job in jobs):
            self._workflows[job] = DBOS.workflow(name=job)(self._attending(job))

    def wait(self, job: str) -> None:
        """Let a job wait for its turn; one that waits already waits once."""
        with SetEnqueueOptions(deduplication_id=job, duplication_policy="return-existing"):
            DBOS.enqueue_workflow(self._lane(job), self._workflows[job], 0)

    def unfinished(self) -> list[Entry]:
        """What waits, rests or runs, anywhere."""
        found = DBOS.list_workflows(status=UNFINISHED, load_input=False, load_output=False)
        return [
            Entry(
                one.workflow_id,
                one.name,
                one.queue_name or "",
                one.executor_id if one.status == "PENDING" else None,
                datetime.fromtimestamp(one.dequeued_at / 1000, UTC) if one.dequeued_at else None,
            )
            for one in found
        ]

    def resume(self, left: Collection[Entry]) -> None:
        """Let what was left half done wait in its lane again."""
        for entry in left:
            DBOS.resume_workflows([entry.id], queue_name=entry.lane)

    def forget(self, now: datetime) -> None:
        """Delete what has been over for a minute."""
        over = (now - KEPT).isoformat()
        found = DBOS.list_workflows(
            status=FINISHED, completed_before=over, limit=AT_A_TIME, load_input=False, load_output=False
        )
        if found:
            DBOS.delete_workflows([one.workflow_id for one in found])

    def _attending(self, job: str) -> Workflow:
        def attend(tries: int) -> None:
            this = DBOS.workflow_id or ""
            self.running.add(this)
            try:
                self._attend(job, tries)
            finally:
                self.running.discard(this)

        return attend

    def _attend(self, job: str, tries: int) -> None:
        while (after := Next(DBOS.run_step({"name": job}, self._step, job))) is Next.MORE:
            tries = 0
        if after is Next.REST:
            self._again(job, tries + 1, min(2**tries, LONGEST_REST_SECONDS))
        elif after is Next.GIVE_WAY:
            self._again(job, 0, 0)

    def _step(self, job: str) -> str:
        after = self.batch(job)
        return Next.GIVE_WAY if after is Next.MORE and self._others_wait(job) else after

    def _others_wait(self, job: str) -> bool:
        lane = self._lane(job)
        return bool(
            DBOS.list_workflows(status="ENQUEUED", queue_name=lane, limit=1, load_input=False, load_output=False)
        )

    def _again(self, job: str, tries: int, seconds: float) -> None:
        # Named after the try before it, so that a try repeated after a crash is followed once.
        name = str(uuid5(NAMESPACE_OID, DBOS.workflow_id or ""))
        with SetWorkflowID(name), SetEnqueueOptions(delay_seconds=seconds or None):
            DBOS.enqueue_workflow(self._lane(job), self._workflows[job], tries)

    def _lane(self, job: str) -> str:
        return next(lane for lane, jobs in self.lanes.items() if job in jobs)


@contextmanager
def launched(store: Store, place: str, lanes: Mapping[str, Collection[str]], batch: Batch) -> Iterator[Engine]:
    """Run the engine as the worker of this place, until the end of the block."""
    # Without a handler of its own it says what it has to say as we do.
    logging.getLogger("dbos").addHandler(logging.NullHandler())
    engine = Engine(lanes, batch)
    DBOS(config=_configuration(store, place))
    try:
        engine.declare()
        DBOS.launch()
        for lane in lanes:
            DBOS.register_queue(
                lane, global_concurrency=1, polling_interval_sec=LOOKING_SECONDS, on_conflict="always_update"
            )
        yield engine
    finally:
        DBOS.destroy(destroy_registry=True)


def _configuration(store: Store, place: str) -> DBOSConfig:
    return {
        "name": NAME,
        "application_version": VERSION,
        "executor_id": place,
        "system_database_engine": store,
        "dbos_system_schema": SCHEMA,
        "serializer": DBOSPortableJSONSerializer(),
        "use_listen_notify": False,
        "enable_otlp": False,
        "log_level": "WARNING",
    }
