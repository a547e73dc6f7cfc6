"""Killing: at a chosen moment by a trap, or at a random time from outside."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from math import ceil
from random import Random
from typing import Protocol

from tests.kills.company import Company
from tests.kills.moments import Moment, Trap

TRAPS = count(1)
WEB = "answering"
"""The phase whose work the web does; all others are the workers'."""


@dataclass(frozen=True)
class Death:
    """When which processes were killed, in which phase and where."""

    at: float
    pids: frozenset[int]
    phase: str
    place: str


@dataclass
class AtAMoment:
    """Kills the process that comes to a phase's nth moment, of those at this place if one is named."""

    company: Company
    phase: str
    nth: int
    place: str = ""

    def prepare(self) -> None:
        """Set the trap."""
        self.company.places.sprung.unlink(missing_ok=True)
        Trap(next(TRAPS), self.phase, self.nth, self.place).set(self.company.places)

    def strike(self, done: Callable[[], bool]) -> Death | None:
        """Wait for a process to fall into the trap; None when the phase is done without."""
        places = self.company.places
        self.company.wait(f"{self.phase} is done", lambda: places.sprung.exists() or done())
        places.trap.unlink(missing_ok=True)
        if not places.sprung.exists():
            return None
        last = Moment.read(places.sprung.read_text())
        return Death(last.at, frozenset({last.pid}), self.phase, last.what)


@dataclass
class AtATime:
    """Kills, some seconds after a phase began, the process that did the latest step, or all of its kind."""

    company: Company
    phase: str
    seconds: float
    everybody: bool
    _known: int = field(default=0)

    def prepare(self) -> None:
        """Remember what has been done before."""
        self._known = len(self.company.moments())

    def strike(self, done: Callable[[], bool]) -> Death | None:
        """Wait for the phase to begin, and then for the time; None when it is done before."""
        self.company.wait(f"{self.phase} begins", lambda: bool(self._steps()) or done())
        if not self._steps():
            return None
        time.sleep(self.seconds)
        pids = self._chosen()
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return Death(time.time(), pids, self.phase, "all at a random time" if self.everybody else "a random time")

    def _steps(self) -> list[Moment]:
        return [moment for moment in self.company.moments()[self._known :] if moment.phase == self.phase]

    def _chosen(self) -> frozenset[int]:
        alive = self.company.web_processes() if self.phase == WEB else self.company.worker_processes()
        busy = self._steps()[-1].pid
        return frozenset(alive) if self.everybody or busy not in alive else frozenset({busy})


class Attempt(Protocol):
    """One try to disturb a phase."""

    def prepare(self) -> None:
        """Get ready before the phase begins."""

    def strike(self, done: Callable[[], bool]) -> Death | None:
        """Strike once the phase has begun; None when it is done before."""


@dataclass
class Course:
    """What a wave is made of: per phase, how many moments it has at first, and how many seconds it takes."""

    moments: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def learn(self, phases: Sequence[str], moments: Sequence[Moment]) -> None:
        """Note the moments of phases that have just been gone through for the first time."""
        for phase in phases:
            times = [moment.at for moment in moments if moment.phase == phase]
            if times and phase not in self.moments:
                self.moments[phase], self.seconds[phase] = len(times), max(times) - min(times)


TYPICAL = Course(
    moments={"opening": 21, "mailing": 430, "answering": 120, "mixing": 8, "closing": 17, "releasing": 22},
    seconds={"opening": 0.2, "mailing": 2, "answering": 1, "mixing": 0.1, "closing": 0.1, "releasing": 0.1},
)
"""The course of a wave for those who cannot wait for a rehearsal."""


@dataclass
class Killer:
    """Draws when to kill."""

    random: Random
    course: Course
    at_a_moment: float = 0.6
    """How many of the kills come at a chosen moment."""
    everybody: float = 0.25
    """How many of the others hit all processes of their kind."""

    def draw(self, company: Company, phase: str, before: int) -> Attempt:
        """Draw the next kill in a phase that saw so many before."""
        # What is left of a phase after earlier kills is less than the whole, unless it began anew.
        share = self.random.choice((1, 1 / (1 + before)))
        if self.random.random() < self.at_a_moment:
            return AtAMoment(company, phase, self.random.randint(1, ceil(self.course.moments[phase] * share)))
        seconds = self.random.uniform(0, self.course.seconds[phase] * share)
        return AtATime(company, phase, seconds, everybody=self.random.random() < self.everybody)
