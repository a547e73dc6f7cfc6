"""Answering waits in line across the processes of a machine, and whoever dies in it is not waited for."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import sleep

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from pulse.database import Database
from pulse.database.sqlite import CONNECTING
from pulse.house import House

FIRST_IN_LINE = """
import sys
from pulse.database.sqlite import in_line
with in_line(sys.argv[1]):
    print("first", flush=True)
    sys.stdin.read()
"""
ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 30


@contextmanager
def first_in_line(box: Database) -> Iterator[subprocess.Popen[str]]:
    """Another process that does not give up its place until it is told to, or killed."""
    command = (sys.executable, "-c", FIRST_IN_LINE, str(box.engine.url.database))
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "first\n"
        try:
            yield process
        finally:
            process.kill()


def begin(box: Database, begun: Event) -> None:
    with box.transaction():
        begun.set()


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def refusing(number: int) -> Callable[..., int]:
    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    return refuse


@pytest.mark.sqlite
@pytest.mark.parametrize("call", ["os.open", "fcntl.flock"])
@pytest.mark.parametrize("number", [errno.EACCES, errno.EMFILE, errno.ENOLCK])
def test_where_there_is_no_line_nobody_waits_and_everything_is_written(
    house: House, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    box, before = house.databases.box, open_files()
    with box.transaction():
        pass
    kept_open = open_files()
    with monkeypatch.context() as patched:
        patched.setattr(f"pulse.database.sqlite.{call}", refusing(number))
        with box.transaction() as transaction:
            transaction.run("CREATE TABLE written (word TEXT)")
    with box.reading() as session:
        assert session.scalars(text("SELECT word FROM written")).all() == []
    assert before <= open_files() <= kept_open


@pytest.mark.sqlite
def test_a_directory_that_is_gone_is_told_as_the_database_tells_it(house: House) -> None:
    file = Path(house.databases.box.engine.url.database or "")
    house.databases.dispose()
    file.parent.rename(file.parent.with_name("elsewhere"))
    with pytest.raises(OperationalError), house.databases.box.transaction():
        pass


@pytest.mark.sqlite
def test_whoever_waited_as_long_as_the_database_would_does_not_wait_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = house.databases.box
    monkeypatch.setitem(CONNECTING, "timeout", 0.2)
    with first_in_line(box) as first, ThreadPoolExecutor(1) as other:
        waiting = other.submit(begin, box, Event())
        sleep(0.5)
        first.kill()
        with pytest.raises(OperationalError, match="locked"):
            waiting.result(PATIENCE_SECONDS)
    begin(box, begun := Event())
    assert begun.is_set()


@pytest.mark.sqlite
@pytest.mark.parametrize("leaves", ["killed", "told"])
def test_who_answers_waits_for_another_process_until_it_ends(house: House, leaves: str) -> None:
    box, begun = house.databases.box, Event()
    with first_in_line(box) as first, ThreadPoolExecutor(1) as other:
        waiting = other.submit(begin, box, begun)
        assert not begun.wait(0.5)
        first.kill() if leaves == "killed" else first.communicate("", PATIENCE_SECONDS)
        waiting.result(PATIENCE_SECONDS)
    assert begun.is_set()
