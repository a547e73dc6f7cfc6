"""Submission: real codes of a wave that the worker opened, beside the least any survey must do on the same disk."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from pulse.programme.contract import Contract
from pulse.settings import Settings
from tests.benchmarks import bare
from tests.benchmarks.load import request
from tests.benchmarks.organisation import ENGINES, OpenWave, empty, environment, founded_with, opened, roster
from tests.benchmarks.rounds import Contest, Contestant, Say, at_a_time
from tests.benchmarks.rows import Row, at_least, at_most
from tests.benchmarks.servers import Server, serving
from tests.engines import as_web

SHARE_OF_BARE = 0.7
CLIENTS = (1, 8, 32)
ABREAST, CROWD = 8, 32
PROCESSES = 2
"""As many as config/granian.env starts."""
UNFAIR = 2.5
"""In a crowd, the slowest in a hundred waits at most so many times as long as the median."""
TIMES_A_MATURE_SYSTEM = 20 * 32
"""A mature survey system in PHP, tuned, takes 32 complete answers a second from eight clients on two such cores."""
COMMENT = "The target is out of reach for a territory like mine, and nobody can say how it was made."


@dataclass(frozen=True)
class Size:
    """How many teams are invited, of so many reps, how many rounds are run, of how many answers."""

    teams: int = 450
    reps: int = 9
    rounds: int = 7
    answers: int = 100


FULL = Size()


def measure(say: Say, size: Size = FULL) -> Iterator[Row]:
    """Answer an open wave and write to the bare database in turns, in SQLite files and then in PostgreSQL."""
    for engine in ENGINES:
        with _there(engine, size) as there, _served(say, size, there) as contest:
            for clients in CLIENTS:
                say(f"{engine}: {size.rounds} rounds of {size.answers} answers, {at_a_time(clients)}")
                contest.hold(size.rounds, size.answers, clients)
                yield contest.rates(f"answers, {engine}, {at_a_time(clients)}", at_least(SHARE_OF_BARE))
                yield from contest.details()
                yield from _judged(contest, clients)


def _judged(contest: Contest, clients: int) -> Iterator[Row]:
    ours = contest.ours
    if clients == ABREAST:
        yield Row("  beside a mature system", ours.per_second, goal=at_least(TIMES_A_MATURE_SYSTEM))
    if clients == CROWD:
        yield Row("  p99 by p50", ours.latency(0.99), ours.latency(0.5), at_most(UNFAIR))


@dataclass(frozen=True)
class There:
    """Where a company's databases are, and the bare one's with its codes."""

    settings: Settings
    bare: str
    keys: list[bytes]


@contextmanager
def _there(engine: str, size: Size) -> Iterator[There]:
    keys = [secrets.token_bytes(32) for _ in range(size.teams * size.reps)]
    with ExitStack() as stack:
        settings, server = stack.enter_context(empty(engine))
        if server:
            address = server.url(stack.enter_context(server.database()))
            bare.prepare_server(address, keys)
        else:
            address = str(settings.key_directories[0].parent / "bare.sqlite")
            bare.prepare(address, keys)
        yield There(settings, address, keys)


@contextmanager
def _served(say: Say, size: Size, there: There) -> Iterator[Contest]:
    say(f"opening a wave of {size.teams} teams of {size.reps} reps")
    with ExitStack() as stack:
        house = stack.enter_context(founded_with(there.settings, roster(size.teams, size.reps)))
        wave = opened(house)
        ours = stack.enter_context(serving("wsgi:app", environment(as_web(house.settings)), "/healthz", PROCESSES))
        bare_database = {"BARE_DATABASE": there.bare}
        theirs = stack.enter_context(serving("tests.benchmarks.bare:app", bare_database, "/", PROCESSES))
        yield Contest(_pulse(ours, wave), _bare(theirs, wave.contract, there.keys))


def _pulse(server: Server, wave: OpenWave) -> Contestant:
    codes = iter(wave.codes)

    def requests(number: int) -> Sequence[bytes]:
        return [request("POST", wave.path, sheet(wave.contract, code)) for code in islice(codes, number)]

    return Contestant(server, requests, 303)


def _bare(server: Server, contract: Contract, keys: Sequence[bytes]) -> Contestant:
    unused = iter(keys)

    def requests(number: int) -> Sequence[bytes]:
        return [request("POST", "/submit", sheet(contract, key.hex())) for key in islice(unused, number)]

    return Contestant(server, requests)


def sheet(contract: Contract, code: str) -> bytes:
    """A complete form: every question answered, and a comment."""
    *tapped, written = contract.questions
    return urlencode(
        {"code": code, **dict.fromkeys(tapped, "3"), written: COMMENT, "tag": "problem", "visibility": "words"}
    ).encode()
