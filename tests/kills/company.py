"""An installation of real processes: two workers, a web of two processes, a mail server, one shared clock.

Whoever is killed is started again at once, as systemd and granian would.
"""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pulse.database import Role, migrate
from pulse.demo.serve import GRANIAN
from pulse.house import House, open_house
from pulse.programme.operations import apply_programme
from pulse.roster.importing import read_roster
from pulse.roster.operations import import_roster
from pulse.settings import Settings
from tests.benchmarks.organisation import PROGRAMME, environment, roster
from tests.benchmarks.servers import HOST, free_port
from tests.engines import as_web
from tests.kills.clock import SharedClock
from tests.kills.moments import Moment
from tests.kills.places import EDITS, FOLDER, ROOT, Places
from tests.kills.sink import Sink, sink

ACTOR = "test"
TEAMS, REPS = 4, 14
WORKERS = 2
BEFORE = datetime(2026, 2, 2, 12, tzinfo=UTC)
PATIENCE_SECONDS = 180
STEP_SECONDS = 0.04
GIVES_UP = b"Worker crash loop detected"
"""What granian says before it ends."""


class Stuck(Exception):
    """What should have come did not come."""


@dataclass
class Company:
    """One installation; `house` is how the test looks into it."""

    places: Places
    house: House
    clock: SharedClock
    sink: Sink
    port: int
    edits: str = ""
    patience: float = PATIENCE_SECONDS
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    web: subprocess.Popen[bytes] | None = None
    given_up: int = 0

    def start(self) -> None:
        """Start the workers and the web, and wait until pages come."""
        self.go_on()
        self.web = self._serve()
        self.wait("the web answers", lambda: len(self.web_processes()) == WORKERS and self._answers())

    def stop(self) -> None:
        """End every process of this installation."""
        _end([*self.workers, *([self.web] if self.web else [])])

    def rest(self) -> None:
        """Ask the workers to end."""
        _end(self.workers)
        self.workers = []

    def go_on(self) -> None:
        """Start the workers."""
        self.workers = [self._worker() for _ in range(WORKERS)]

    def wait(self, what: str, condition: Callable[[], bool]) -> None:
        """Wait for a condition, and start anew what was killed. Raises Stuck."""
        until = time.monotonic() + self.patience
        while not condition():
            self.tend()
            if time.monotonic() > until:
                raise Stuck(f"{what}: not within {self.patience:.0f} seconds")
            time.sleep(STEP_SECONDS)

    def tend(self) -> None:
        """Start a new worker in the place of each that was killed. Raises Stuck when one ended by itself.

        A web whose processes are killed twice in a few seconds gives up; systemd starts it anew, and so does this.
        """
        if self.web and self.web.poll() is not None:
            self.given_up += 1
            if self.places.log.read_bytes().count(GIVES_UP) != self.given_up:
                raise Stuck(f"the web ended by itself with {self.web.returncode}; see {self.places.log}")
            self.web = self._serve()
        for place, process in enumerate(self.workers):
            if process.poll() is None:
                continue
            if process.returncode != -signal.SIGKILL:
                raise Stuck(f"a worker ended by itself with {process.returncode}; see {self.places.log}")
            self.workers[place] = self._worker()

    def web_processes(self) -> list[int]:
        """The processes that answer requests."""
        if self.web is None or self.web.poll() is not None:
            return []
        children = Path(f"/proc/{self.web.pid}/task/{self.web.pid}/children").read_text().split()
        return list(map(int, children))

    def worker_processes(self) -> list[int]:
        """The workers that live."""
        return [process.pid for process in self.workers if process.poll() is None]

    def moments(self) -> list[Moment]:
        """Everything that processes changed so far."""
        lines = self.places.moments.read_text().splitlines() if self.places.moments.exists() else []
        return [Moment.read(line) for line in lines]

    def forget_moments(self) -> None:
        """Begin to note moments anew."""
        self.places.moments.write_bytes(b"")

    def verify(self) -> list[str]:
        """Run the command `verify`; what it finds."""
        command = [sys.executable, "-m", "pulse", "verify"]
        variables = os.environ | environment(self.house.settings)
        ended = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
        return [f"verify says: {ended.stdout}{ended.stderr}"] if ended.returncode else []

    def _worker(self) -> subprocess.Popen[bytes]:
        module = "tests.kills.mutated" if self.edits else "tests.kills.worker"
        return self._run(self.house.settings, "-m", module)

    def _serve(self) -> subprocess.Popen[bytes]:
        module = "tests.kills.mutated" if self.edits else "tests.kills.site"
        options = [*GRANIAN, f"--workers={WORKERS}", "--respawn-interval=0.5"]
        address = ["--host", HOST, "--port", str(self.port)]
        return self._run(as_web(self.house.settings), "-m", "granian", *options, *address, f"{module}:app")

    def _run(self, settings: Settings, *arguments: str) -> subprocess.Popen[bytes]:
        variables = os.environ | environment(settings) | {FOLDER: str(self.places.folder), EDITS: self.edits}
        with self.places.log.open("ab") as log:
            return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=variables, stdout=log, stderr=log)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self.port}/readyz", timeout=5):
                return True
        except OSError:
            return False


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def company(folder: Path, addresses: tuple[str, str], edits: str = "") -> Iterator[Company]:
    """Found a company with databases at these addresses, start its processes, and end them."""
    places = Places(folder)
    clock = SharedClock(places.clock)
    clock.set(BEFORE)
    with sink(folder / "mails") as server:
        port = free_port()
        house = open_house(Role.WORKER, _settings(folder, addresses, server, port), clock)
        _found(house)
        founded = Company(places, house, clock, server, port, edits)
        try:
            founded.start()
            yield founded
        finally:
            founded.stop()
            house.databases.dispose()


def _settings(folder: Path, addresses: tuple[str, str], server: Sink, port: int) -> Settings:
    office, box = addresses
    return Settings(
        organisation="Acme",
        base_url=f"http://{HOST}:{port}",
        office_url=office,
        box_url=box,
        key_directories=(folder / "keys",),
        secret_key="a secret for tests alone, of some length",
        mail_url=server.url,
        mail_from="Pulse <pulse@acme.example>",
        contact="pulse@acme.example",
        secure_cookies=False,
    )


def _found(house: House) -> None:
    if house.databases.box.embedded:
        migrate(house.databases.office, "office")
        migrate(house.databases.box, "box")
    now = house.clock()
    with house.databases.office.writing() as session:
        import_roster(session, read_roster(roster(TEAMS, REPS), ()), now, ACTOR)
    definition = PROGRAMME.model_copy(update={"send_at": 10, "reminders": 0})
    with house.databases.office.writing() as session:
        apply_programme(session, definition, house.questionnaire, now, ACTOR)
