"""Submission: real codes of a wave that the worker opened, beside the least any survey must do on the same disk."""

import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

from pulse.programme.contract import Contract
from tests.benchmarks import bare
from tests.benchmarks.load import request
from tests.benchmarks.organisation import OpenWave, environment, founded, opened, roster
from tests.benchmarks.rounds import Contest, Contestant, Say, at_a_time
from tests.benchmarks.rows import Row, at_least
from tests.benchmarks.servers import Server, serving

SHARE_OF_BARE = 0.5
CLIENTS = (1, 8, 32)
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
    """Answer an open wave and write to the bare database in turns."""
    with _served(say, size) as contest:
        for clients in CLIENTS:
            say(f"{size.rounds} rounds of {size.answers} answers, {at_a_time(clients)}")
            contest.hold(size.rounds, size.answers, clients)
            yield contest.rates(f"answers, {at_a_time(clients)}", at_least(SHARE_OF_BARE))
            yield from contest.details()


@contextmanager
def _served(say: Say, size: Size) -> Iterator[Contest]:
    say(f"opening a wave of {size.teams} teams of {size.reps} reps")
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        house = stack.enter_context(founded(directory, roster(size.teams, size.reps)))
        wave, keys = opened(house), [secrets.token_bytes(32) for _ in range(size.teams * size.reps)]
        bare.prepare(str(directory / "bare.sqlite"), keys)
        ours = stack.enter_context(serving("wsgi:app", environment(house.settings), "/healthz"))
        bare_environment = {"BARE_DATABASE": str(directory / "bare.sqlite")}
        theirs = stack.enter_context(serving("tests.benchmarks.bare:app", bare_environment, "/"))
        yield Contest(_pulse(ours, wave), _bare(theirs, wave.contract, keys))


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
