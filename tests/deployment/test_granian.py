"""granian with the shipped variables: it serves, comes back after kill -9, and writes down nothing about a request."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

from tests.benchmarks.servers import free_port
from tests.deployment.machine import PATIENCE_SECONDS, Machine, started, variables, wait_until_ready

GRANIAN = Path("config") / "granian.env"


def children(process: subprocess.Popen[bytes]) -> set[int]:
    """The processes that serve."""
    path = Path("/") / "proc" / str(process.pid) / "task" / str(process.pid) / "children"
    return set(map(int, path.read_text().split()))


def test_it_serves_and_comes_back_when_a_process_of_it_is_killed(machine: Machine) -> None:
    program = machine.folder / "opt" / "pulse"
    shipped = variables((program / GRANIAN).read_text()) | {"GRANIAN_PORT": str(machine.port)}
    log = machine.folder / "log"
    values = {"PATH": os.environ["PATH"], **machine.settings, **shipped}
    with started(f"{program}/.venv/bin/granian wsgi:app", program, values, log) as process:
        wait_until_ready(machine, process, log)
        with suppress(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://127.0.0.1:{machine.port}/w/canary4711?code=canary", timeout=20)
        killed = children(process)
        for child in killed:
            os.kill(child, signal.SIGKILL)
        limit = time.monotonic() + PATIENCE_SECONDS
        while not children(process) - killed:
            assert time.monotonic() < limit
            time.sleep(0.1)
        wait_until_ready(machine, process, log)
    assert "canary" not in log.read_text()


def test_without_the_line_about_respawning_it_would_end(machine: Machine) -> None:
    program = machine.folder / "opt" / "pulse"
    shipped = variables((program / GRANIAN).read_text()) | {"GRANIAN_PORT": str(free_port())}
    assert shipped.pop("GRANIAN_RESPAWN_FAILED_WORKERS") == "true"
    log, values = machine.folder / "log", {"PATH": os.environ["PATH"], **machine.settings, **shipped}
    alone = Machine(machine.folder, int(shipped["GRANIAN_PORT"]))
    with started(f"{program}/.venv/bin/granian wsgi:app", program, values, log) as process:
        wait_until_ready(alone, process, log)
        for child in children(process):
            os.kill(child, signal.SIGKILL)
        assert process.wait(PATIENCE_SECONDS) is not None


def test_every_variable_is_one_that_granian_knows() -> None:
    found = subprocess.run(
        (sys.executable, "-m", "granian", "--help"), capture_output=True, text=True, check=True
    ).stdout
    known = "".join(found.split())
    for name in variables(GRANIAN.read_text()):
        assert name in known
