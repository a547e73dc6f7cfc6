"""A machine such as docs/deployment.md describes, in a folder: the program, settings, data; and its processes."""

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.servers import free_port
from tests.browser.site import answers

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("config", "pulse", "surveys", "templates", "wsgi.py", "pyproject.toml")
PATIENCE_SECONDS = 90
Places = Mapping[str, str]


@dataclass(frozen=True)
class Machine:
    """Where things are; `port` is where its web listens."""

    folder: Path
    port: int

    def here(self, text: str) -> str:
        """A file of the examples, with the places of this machine."""
        for place in ("/opt/pulse", "/etc/pulse", "/var/lib/pulse"):
            text = text.replace(place, f"{self.folder}{place}")
        return text.replace("GRANIAN_PORT=8000", f"GRANIAN_PORT={self.port}")

    @property
    def settings(self) -> Mapping[str, str]:
        """What an operator sets: data in /var/lib/pulse, keys beside it."""
        data = self.folder / "var" / "lib"
        return {
            "PULSE_OFFICE_URL": f"sqlite:///{data}/pulse/office.sqlite",
            "PULSE_BOX_URL": f"sqlite:///{data}/pulse/box.sqlite",
            "PULSE_KEY_DIRECTORIES": f"{data}/pulse-keys",
            "PULSE_SECRET_KEY": "a secret for tests alone, of some length",
        }

    @property
    def ready(self) -> str:
        return f"http://127.0.0.1:{self.port}/readyz"

    def migrate(self) -> None:
        """Make the tables."""
        command = (sys.executable, "-m", "pulse", "migrate")
        environment = {"PATH": os.environ["PATH"], **self.settings}
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


def machine_in(folder: Path) -> Machine:
    """A machine on which Pulse is installed."""
    program = folder / "opt" / "pulse"
    program.mkdir(parents=True)
    for part in PARTS:
        (program / part).symlink_to(ROOT / part)
    (program / ".venv").symlink_to(sys.prefix)
    for place in ("etc/pulse", "var/lib/pulse", "var/lib/pulse-keys"):
        (folder / place).mkdir(parents=True)
    return Machine(folder, free_port())


def variables(text: str) -> dict[str, str]:
    """What a file of variables sets, as systemd and a shell read it."""
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return dict(line.split("=", 1) for line in lines)


@contextmanager
def started(command: str | Sequence[str], folder: Path, values: Places, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a session of its own, ended with all that it started."""
    words = shlex.split(command) if isinstance(command, str) else command
    with log.open("wb") as written:
        process = subprocess.Popen(
            words, cwd=folder, env=values, stdout=written, stderr=written, start_new_session=True
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until_ready(machine: Machine, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the web can serve."""
    limit = time.monotonic() + PATIENCE_SECONDS
    while not answers(machine.ready):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < limit, log.read_text()
        time.sleep(0.1)
