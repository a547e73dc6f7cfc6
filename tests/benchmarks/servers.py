"""Real servers for benchmarks: granian as the product runs it, on a free port."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom

from pulse.demo.serve import GRANIAN
from tests.benchmarks.machine import worked
from tests.benchmarks.memory import Held, held

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
ATTEMPTS = 2_400
STEP_SECONDS = 0.05
PORTS = range(20_000, 32_000)
"""Below those a system gives to whoever connects: nobody comes by one of these a moment after it was found free."""


@dataclass(frozen=True)
class Server:
    """A running server and the processes that do its work."""

    port: int
    process: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """Processor time used so far by the server and its workers."""
        return worked(self.process.pid)

    def memory(self) -> Held:
        """What the server and its workers hold."""
        return held(self.pids())

    def pids(self) -> list[int]:
        """The server's process and those it started."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]


@contextmanager
def serving(application: str, environment: Mapping[str, str], ready: str, processes: int = 1) -> Iterator[Server]:
    """Serve a WSGI application in so many processes until the block ends; `ready` is a path that answers when up."""
    port = free_port()
    options = (*GRANIAN, f"--workers={processes}", "--host", HOST, "--port", str(port))
    command = (sys.executable, "-m", "granian", *options, application)
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)
    try:
        _wait(f"http://{HOST}:{port}{ready}", process)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    # Not what tests draw lots with, which may be the same in two processes.
    return next(port for port in SystemRandom().sample(PORTS, len(PORTS)) if _is_free(port))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def fetched(server: Server, path: str) -> bytes:
    """What a server answers at a path, as bytes."""
    with urllib.request.urlopen(f"http://{HOST}:{server.port}{path}", timeout=10) as answer:
        content: bytes = answer.read()
        return content


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(ATTEMPTS):
        if process.poll() is not None:
            raise RuntimeError("The server ended before it answered.")
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(STEP_SECONDS)
    raise RuntimeError("The server did not answer in time.")
