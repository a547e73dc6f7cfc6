"""The engine of jobs: what it keeps, what it forgets, and workers that end, stand still or have nothing to do."""

import logging
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event, Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from pulse.house import House
from pulse.programme.queries import WaveState
from pulse.roster.models import Person
from pulse.worker import run
from pulse.worker.engine import Next, launched
from pulse.worker.holding import held
from pulse.worker.rounds import LANES
from pulse.worker.store import SCHEMA, opened
from pulse.worker.turn import Work
from tests.conftest import TestClock
from tests.engines import as_web
from tests.worker.postbox import Postbox
from tests.worker.test_processes import a_worker, has_taken, ready, wait_until
from tests.worker.wave import CLOSING, INVITED, OPENING, code_in, mail_states, state

__all__ = ["ready"]

SECONDS_TO_SETTLE = 8
SECONDS_WATCHED = 6
SHORT = timedelta(seconds=20)


def is_there(house: House, name: str) -> bool:
    with held(house.databases.office, name) as still:
        return still is None


def cells(house: House) -> str:
    """Everything the engine keeps."""
    store = opened(house.databases.office)
    metadata = sa.MetaData(schema=None if house.databases.office.embedded else SCHEMA)
    metadata.reflect(store)
    with store.connect() as connection:
        found = [str(row) for table in metadata.sorted_tables for row in connection.execute(sa.select(table))]
    store.dispose()
    return "\n".join(found)


@contextmanager
def working(house: House) -> Iterator[None]:
    """The worker beside the test, with a job that fails and names somebody."""
    stop = Event()

    def fail(house: House) -> int:
        raise ValueError("rep0.munich@acme.example 0123456789ABCDEFGHJKMNPQRS")

    lanes = {**LANES, Work.DIGESTS: {"broken": fail}}
    worker = Thread(target=run, args=(house, stop, lanes), daemon=True)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join(60)
        assert not worker.is_alive()


def test_a_running_worker_goes_on_within_seconds_where_a_killed_one_was(
    ready: House, postbox: Postbox, clock: TestClock
) -> None:
    with a_worker(ready, clock.now) as first, a_worker(ready, clock.now):
        wait_until(lambda: is_there(ready, "worker-1") and is_there(ready, "worker-2"))
        wait_until(partial(has_taken, postbox, 3))
        first.kill()
        first.wait()
        left = time.monotonic()
        wait_until(lambda: len(postbox.recipients) == INVITED)
        assert timedelta(seconds=time.monotonic() - left) < SHORT
    assert len(postbox.mails) <= INVITED + 1
    assert len({mail["Message-ID"] for mail in postbox.mails}) == INVITED


def test_a_worker_that_starts_again_finishes_what_it_was_killed_in(
    ready: House, postbox: Postbox, clock: TestClock
) -> None:
    with a_worker(ready, clock.now) as process:
        wait_until(partial(has_taken, postbox, 5))
        process.kill()
        process.wait()
    with a_worker(ready, clock.now):
        wait_until(lambda: len(postbox.recipients) == INVITED)
    assert len(postbox.mails) <= INVITED + 1


def test_a_worker_that_stands_still_is_not_taken_over_and_sends_nothing_twice_when_it_wakes_up(
    ready: House, postbox: Postbox, clock: TestClock
) -> None:
    with a_worker(ready, clock.now) as sleeper:
        wait_until(partial(has_taken, postbox, 3))
        sleeper.send_signal(signal.SIGSTOP)
        with a_worker(ready, clock.now):
            wait_until(lambda: is_there(ready, "worker-2"))
            time.sleep(3)
            taken = len(postbox.mails)
            assert taken < INVITED
            sleeper.send_signal(signal.SIGCONT)
            wait_until(lambda: len(postbox.recipients) == INVITED)
    assert set(postbox.recipients.values()) == {1}


@pytest.mark.postgresql
def test_a_worker_that_wakes_up_without_its_connections_sends_at_most_one_mail_more(
    ready: House, postbox: Postbox, clock: TestClock
) -> None:
    with a_worker(ready, clock.now) as sleeper:
        wait_until(partial(has_taken, postbox, 3))
        sleeper.send_signal(signal.SIGSTOP)
        with ready.databases.office.engine.connect() as connection:
            connection.execute(
                sa.text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        with a_worker(ready, clock.now):
            wait_until(lambda: len(postbox.recipients) == INVITED)
            sleeper.send_signal(signal.SIGCONT)
            wait_until(lambda: is_there(ready, "worker-2"))
    assert len(postbox.mails) <= INVITED + 1


def test_nothing_about_anybody_is_in_what_the_engine_keeps(
    stage: House, clock: TestClock, postbox: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL), working(stage):
        clock.now = OPENING
        for hours in range(0, 30, 6):
            clock.now = OPENING + timedelta(hours=hours)
            wait_until(lambda: mail_states(stage)["waiting"] == 0 or len(postbox.mails) > 0)
            time.sleep(1)
        clock.now = CLOSING
        wait_until(lambda: state(stage) is WaveState.RELEASED)
        kept = cells(stage)
    with stage.databases.office.reading() as session:
        people = session.execute(sa.select(Person.email, Person.name)).all()
    codes = {code_in(mail) for mail in postbox.mails if "#" in str(mail)}
    assert codes
    assert {"invite", "close", "release", "broken"} <= set(re.findall(r"'(invite|close|release|broken)'", kept))
    assert not [word for row in people for word in row if word in kept]
    assert not [code for code in codes if code in kept]
    assert "0123456789ABCDEF" not in kept


def test_what_is_over_is_forgotten(house: House) -> None:
    done = Event()

    def batch(job: str) -> Next:
        done.set()
        return Next.OVER

    store = opened(house.databases.office)
    with launched(store, "worker-1", {"waves": ("close",)}, batch) as engine:
        engine.wait("close")
        engine.wait("close")
        assert done.wait(30)
        wait_until(lambda: not engine.unfinished() and not engine.running)
        assert "close" in cells(house)
        engine.forget(datetime.now(UTC) + timedelta(minutes=2))
        assert "close" not in cells(house)
    store.dispose()


@pytest.mark.postgresql
def test_the_web_may_not_look_at_jobs(house: House) -> None:
    store = opened(house.databases.office)
    with launched(store, "worker-1", {"waves": ("close",)}, lambda job: Next.OVER):
        web = sa.create_engine(as_web(house.settings).office_url)
        with web.connect() as connection, pytest.raises(DBAPIError, match="permission denied for schema jobs"):
            connection.exec_driver_sql("SELECT * FROM jobs.workflow_status")
        web.dispose()
    store.dispose()


@pytest.mark.once
@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="only Linux counts what a process writes")
def test_a_worker_with_nothing_to_do_writes_nothing(stage: House, clock: TestClock) -> None:
    with a_worker(stage, clock.now) as process:
        wait_until(lambda: is_there(stage, "worker-1"))
        time.sleep(SECONDS_TO_SETTLE)
        before = written(process)
        time.sleep(SECONDS_WATCHED)
        assert written(process) == before


def written(process: subprocess.Popen[bytes]) -> str:
    return next(line for line in Path(f"/proc/{process.pid}/io").read_text().splitlines() if "wchar" in line)


@pytest.mark.postgresql
def test_a_worker_with_nothing_to_do_leaves_the_servers_log_alone(stage: House, clock: TestClock) -> None:
    def position() -> int:
        with stage.databases.office.reading() as session:
            return int(session.scalar(sa.text("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")) or 0)

    with a_worker(stage, clock.now):
        wait_until(lambda: is_there(stage, "worker-1"))
        time.sleep(SECONDS_TO_SETTLE)
        before = position()
        time.sleep(SECONDS_WATCHED)
        # The server itself notes now and then which transactions run.
        assert position() - before < 1_000


@pytest.mark.sqlite
def test_the_file_of_jobs_stands_beside_the_office(house: House) -> None:
    store = opened(house.databases.office)
    place = Path(make_url(house.settings.office_url).database or "").with_name("jobs.sqlite")
    with store.connect() as connection:
        modes = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    store.dispose()
    assert place.exists()
    assert modes == ["wal", 1]
