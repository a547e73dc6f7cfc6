"""The moments at which a process changes something that lasts, and traps that end the process at one of them.

A moment is a writing statement, a commit, the return from one, a command to the mail server, or a step with a key
file. Everything is noted; at the chosen one the process kills itself with SIGKILL, as any other could.
"""

import inspect
import json
import os
import signal
import sys
import time
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from threading import Lock, local
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from pulse.house import House
from tests.kills.places import Places

PHASES = {
    "worker/open.py": "opening",
    "worker/delivery.py": "mailing",
    "respond/views.py": "answering",
    "worker/mix.py": "mixing",
    "worker/close.py": "closing",
    "worker/release.py": "releasing",
}
WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "CREATE", "ALTER", "DROP")
FILE_STEPS = ("open", "os.rename", "os.remove")
COMMANDS = ("ehlo", "mail", "rcpt", "data", "rset", "quit")
WORDS = 3


@dataclass(frozen=True)
class Trap:
    """The process that comes to this phase's nth moment, of those at this place if one is named, ends there.

    `id` tells one trap from the next.
    """

    id: int
    phase: str
    nth: int
    place: str = ""

    def set(self, places: Places) -> None:
        """Put the trap where every process looks."""
        draft = places.trap.with_suffix(".draft")
        draft.write_text(json.dumps(asdict(self)))
        draft.replace(places.trap)


@dataclass(frozen=True)
class Moment:
    """When which process came to what."""

    at: float
    pid: int
    phase: str
    what: str

    @classmethod
    def read(cls, line: str) -> "Moment":
        at, pid, phase, what = line.split(" ", 3)
        return cls(float(at), int(pid), phase, what)


class Watch:
    """Notes this process's moments and falls into traps."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._notes = os.open(places.moments, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._lock = Lock()
        self._trap = 0
        self._met = 0
        self._thread = local()

    def over(self, house: House) -> None:
        """Watch everything that this house's process writes, sends and removes."""
        for name, database in (("office", house.databases.office), ("box", house.databases.box)):
            event.listen(database.engine, "before_cursor_execute", partial(self._statement, name))
            event.listen(database.engine, "commit", partial(self._commit, name))
            event.listen(database.engine, "checkin", self._committed)
        event.listen(Session, "after_commit", self._committed)
        sys.addaudithook(self._audited)

    def _statement(self, name: str, connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.lstrip().upper().startswith(WRITES):
            connection.info["wrote"] = True
            self._meet(f"{name}: {' '.join(statement.split()[:WORDS])}")

    def _commit(self, name: str, connection: Any) -> None:
        if connection.info.pop("wrote", False):
            self._thread.committing = name
            self._meet(f"{name}: before commit")

    def _committed(self, *_: object) -> None:
        # Whichever comes first: a session says so, a bare connection goes back.
        if name := self._thread.__dict__.pop("committing", None):
            self._meet(f"{name}: after commit")

    def _audited(self, name: str, arguments: tuple[Any, ...]) -> None:
        if name == "smtplib.send":
            verb = bytes(arguments[1][:4]).decode("ascii", "replace").strip()
            self._meet(f"mail server: {verb if verb in COMMANDS else 'content'}")
        elif name in FILE_STEPS and str(arguments[0]).startswith(f"{self._places.keys}/"):
            looks = name == "open" and not arguments[2] & os.O_WRONLY
            if not looks:
                self._meet(f"key file: {name} {Path(str(arguments[0])).suffix}")

    def _meet(self, what: str) -> None:
        if phase := _phase():
            with self._lock:
                self._note(phase, what)
                self._look_for_trap(phase, what)

    def _note(self, phase: str, what: str) -> None:
        os.write(self._notes, f"{time.time()} {os.getpid()} {phase} {what}\n".encode())

    def _look_for_trap(self, phase: str, what: str) -> None:
        if not os.access(self._places.trap, os.R_OK):
            return
        trap = Trap(**json.loads(self._places.trap.read_text()))
        if trap.phase != phase or trap.place not in ("", what):
            return
        if trap.id != self._trap:
            self._trap, self._met = trap.id, 0
        self._met += 1
        if self._met >= trap.nth:
            self._end(phase, what)

    def _end(self, phase: str, what: str) -> None:
        # Of several processes that come to the moment at once, one ends.
        draft = self._places.sprung.with_suffix(f".{os.getpid()}")
        draft.write_text(f"{time.time()} {os.getpid()} {phase} {what}")
        try:
            self._places.trap.rename(self._places.trap.with_suffix(".taken"))
        except FileNotFoundError:
            return
        draft.rename(self._places.sprung)
        os.kill(os.getpid(), signal.SIGKILL)


def _phase() -> str | None:
    """What the work that came here is part of."""
    frame = inspect.currentframe()
    while frame is not None:
        *_, room, module = ("", *Path(frame.f_code.co_filename).parts)
        if found := PHASES.get(f"{room}/{module}"):
            return found
        frame = frame.f_back
    return None
