"""The leader's home, after ten million past answers and after ten thousand."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from pulse.accounts.queries import staff
from pulse.accounts.sessions import begin_session
from pulse.app import create_app
from pulse.house import House
from pulse.roster.queries import leader_of, unit_at
from tests.benchmarks.load import request
from tests.benchmarks.organisation import environment, founded, roster, teams
from tests.benchmarks.published import Press
from tests.benchmarks.rounds import Contest, Contestant, Say
from tests.benchmarks.rows import Row, at_most
from tests.benchmarks.servers import Server, serving

NO_SLOWER = 1.1


@dataclass(frozen=True)
class Size:
    """How many teams the large and the small company have, how many answer in each, in how many waves."""

    large: int = 8_500
    small: int = 9
    answering: int = 10
    waves: int = 13
    rounds: int = 15
    requests: int = 20


FULL = Size()


@dataclass(frozen=True)
class Company:
    """A company with its past waves, and a server in front of it."""

    house: House
    app: Flask
    server: Server
    answers: int

    def home_of(self, path: str) -> Contestant:
        """The home of whoever leads this unit, asked for by them."""
        unit, cookie = self.signed_in(path)
        asked = request("GET", f"/team/{unit}", headers={"Cookie": cookie})
        return Contestant(self.server, lambda number: [asked] * number)

    def signed_in(self, path: str) -> tuple[str, str]:
        """A unit's code, and the cookie of whoever leads it, signed in."""
        with self.house.databases.office.writing() as session:
            unit = unit_at(session, path).code
            leader = leader_of(session, unit)
            person = staff(session, leader.email) if leader else None
            assert person is not None
            token = token_bytes(32)
            begin_session(session, person, token, self.house.clock(), proved_at=self.house.clock())
        return unit, f"pulse={signed(self.app, token)}"


def measure(say: Say, size: Size = FULL) -> Iterator[Row]:
    """Show the homes of leaders who see equally much in a large and in a small company, in turns."""
    with ExitStack() as stack:
        large = stack.enter_context(company(say, size.large, size.answering, size.waves))
        small = stack.enter_context(company(say, size.small, size.answering, size.waves))
        for what, path in _leaders().items():
            contest = Contest(large.home_of(path), small.home_of(path))
            say(f"{size.rounds} rounds of {size.requests} homes of {what}")
            contest.hold(size.rounds, size.requests, clients=1)
            yield contest.latencies(f"home of {what}, p50", 0.5, at_most(NO_SLOWER))
            yield contest.latencies("  p99", 0.99)
            yield contest.work()


def _leaders() -> Mapping[str, str]:
    """Leaders who see the same number of units wherever they work; both companies have these."""
    first = teams(1)[0]
    return {"a team's leader": first.path, "the leader of nine teams": list(first.above)[-1]}


@contextmanager
def company(say: Say, number_of_teams: int, answering: int, waves: int) -> Iterator[Company]:
    """Found a company, publish its past waves, and serve it until the block ends."""
    say(f"publishing {waves} waves of {number_of_teams:,} teams")
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        house = stack.enter_context(founded(directory, roster(number_of_teams, reps=2)))
        answers = Press(house, answering).publish(waves)
        say(f"{answers:,} answers")
        server = stack.enter_context(serving("wsgi:app", environment(house.settings), "/healthz"))
        yield Company(house, create_app(house), server, answers)


def signed(app: Flask, token: bytes) -> str:
    """The cookie of a browser that is signed in with this token."""
    sessions = app.session_interface
    assert isinstance(sessions, SecureCookieSessionInterface)
    serializer = sessions.get_signing_serializer(app)
    assert serializer is not None
    return str(serializer.dumps({"token": token, "_permanent": True}))
