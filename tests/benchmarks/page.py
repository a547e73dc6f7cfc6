"""The rep's page: how much there is to load, and how fast it is served beside a bare Flask page of the same size."""

import gzip
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

from tests.benchmarks.load import request
from tests.benchmarks.organisation import environment, founded, opened, roster
from tests.benchmarks.rounds import Contest, Contestant, Say, at_a_time
from tests.benchmarks.rows import Quantity, Row, at_least, at_most
from tests.benchmarks.servers import Server, fetched, serving

BYTES = 60_000
SHARE_OF_BARE = 0.6
CLIENTS = (1, 8)
BARE_FRAME = len("<!doctype html><title>Bare</title><p>")


@dataclass(frozen=True)
class Size:
    """How many teams the wave has, how many rounds are run, of how many requests."""

    teams: int = 400
    rounds: int = 11
    requests: int = 500


FULL = Size()


@dataclass
class Resources(HTMLParser):
    """What a browser loads for a page: `first` before it paints anything, `later` without being waited for."""

    first: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        if tag == "link" and found.get("rel") == "stylesheet":
            self.first.append(found["href"])
        elif tag == "link" and "icon" in found.get("rel", ""):
            self.later.append(found["href"])
        elif tag == "script" and "src" in found:
            waits = not {"defer", "async"} & found.keys() and found.get("type") != "module"
            (self.first if waits else self.later).append(found["src"])
        elif "src" in found:
            self.later.append(found["src"])


def measure(say: Say, size: Size = FULL) -> Iterator[Row]:
    """Serve an open wave's page and a bare one in turns."""
    with _served(say, size) as (ours, theirs, path):
        page = fetched(ours, path)
        yield from _sizes(ours, path, page)
        contest = Contest(
            Contestant(ours, lambda number: [request("GET", path)] * number),
            Contestant(theirs, lambda number: [request("GET", "/")] * number),
        )
        for clients in CLIENTS:
            say(f"{size.rounds} rounds of {size.requests} pages, {at_a_time(clients)}")
            contest.hold(size.rounds, size.requests, clients)
            yield contest.rates(f"pages, {at_a_time(clients)}", at_least(SHARE_OF_BARE))
            yield from contest.details()
        yield Row("memory of the web processes", _memory(ours), _memory(theirs))


@contextmanager
def _served(say: Say, size: Size) -> Iterator[tuple[Server, Server, str]]:
    say(f"opening a wave of {size.teams} teams")
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        house = stack.enter_context(founded(directory, roster(size.teams, reps=3)))
        path = opened(house).path
        ours = stack.enter_context(serving("wsgi:app", environment(house.settings), "/healthz"))
        bytes_of_text = str(len(fetched(ours, path)) - BARE_FRAME)
        theirs = stack.enter_context(serving("tests.benchmarks.bare:app", {"BARE_PAGE_BYTES": bytes_of_text}, "/"))
        yield ours, theirs, path


def _memory(server: Server) -> Quantity:
    return Quantity(server.memory().total, "MB")


def _sizes(server: Server, path: str, page: bytes) -> Iterator[Row]:
    resources = Resources()
    resources.feed(page.decode())
    extra = {place: fetched(server, urljoin(path, place)) for place in (*resources.first, *resources.later)}
    whole = [page, *extra.values()]
    yield Row("page", Quantity(len(page), "bytes"), goal=at_most(BYTES))
    yield Row("page and all it loads", Quantity(sum(map(len, whole)), "bytes"), goal=at_most(BYTES))
    zipped = sum(len(gzip.compress(content)) for content in whole)
    yield Row("the same, zipped by a proxy", Quantity(zipped, "bytes"))
    yield Row("requests before first paint", Quantity(1 + len(resources.first), "requests"), goal=at_most(1))
    yield Row("requests in all", Quantity(len(whole), "requests"))
