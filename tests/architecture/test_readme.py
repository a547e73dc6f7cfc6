"""README says what is so: every command in it is run here, every file and target it names exists."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.benchmarks.servers import free_port
from tests.browser.site import answers

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PARTS = ("config", "pulse", "surveys", "templates", "wsgi.py", "pyproject.toml")
START_SECONDS = 120
SERVERS = ("granian", "python -m pulse worker")


def commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A checkout of its own, with a roster such as an HR system exports."""
    for part in PARTS:
        (tmp_path / part).symlink_to(ROOT / part)
    rows = [f"rep{n}@acme.example,Rep Number{n},Sales / EMEA / Munich,rep,Europe/Berlin,en,DE," for n in range(25)]
    header = "email,name,team,role,time_zone,language,country,target"
    (tmp_path / "roster.csv").write_text("\n".join([header, *rows]) + "\n", "utf-8")
    (tmp_path / "plan.csv").write_text("team,period,plan\nSales / EMEA / Munich,2026-Q4,1200000\n", "utf-8")
    return tmp_path


def environment() -> dict[str, str]:
    """The environment of somebody who has activated the virtual environment."""
    return os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


def ran(command: Sequence[str], folder: Path, values: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, env=values, capture_output=True, text=True, check=False)


def test_the_commands_work_in_the_order_in_which_they_stand(machine: Path) -> None:
    lines = [line for line in commands() if not line.startswith((*SERVERS, "python -m pulse export"))]
    assert len(lines) >= 9
    script = "set -e\n" + "\n".join(lines)
    done = subprocess.run(
        ("sh", "-c", script), cwd=machine, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "25" in done.stdout
    assert "sales-pulse" in done.stdout


def test_the_export_is_a_command_that_asks_for_a_published_wave(machine: Path) -> None:
    (line,) = [line for line in commands() if line.startswith("python -m pulse export")]
    secret = {"PULSE_SECRET_KEY": "x" * 32}
    done = subprocess.run(
        line.split(), cwd=machine, env=environment() | secret, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "usage:" not in done.stderr
    assert not (machine / "wave.xlsx").exists()


def test_the_web_and_the_worker_start_as_it_says(machine: Path) -> None:
    assert [line.split()[0] for line in commands() if line.startswith(SERVERS)] == ["granian", "python"]
    values = environment() | {"PULSE_SECRET_KEY": "x" * 32}
    subprocess.run((sys.executable, "-m", "pulse", "migrate"), cwd=machine, env=values, check=True, capture_output=True)
    port = free_port()
    lines = [line.split() for line in commands() if line.startswith(SERVERS)]
    started = [
        subprocess.Popen(
            (*line, *(("--port", str(port)) if line[0] == "granian" else ())),
            cwd=machine,
            env=values,
            start_new_session=True,
        )
        for line in lines
    ]
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers(f"http://127.0.0.1:{port}/readyz"):
            assert time.monotonic() < deadline
            assert [process.poll() for process in started] == [None, None]
    finally:
        # Granian may not end when it is told to while a worker of it is still starting.
        web, worker = started
        os.killpg(web.pid, signal.SIGKILL)
        web.wait()
        worker.terminate()
        assert worker.wait(20) == 0


def test_every_make_target_it_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`|    )make ([a-z]+)", README, re.MULTILINE))
    assert {"run", "test", "attack", "bench"} <= named <= targets


def test_every_file_it_links_to_exists() -> None:
    for path in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / path).exists(), path


def test_run_and_test_stand_first() -> None:
    assert README.index("make run") < README.index("make test") < README.index("\n## ")


def test_every_top_level_entry_is_one_the_house_knows() -> None:
    tracked = subprocess.run(("git", "ls-files"), cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    top = {path.split("/")[0] for path in tracked if path}
    known = {"wsgi.py", "pulse", "surveys", "templates", "tests", "config", "requirements.txt", "README.md"}
    known |= {"pyproject.toml", "Makefile", "docs"}
    assert {entry for entry in top if not entry.startswith(".")} <= known
