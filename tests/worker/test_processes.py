"""Workers as real processes, ended by SIGTERM and by kill -9."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update

from pulse.house import House
from pulse.roster.models import Person
from pulse.worker import tick
from tests.conftest import TestClock
from tests.worker.postbox import Postbox
from tests.worker.wave import INVITED, OPENING

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60


@pytest.fixture
def ready(stage: House, clock: TestClock, postbox: Postbox) -> House:
    """A wave whose 30 mails, all for people in Berlin, are due and leave one every thirtieth of a second."""
    with stage.databases.office.writing() as session:
        session.execute(update(Person).values(time_zone="Europe/Berlin", country="DE"))
    clock.now = OPENING
    postbox.seconds_per_mail = 1 / 30
    return stage


@contextmanager
def a_worker(house: House, moment: datetime) -> Iterator[subprocess.Popen[bytes]]:
    values = house.settings.model_dump(mode="json")
    values |= {name: getattr(house.settings, name).get_secret_value() for name in ("secret_key", "mail_url")}
    command = [sys.executable, "-m", "tests.worker.process", json.dumps(values), moment.isoformat()]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


def has_taken(postbox: Postbox, mails: int) -> bool:
    return len(postbox.mails) >= mails


def wait_until(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_a_worker_killed_half_way_is_taken_over_at_once_and_nobody_is_skipped(
    ready: House, postbox: Postbox, clock: TestClock
) -> None:
    for number in (5, 17):
        with a_worker(ready, clock.now) as process:
            wait_until(partial(has_taken, postbox, number))
            process.kill()
    wait_until(lambda: tick(ready).failures == {} and len(postbox.recipients) == INVITED)
    # Each kill may repeat the one mail that was on its way, with the same id.
    assert len(postbox.mails) <= INVITED + 2
    assert len({mail["Message-ID"] for mail in postbox.mails}) == INVITED


def test_a_worker_asked_to_end_ends_and_leaves_nothing_half_done(
    ready: House, postbox: Postbox, clock: TestClock
) -> None:
    with a_worker(ready, clock.now) as process:
        wait_until(partial(has_taken, postbox, 3))
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 0
    wait_until(lambda: tick(ready).failures == {} and len(postbox.recipients) == INVITED)
    assert set(postbox.recipients.values()) == {1}
    assert len(postbox.mails) == INVITED


def test_two_worker_processes_send_nobody_two_mails(ready: House, postbox: Postbox, clock: TestClock) -> None:
    with a_worker(ready, clock.now), a_worker(ready, clock.now):
        wait_until(partial(has_taken, postbox, INVITED))
        time.sleep(1)
    assert set(postbox.recipients.values()) == {1}
    assert len(postbox.mails) == INVITED
