"""What else may happen to an installation: its database server is cut off under load."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.kills.company import Company
from tests.kills.killing import TYPICAL, Death, Killer
from tests.postgres.server import PATIENCE, Server


@dataclass
class CutOff:
    """Ends the database server as a power cut would, some seconds after a phase began, and starts it again."""

    company: Company
    phase: str
    seconds: float
    server: Server
    _known: int = 0

    def prepare(self) -> None:
        """Remember what has been done before."""
        self._known = len(self.company.moments())

    def strike(self, done: Callable[[], bool]) -> Death | None:
        """Wait for the phase to begin, and then for the time; None when it is done before."""
        self.company.wait(f"{self.phase} begins", lambda: self._began() or done())
        if not self._began():
            return None
        time.sleep(self.seconds)
        restart(self.server)
        return Death(time.time(), frozenset(), self.phase, "a database restarted at a random time")

    def _began(self) -> bool:
        return any(moment.phase == self.phase for moment in self.company.moments()[self._known :])


def restart(server: Server) -> None:
    """Do as `pg_ctl restart -m immediate`: nobody may finish, and the server recovers from its log."""
    assert server.process
    server.process.send_signal(signal.SIGQUIT)
    server.process.wait(PATIENCE)
    server.start()


class Electrician(Killer):
    """Cuts the server off instead of killing processes."""

    def __init__(self, random: Random, server: Server) -> None:
        super().__init__(random, TYPICAL)
        self._server = server

    def draw(self, company: Company, phase: str, before: int) -> CutOff:
        return CutOff(company, phase, self.random.uniform(0, self.course.seconds[phase]), self._server)
