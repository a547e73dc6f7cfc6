"""The systemd units: systemd reads them without complaint, they close what they can, and what they start works."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.deployment.machine import ROOT, Machine, started, variables, wait_until_ready

UNITS = ROOT / "config" / "systemd"
WEB, WORKER = "pulse-web.service", "pulse-worker.service"
MOST_EXPOSED = 20
"""What `systemd-analyze security` may find, of 100; 96 is a service without any of these lines."""
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")


def lines(name: str) -> list[tuple[str, str]]:
    """The directives of a unit, in their order."""
    text = (UNITS / name).read_text("utf-8").splitlines()
    pairs = (line.partition("=") for line in text if "=" in line and not line.startswith("#"))
    return [(key, value) for key, _, value in pairs]


def value(name: str, key: str) -> str:
    (found,) = [value for one, value in lines(name) if one == key]
    return found


@pytest.fixture
def installed(machine: Machine) -> Machine:
    """The machine with the files of variables that an operator writes."""
    etc = machine.folder / "etc" / "pulse"
    (etc / "pulse.toml").write_text('organisation = "Acme"\n')
    (etc / "secrets.env").write_text(f"PULSE_SECRET_KEY={machine.settings['PULSE_SECRET_KEY']}\n")
    rest = "".join(f"{name}={one}\n" for name, one in machine.settings.items() if name != "PULSE_SECRET_KEY")
    for name in ("web.env", "worker.env"):
        (etc / name).write_text(rest)
    return machine


def environment(machine: Machine, name: str) -> Mapping[str, str]:
    """What systemd would put into the environment of a unit, and nothing else."""
    found = {"PATH": "/usr/bin:/bin"}
    for key, shipped in lines(name):
        if key == "Environment":
            found |= dict(pair.split("=", 1) for pair in machine.here(shipped).split())
        if key == "EnvironmentFile":
            found |= variables(machine.here(Path(machine.here(shipped)).read_text()))
    return found


@pytest.fixture
def copies(machine: Machine) -> list[Path]:
    """The units with the places of this machine."""
    folder = machine.folder / "units"
    folder.mkdir()
    for name in (WEB, WORKER):
        (folder / name).write_text(machine.here((UNITS / name).read_text()))
    return [folder / WEB, folder / WORKER]


@needs_systemd
def test_systemd_reads_them_without_complaint(copies: list[Path]) -> None:
    command = ("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *map(str, copies))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "pulse-" in line]
    assert (ours, done.returncode) == ([], 0)


@needs_systemd
def test_a_word_that_systemd_does_not_know_would_be_seen(copies: list[Path]) -> None:
    copies[0].write_text(copies[0].read_text().replace("PrivateTmp", "PrivatTmp"))
    command = ("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(copies[0]))
    assert "PrivatTmp" in subprocess.run(command, capture_output=True, text=True, check=False).stderr


@needs_systemd
@pytest.mark.parametrize("name", [WEB, WORKER])
def test_they_close_what_the_processes_do_not_need(name: str) -> None:
    command = (
        "systemd-analyze",
        "security",
        "--offline=yes",
        f"--threshold={MOST_EXPOSED}",
        "--no-pager",
        str(UNITS / name),
    )
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-300:]


def test_only_the_worker_reaches_the_keys() -> None:
    assert value(WEB, "User") != value(WORKER, "User")
    assert ("InaccessiblePaths", "-/var/lib/pulse-keys") in lines(WEB)
    assert ("ReadWritePaths", "/var/lib/pulse-keys") in lines(WORKER)
    assert "pulse-keys" not in str([pair for pair in lines(WEB) if pair[0] == "ReadWritePaths"])


def test_both_are_alike_but_for_who_they_are_and_what_they_start() -> None:
    own = {"Description", "User", "ExecStart", "EnvironmentFile", "InaccessiblePaths", "ReadWritePaths"}
    web, worker = ([pair for pair in lines(name) if pair[0] not in own] for name in (WEB, WORKER))
    assert web == worker
    assert ("LimitCORE", "0") in web


def test_what_they_start_works(installed: Machine) -> None:
    folder = Path(installed.here(value(WEB, "WorkingDirectory")))
    logs = {name: installed.folder / f"{name}.log" for name in (WEB, WORKER)}
    commands = {name: installed.here(value(name, "ExecStart")) for name in (WEB, WORKER)}
    with (
        started(commands[WEB], folder, environment(installed, WEB), logs[WEB]) as web,
        started(commands[WORKER], folder, environment(installed, WORKER), logs[WORKER]) as worker,
    ):
        wait_until_ready(installed, web, logs[WEB])
        assert worker.poll() is None, logs[WORKER].read_text()
        worker.terminate()
        assert worker.wait(60) == 0, logs[WORKER].read_text()
