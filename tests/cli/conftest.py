"""The commands as an operator runs them: real processes on files of their own."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    """How a command ended and what it said."""

    status: int
    said: str
    complained: str


Command = Callable[..., Outcome]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(REPOSITORY),
        "PULSE_OFFICE_URL": f"sqlite:///{tmp_path}/data/office.sqlite",
        "PULSE_BOX_URL": f"sqlite:///{tmp_path}/data/box.sqlite",
        "PULSE_KEY_DIRECTORIES": f"{tmp_path}/data/keys",
        "PULSE_SECRET_KEY": "a secret for tests alone, of some length",
        "PULSE_MAIL_URL": "smtp://127.0.0.1:9",
    }


@pytest.fixture
def pulse(environment: dict[str, str], tmp_path: Path) -> Command:
    """Run `python -m pulse` with these arguments in a directory of its own."""

    def run(*arguments: str | Path, **changed: str) -> Outcome:
        command = [sys.executable, "-m", "pulse", *map(str, arguments)]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment | changed, capture_output=True, text=True, timeout=60, check=False
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return run
