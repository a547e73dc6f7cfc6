"""Everything of the demo under one command: mail server and inbox, worker, web; Ctrl-C ends all."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pulse.clock import system_clock
from pulse.demo.guide import Guide
from pulse.demo.history import build
from pulse.errors import Refusal
from pulse.settings import Settings, load_settings

HOST = "127.0.0.1"
START_SECONDS = 120
STOP_SECONDS = 10
READ_ONLY_FOR_US = 0o600
GRANIAN = (
    "--interface=wsgi",
    "--no-ws",
    "--workers=1",
    "--blocking-threads=4",
    "--respawn-failed-workers",
    "--log-level=warning",
)


class PortTaken(Refusal):
    """Another program, or another Pulse, already listens there."""


class NotStarted(Refusal):
    """A process of the demo ended before it was ready."""


@dataclass(frozen=True)
class Ports:
    """Where the demo listens, on this machine alone."""

    web: int = 8000
    smtp: int = 1025
    inbox: int = 8025


def demo(ports: Ports, folder: Path = Path("var")) -> None:
    """Build the demo organisation unless it stands, then serve it until Ctrl-C. Raises PortTaken or NotStarted."""
    _require_free(ports)
    settings = _settings(ports, folder)
    guide = _organisation(settings, folder, ports)
    with _processes(_environment(settings), ports, folder) as running:
        _wait_until_ready(ports, running)
        print(_welcome(guide, ports), flush=True)
        _wait_for_the_end(running)
    print("Pulse has stopped.")


def _require_free(ports: Ports) -> None:
    for name, port in (("WEB_PORT", ports.web), ("SMTP_PORT", ports.smtp), ("INBOX_PORT", ports.inbox)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                raise PortTaken(
                    f"Port {port} is in use, perhaps by another Pulse. Stop that program or choose another port: "
                    f"make run {name}={port + 1000}"
                ) from None


def _settings(ports: Ports, folder: Path) -> Settings:
    home = (folder / "demo").resolve()
    overrides = {
        "PULSE_ORGANISATION": "Nordwind",
        "PULSE_BASE_URL": f"http://{HOST}:{ports.web}",
        "PULSE_OFFICE_URL": f"sqlite:///{home}/office.sqlite",
        "PULSE_BOX_URL": f"sqlite:///{home}/box.sqlite",
        "PULSE_KEY_DIRECTORIES": str(home / "keys"),
        "PULSE_SECRET_KEY": _secret(folder),
        "PULSE_MAIL_URL": f"smtp://{HOST}:{ports.smtp}",
        "PULSE_MAIL_FROM": "Nordwind Pulse <pulse@nordwind.example>",
        "PULSE_CONTACT": "people@nordwind.example",
        "PULSE_SECURE_COOKIES": "false",
    }
    return load_settings(environ=overrides)


def _secret(folder: Path) -> str:
    file = folder / "secret"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.touch(READ_ONLY_FOR_US)
        file.write_text(secrets.token_urlsafe(32))
    return file.read_text()


def _organisation(settings: Settings, folder: Path, ports: Ports) -> Guide:
    """Return the guide of the organisation that stands, or build it; an interrupted building leaves nothing."""
    finished = folder / "demo"
    if not (finished / "guide.json").exists():
        unfinished = folder / "demo.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        build(_moved(settings, finished, unfinished), unfinished, ports.smtp, system_clock(), _progress)
        shutil.rmtree(finished, ignore_errors=True)
        unfinished.rename(finished)
    return Guide.read(finished / "guide.json")


def _moved(settings: Settings, origin: Path, target: Path) -> Settings:
    old, new = str(origin.resolve()), str(target.resolve())
    return settings.model_copy(
        update={
            "office_url": settings.office_url.replace(old, new),
            "box_url": settings.box_url.replace(old, new),
            "key_directories": tuple(Path(str(path).replace(old, new)) for path in settings.key_directories),
        }
    )


def _progress(line: str) -> None:
    print(line, flush=True)


def _environment(settings: Settings) -> Mapping[str, str]:
    values = {}
    for key, value in settings.model_dump(exclude={"help_contacts", "allowed_domains"}).items():
        plain = value.get_secret_value() if hasattr(value, "get_secret_value") else value
        values[f"PULSE_{key.upper()}"] = ";".join(map(str, plain)) if isinstance(plain, tuple) else str(plain)
    return os.environ | values


@contextmanager
def _processes(environment: Mapping[str, str], ports: Ports, folder: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    commands = (
        ("-m", "pulse.demo.inbox", str(folder / "demo" / "inbox"), str(ports.smtp), str(ports.inbox)),
        ("-m", "pulse", "worker"),
        ("-m", "granian", *GRANIAN, "--host", HOST, "--port", str(ports.web), "wsgi:app"),
    )
    running = [
        # A session of its own, so that Ctrl-C reaches us alone and we end the others in order.
        subprocess.Popen((sys.executable, *command), env=environment, start_new_session=True)
        for command in commands
    ]
    try:
        yield running
    finally:
        for process in reversed(running):
            process.terminate()
        for process in reversed(running):
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_until_ready(ports: Ports, running: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + START_SECONDS
    waiting = [f"http://{HOST}:{ports.web}/readyz", f"http://{HOST}:{ports.inbox}/"]
    while waiting:
        if any(process.poll() is not None for process in running) or time.monotonic() > deadline:
            raise NotStarted("A process of the demo ended or did not answer; its own words stand above.")
        waiting = [address for address in waiting if not _answers(address)]
        time.sleep(0.1)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


def _wait_for_the_end(running: list[subprocess.Popen[bytes]]) -> None:
    stopping: list[int] = []
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda number, frame: stopping.append(number))
    while not stopping:
        if any(process.poll() is not None for process in running):
            raise NotStarted("A process of the demo ended; its own words stand above. Start again with: make run")
        time.sleep(0.2)


def _welcome(guide: Guide, ports: Ports) -> str:
    web, inbox = f"http://{HOST}:{ports.web}", f"http://{HOST}:{ports.inbox}"
    people = "\n".join(f"    {role:<16} {email}" for role, email in guide.people.items())
    return f"""
Pulse is running for {guide.organisation}, {guide.employees} people; wave {guide.wave} is open until {guide.closes}.

  Mail inbox    {inbox}
  Answer        {web}{guide.rep_path}
                as {guide.rep}, from the invitation in the inbox
  Sign in       {web}/sign-in
                with one of these addresses; the mail with link and code arrives in the inbox
{people}

Ctrl-C stops everything. The data is under var/; `make clean` starts over."""
