"""A disk that is full, under the databases and under the keys: nothing is half done, and work goes on with room again.

A small file system of its own needs the right to mount one; without it nothing is tried.
"""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select

from pulse.ballots.models import Ballot
from pulse.errors import NO_ROOM
from pulse.programme.models import NEWS, Kind
from pulse.worker.close import close_due
from tests.kills.campaign import Campaign
from tests.kills.company import company
from tests.kills.crowd import Crowd
from tests.kills.killing import Death
from tests.kills.life import AT_A_TIME, JUST_AFTER, Kill, Life
from tests.kills.report import Tally

FULL = "disk full"
SIZE = "16m"
BLOCK = 64 * 1024
OFTEN = 3
"""How many times somebody has to say that there is no room, before there is some again."""
SEVERAL = 10


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a small file system. Raises CalledProcessError where that is not allowed."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@dataclass(frozen=True)
class Disk:
    """A small file system that can be filled."""

    folder: Path

    @contextmanager
    def full(self) -> Iterator[None]:
        """Leave no room on it for a while."""
        filler = self.folder / "filler"
        descriptor = os.open(filler, os.O_WRONLY | os.O_CREAT)
        try:
            with suppress(OSError):
                while True:
                    os.write(descriptor, bytes(BLOCK))
            yield
        finally:
            os.close(descriptor)
            filler.unlink()


@dataclass
class Cramped(Life):
    """A wave during which now and then there is no room for the databases, or for the keys."""

    databases: Disk = field(kw_only=True)
    keys: Disk = field(kw_only=True)

    def live(self) -> None:
        """Go through the whole wave, each phase beginning without room."""
        clock, wave = self.company.clock, self.wave
        with self.databases.full():
            self._squeeze(self.keys, "opening", lambda: clock.set(wave.opens_at), self._has_not_opened)
        self._squeeze(self.keys, "opening", lambda: None, self._has_not_opened)
        self._goes_on("opening", self._is_opened)
        self._squeeze(self.databases, "mailing", lambda: self._wait_for((Kind.INVITATION,)), lambda: True)
        self._goes_on("mailing", self._has_invited)
        crowd = self.crowd = self._gathered()
        with self.databases.full():
            crowd.begin(AT_A_TIME)
            self.company.wait("people are told to send again", lambda: crowd.told_to_wait >= SEVERAL)
            self._require("nobody is thanked without room", not crowd.accepted and not self._ballots())
        self._goes_on("answering", lambda: crowd.idle)
        crowd.begin(crowd.waiting)
        self._through(("answering", "mixing"), lambda: None, self._is_mixed)
        self._release(crowd)
        self._through(("mailing",), lambda: self._wait_for(NEWS), lambda: self._all_sent(*NEWS))
        self.wrong += self.proof.end(crowd)
        self.wrong += self.proof.written(self.mails, self.killed_in("mailing"))

    def _release(self, crowd: Crowd) -> None:
        """Close the wave while no worker runs, and let the workers try to release it without room."""
        self.company.rest()
        self.company.clock.set(self.wave.closes_at + JUST_AFTER)
        close_due(self.company.house)
        self._squeeze(self.databases, "releasing", self.company.go_on, lambda: not self.proof.publications())
        self._require("ballots stay until the publication stands", self._ballots() == len(crowd.accepted))
        self._goes_on("releasing", self._is_over)

    def _squeeze(self, disk: Disk, phase: str, start: Callable[[], None], holds: Callable[[], bool]) -> None:
        """Begin a phase on a full disk; when the workers have said often enough what is missing, something holds."""
        with disk.full():
            said = self._said()
            start()
            self.company.wait(f"{phase}: the worker says what is missing", lambda: self._said() >= said + OFTEN)
            self._require(f"{phase} waits for room", holds())

    def _goes_on(self, phase: str, done: Callable[[], bool]) -> None:
        """Now that there is room, see a phase done."""
        death = Death(time.time(), frozenset(), phase, "no room, at a random time")
        self.company.wait(f"{phase} goes on with room", done)
        self.kills.append(Kill(death, time.time() - death.at))
        self.wrong += self.proof.history()

    def _has_not_opened(self) -> bool:
        return not self._is_opened()

    def _said(self) -> int:
        """How often a process said that there is no room."""
        return self.company.places.log.read_text().count(NO_ROOM)

    def _ballots(self) -> int:
        with self.company.house.databases.box.reading() as session:
            return session.scalars(select(func.count()).where(Ballot.counts)).one()

    def _require(self, sentence: str, holds: bool) -> None:
        self.wrong += [] if holds else [f"it is not so that {sentence}"]


def cramped(campaign: Campaign) -> Tally:
    """Hold a wave of files on small disks."""
    with TemporaryDirectory(prefix="pulse-kills-") as name, ExitStack() as stack:
        folder = Path(name)
        databases, keys = (stack.enter_context(small_disk(folder / what)) for what in ("databases", "keys"))
        addresses = f"sqlite:///{databases}/office.sqlite", f"sqlite:///{databases}/box.sqlite"
        found = stack.enter_context(company(folder, addresses))
        return campaign.lived(Cramped(found, databases=Disk(databases), keys=Disk(keys)), FULL)
