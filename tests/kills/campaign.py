"""Many small companies, each with one wave, whose processes are killed again and again."""

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from random import Random

from tests.engines import Cluster, cluster
from tests.kills.company import Company, Stuck, company
from tests.kills.killing import Course, Killer
from tests.kills.life import PHASES, Life
from tests.kills.report import Tally
from tests.kills.strikes import Electrician
from tests.postgres.server import room

EVERYWHERE = "any phase"
PLANS: Mapping[str, Mapping[str, int]] = {
    "opening": {"opening": 6},
    "mailing": {"mailing": 8},
    "answering": {"answering": 8},
    "mixing": {"mixing": 6},
    "closing": {"closing": 5},
    "releasing": {"releasing": 5},
    EVERYWHERE: dict.fromkeys(PHASES, 1),
}
RESTARTS = {"opening": 1, "mailing": 3, "answering": 4, "mixing": 1, "closing": 1, "releasing": 1}
"""How often the database is restarted in the phases of one wave."""
RESTARTED = "database restarted"
"""How many kills are tried in one wave, by the phase it is about."""
MOST_WAVES = 4
"""How many times as many waves as should be needed are held before giving up."""

Say = Callable[[str], None]


@dataclass
class Campaign:
    """Holds waves on one engine; `edits` make it run a mutant."""

    engine: str
    random: Random
    server: Cluster | None = None
    edits: str = ""
    course: Course = field(default_factory=Course)
    say: Say = print
    until: float = inf
    """When no other wave is begun."""

    def rehearse(self) -> Tally:
        """Hold a wave that nobody disturbs, to learn what it is made of."""
        with self.company() as found:
            return self.lived(Life(found, course=self.course), "nothing")

    def hold(self, phase: str, kills: int) -> Tally:
        """Let a company hold waves about a phase until there were so many kills."""
        tally = Tally(phase, self.engine)
        with self.company() as found:
            while tally.kills < kills and tally.waves < MOST_WAVES * kills and not tally.wrong and not self._is_late():
                plan = {where: min(most, kills - tally.kills) for where, most in PLANS[phase].items()}
                tally.add(self.hold_one(found, phase, plan))
                self.say(f"{self.engine}, {phase}: {tally.kills} of {kills} kills in {tally.waves} waves")
            tally.wrong += found.verify()
        return tally

    def _is_late(self) -> bool:
        return time.monotonic() > self.until

    def restart(self, waves: int) -> Tally:
        """Let a company hold waves while its database server is restarted again and again."""
        assert self.server, "SQLite has no server"
        tally = Tally(RESTARTED, self.engine)
        with self.company() as found:
            for _ in range(waves):
                tally.add(self.lived(Life(found, Electrician(self.random, self.server.server), RESTARTS), RESTARTED))
                self.say(f"{self.engine}: {tally.kills} restarts in {tally.waves} waves")
            tally.wrong += found.verify()
        return tally

    def hold_one(self, found: Company, phase: str, plan: Mapping[str, int]) -> Tally:
        """Hold one wave with kills by this plan."""
        return self.lived(Life(found, Killer(self.random, self.course), plan), phase)

    def lived(self, life: Life, phase: str) -> Tally:
        """Go through a wave to its end, or to where nothing goes on any more."""
        try:
            life.live()
        except Stuck as stuck:
            life.wrong.append(str(stuck))
        for wrong in life.wrong:
            self.say(f"WRONG: {wrong}; killed at: {[kill.death.place for kill in life.kills]}")
        return tallied(life, phase, self.engine)

    @contextmanager
    def company(self) -> Iterator[Company]:
        """A company on this campaign's engine."""
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pulse-kills-", dir=room())))
            addresses = (f"sqlite:///{folder}/office.sqlite", f"sqlite:///{folder}/box.sqlite")
            if self.server:
                addresses = stack.enter_context(self.server.pair())
            yield stack.enter_context(company(folder, addresses, self.edits))


def tallied(life: Life, phase: str, engine: str) -> Tally:
    """What was seen in one wave."""
    tally = Tally(phase, engine, waves=1, wrong=list(life.wrong), seconds=[kill.seconds for kill in life.kills])
    tally.places = {f"{kill.death.phase} {kill.death.place}" for kill in life.kills if "random" not in kill.death.place}
    tally.publications = life.proof.publications()
    if life.crowd and tally.publications:
        tally.thanked, tally.unsure = len(life.crowd.accepted), len(life.crowd.unsure)
        tally.counted = life.proof.answers_counted()
    mails = life.proof.mails(life.mails).values()
    tally.once, tally.twice = sum(found.once for found in mails), sum(found.again for found in mails)
    return tally


@contextmanager
def campaigns(engines: tuple[str, ...], seed: int, say: Say, until: float = inf) -> Iterator[list[Campaign]]:
    """A campaign for each engine, with a server where one is needed."""
    with ExitStack() as stack:
        server = stack.enter_context(cluster()) if "postgresql" in engines else None
        yield [
            Campaign(
                engine, Random(f"{seed} {engine}"), server if engine == "postgresql" else None, say=say, until=until
            )
            for engine in engines
        ]
