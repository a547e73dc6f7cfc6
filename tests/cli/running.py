"""Runs `python -m pulse` as an operator does: a real process with an environment of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    """How a command ended and what it said."""

    status: int
    said: str
    complained: str


def run_pulse(directory: Path, environment: Mapping[str, str], *arguments: str | Path) -> Outcome:
    """Run a command in a directory; only these settings are in its environment."""
    command = [sys.executable, "-m", "pulse", *map(str, arguments)]
    known = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        command, cwd=directory, env={**known, **environment}, capture_output=True, text=True, timeout=120, check=False
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def run_unheard(directory: Path, environment: Mapping[str, str], *arguments: str) -> Outcome:
    """Run a command whose reader has gone before it says anything, as `head` goes once it has seen enough."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "pulse", *arguments]
    known = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY)}
    with os.fdopen(writing, "wb") as nobody:
        done = subprocess.run(
            command, cwd=directory, env={**known, **environment}, stdout=nobody, stderr=subprocess.PIPE, text=True,
            timeout=120, check=False,
        )  # fmt: skip
    return Outcome(done.returncode, "", done.stderr)
