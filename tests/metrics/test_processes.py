"""Several web processes give one account of themselves, whichever of them is asked."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pulse.house import House
from tests.adversary.canaries import ROOT, _environment
from tests.benchmarks.servers import free_port
from tests.metrics.test_metrics import token_for

ASKED = 30
START_SECONDS = 120


@contextmanager
def granian(house: House, folder: Path, workers: int) -> Iterator[str]:
    """The web as it is shipped, with several processes that put their counts into one folder."""
    port = free_port()
    options = ("--interface=wsgi", "--no-ws", f"--workers={workers}", "--blocking-threads=1", "--log-level=warning")
    command = (sys.executable, "-m", "granian", *options, "--host=127.0.0.1", f"--port={port}", "wsgi:app")
    environment = os.environ | _environment(house.settings) | {"PROMETHEUS_MULTIPROC_DIR": str(folder)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        # Granian may not end when it is told to while a worker of it is still starting.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "The web ended before it answered."
        try:
            asked(address)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("The web did not answer in time.")


def asked(address: str, token: str = "") -> str:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=20) as answer:
        return str(answer.read().decode())


@pytest.mark.once
def test_each_process_tells_what_all_of_them_counted(house: House, tmp_path: Path) -> None:
    folder, token = tmp_path / "counts", token_for(house)
    folder.mkdir()
    with granian(house, folder, workers=2) as address:
        times = _asked_until_both_counted(f"{address}/sign-in", folder)
        told = {_sign_ins(asked(f"{address}/metrics", token)) for _ in range(8)}
    assert told == {times}


def _asked_until_both_counted(address: str, folder: Path) -> int:
    """Ask until two processes have answered, and say how often; one of them may still be starting at first."""
    deadline, times = time.monotonic() + START_SECONDS, 0
    while times < ASKED or len(_counting(folder)) < 2:
        assert time.monotonic() < deadline, "Only one process ever answered."
        asked(address)
        times += 1
    return times


def _counting(folder: Path) -> set[str]:
    return {file.stem.rpartition("_")[2] for file in folder.glob("counter_*.db")}


def _sign_ins(text: str) -> float:
    found = re.search(r'^pulse_requests_total\{room="accounts",status="2xx"\} (\S+)$', text, re.MULTILINE)
    assert found
    return float(found[1])
