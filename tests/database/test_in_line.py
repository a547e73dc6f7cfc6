"""Answering waits in line across the processes of a machine, and whoever dies in it is not waited for."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from pulse.database import Database
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
