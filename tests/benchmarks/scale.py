"""One wave of a company of fifty thousand, from the roster to every leader's home, on both engines."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, takewhile
from pathlib import Path
from random import Random
from secrets import token_bytes

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from pulse.accounts.people import Staff
from pulse.accounts.queries import staff
from pulse.accounts.sessions import begin_session
from pulse.app import create_app
from pulse.database import Role
from pulse.house import open_house
from pulse.programme.contract import Contract
from pulse.settings import Settings
from tests.benchmarks.home import signed
from tests.benchmarks.invitations import NOON
from tests.benchmarks.load import Load, request, run
from tests.benchmarks.memory import Held
from tests.benchmarks.organisation import A_WEEK, ENGINES, NOW, at, empty, environment, roster
from tests.benchmarks.rounds import Say, Unexpected
from tests.benchmarks.rows import Quantity, Row, at_most
from tests.benchmarks.servers import ROOT, serving
from tests.benchmarks.sink import Sink, sink
from tests.benchmarks.steps import CODES, ROSTER
from tests.benchmarks.submission import sheet
from tests.engines import as_web

CLIENTS = 8
ALL_TOGETHER = 316
"""Megabytes that a mature survey system takes for as many people."""
RELEASED_WITHIN = 180
LATER = NOON + timedelta(hours=1)
OVER = NOON + A_WEEK + timedelta(hours=1)


@dataclass(frozen=True)
class Size:
    """How many teams there are, of how many reps, how many of them answer, and how many leaders look at their home."""

    teams: int = 7_200
    reps: int = 6
    answers: int = 35_000
    homes: int | None = None


FULL = Size()


@dataclass
class Company:
    """A company on one engine, and the most that its worker and its web held so far."""

    settings: Settings
    sink: Sink
    worker: Held = field(default_factory=Held)
    web: Held = field(default_factory=Held)

    @property
    def folder(self) -> Path:
        return self.settings.key_directories[0].parent

    def step(self, what: str, name: str, now: datetime) -> Iterator[Row]:
        """Let the worker take a step in a process of its own."""
        command = [sys.executable, "-m", "tests.benchmarks.steps", name, str(self.folder)]
        variables = os.environ | environment(self.settings) | {NOW: now.isoformat()}
        done = subprocess.run(command, cwd=ROOT, env=variables, check=True, capture_output=True, text=True)
        took = json.loads(done.stdout.splitlines()[-1])
        most = Held(**took["held"])
        self.worker = max(self.worker, most, key=lambda one: one.total)
        goal = at_most(RELEASED_WITHIN) if name == "release" else None
        yield Row(what, Quantity(took["seconds"], "s"), goal=goal)
        yield Row("  processor time", Quantity(took["worked"], "s"))
        yield Row("  memory at most", Quantity(most.total, "MB"))
        yield from self.sizes()

    def asked(self, what: str, requests: Sequence[bytes], now: datetime, status: int) -> Iterator[Row]:
        """Ask the web for all of this. Raises Unexpected."""
        with serving("tests.benchmarks.shifted:app", self._web(now), "/healthz") as server:
            load = run(server.port, requests, CLIENTS, (status,))
            memory, worked = server.memory(), server.cpu_seconds()
        if load.unexpected:
            raise Unexpected(f"{load.unexpected} of {len(requests)} answers were not {status}.")
        self.web = max(self.web, memory, key=lambda one: one.total)
        yield Row(what, Quantity(load.seconds, "s"))
        yield Row("  each second", Quantity(load.per_second, "/s"))
        yield from _latencies(load)
        yield Row("  processor time", Quantity(worked, "s"))
        yield Row("  memory", Quantity(memory.total, "MB"))
        yield from self.sizes()

    def homes(self, now: datetime) -> list[bytes]:
        """Sign every leader in, and ask for their home."""
        house = open_house(Role.WORKER, self.settings, at(now))
        app = create_app(house)
        with house.databases.office.writing() as session:
            found = (staff(session, f"leader{number}@acme.example") for number in count())
            asked = [_home(app, session, leader, now) for leader in takewhile(bool, found) if leader]
        house.databases.dispose()
        return asked

    def sizes(self) -> Iterator[Row]:
        for name, url in (("office", self.settings.office_url), ("box", self.settings.box_url)):
            yield Row(f"  {name}", Quantity(_bytes(url) / 2**20, "MB"))

    def _web(self, now: datetime) -> Mapping[str, str]:
        return {**environment(as_web(self.settings)), NOW: now.isoformat()}


def measure(say: Say, size: Size = FULL) -> Iterator[Row]:
    """Live through one wave on each engine."""
    for engine in ENGINES:
        with ExitStack() as stack:
            taker = stack.enter_context(sink())
            settings, _ = stack.enter_context(empty(engine, taker.url))
            for row in _wave(say, Company(settings, taker), size, engine):
                # Indented rows belong to the one above, which says where.
                yield row if row.what.startswith(" ") else Row(f"{engine}: {row.what}", row.measured, goal=row.goal)


def _wave(say: Say, company: Company, size: Size, engine: str) -> Iterator[Row]:
    (company.folder / ROSTER).write_bytes(roster(size.teams, size.reps))
    say(f"{engine}: {size.teams:,} teams of {size.reps} reps")
    yield from company.step("roster imported", "found", NOON)
    yield from company.step("wave opened", "open", NOON)
    path, canonical, *codes = (company.folder / CODES).read_text().split("\n")
    say(f"{engine}: sending {len(codes):,} invitations")
    yield from company.step(f"{len(codes):,} invitations sent", "send", NOON)
    if company.sink.taken != len(codes):
        raise Unexpected(f"{company.sink.taken} of {len(codes)} invitations arrived.")
    coming = Random(3).sample(codes, min(size.answers, len(codes)))
    contract = Contract.parse(canonical)
    say(f"{engine}: taking {len(coming):,} answers")
    sheets = [request("POST", path, sheet(contract, code)) for code in coming]
    yield from company.asked(f"{len(coming):,} answers, {CLIENTS} clients", sheets, LATER, 303)
    yield from company.step("wave closed", "close", OVER)
    yield from company.step("released", "release", OVER)
    homes = company.homes(OVER)[: size.homes]
    say(f"{engine}: showing {len(homes):,} homes")
    yield from company.asked(f"{len(homes):,} homes, {CLIENTS} clients", homes, OVER, 200)
    yield Row(
        "web and worker together", Quantity(company.web.beside(company.worker).total, "MB"), goal=at_most(ALL_TOGETHER)
    )


def _home(app: Flask, session: Session, leader: Staff, now: datetime) -> bytes:
    token = token_bytes(32)
    begin_session(session, leader, token, now, proved_at=now)
    return request("GET", f"/team/{leader.leads}", headers={"Cookie": f"pulse={signed(app, token)}"})


def _latencies(load: Load) -> Iterator[Row]:
    for share in (0.5, 0.99):
        yield Row(f"  p{100 * share:.0f}", Quantity(load.milliseconds(share), "ms"))


def _bytes(url: str) -> int:
    """How large a database is."""
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite":
        return Path(address.database or "").stat().st_size
    engine = sa.create_engine(address)
    with engine.connect() as connection:
        size = connection.scalar(sa.text("SELECT pg_database_size(current_database())"))
    engine.dispose()
    return int(size or 0)
