"""Measuring two servers in turns, so that whatever else the machine does meets both alike."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from tests.benchmarks.load import Load, run
from tests.benchmarks.rows import Goal, Quantity, Row
from tests.benchmarks.servers import Server

WARMING_UP = 10
"""Before the rounds, one part in so many of a round that is not counted."""
Say = Callable[[str], None]
"""Takes a line that says what is being done."""


class Unexpected(Exception):
    """A server answered otherwise than it should, so that nothing measured would mean anything."""


@dataclass
class Contestant:
    """A server, what to ask of it and how it has to answer, and what it did in every round so far."""

    server: Server
    requests: Callable[[int], Sequence[bytes]]
    status: int = 200
    loads: list[Load] = field(default_factory=list)
    worked: float = 0.0

    def take_a_turn(self, number: int, clients: int) -> None:
        """Answer so many requests, so many at a time. Raises Unexpected."""
        before = self.server.cpu_seconds()
        load = run(self.server.port, self.requests(number), clients, (self.status,))
        if load.unexpected:
            raise Unexpected(f"{load.unexpected} of {number} answers were not {self.status}.")
        self.loads.append(load)
        self.worked += self.server.cpu_seconds() - before

    def start_anew(self) -> None:
        """Forget the rounds so far."""
        self.loads.clear()
        self.worked = 0.0

    @property
    def per_second(self) -> Quantity:
        """The rate of the median round."""
        return Quantity(median(load.per_second for load in self.loads), "/s")

    @property
    def work(self) -> Quantity:
        """Processor time for each answer."""
        return Quantity(1000 * self.worked / sum(len(load.latencies) for load in self.loads), "ms")

    def latency(self, share: float) -> Quantity:
        """The latency that this share of the answers of the median round did not exceed."""
        return Quantity(median(load.milliseconds(share) for load in self.loads), "ms")


@dataclass(frozen=True)
class Contest:
    """Our server and the baseline, asked in turns."""

    ours: Contestant
    theirs: Contestant

    def hold(self, rounds: int, number: int, clients: int) -> None:
        """Ask both for so many answers in every round, so many at a time. Raises Unexpected."""
        both = (self.ours, self.theirs)
        for contestant in both:
            contestant.take_a_turn(max(number // WARMING_UP, 1), clients)
            contestant.start_anew()
        for _ in range(rounds):
            for contestant in both:
                contestant.take_a_turn(number, clients)

    def rates(self, what: str, goal: Goal | None = None) -> Row:
        """Answers per second."""
        return Row(what, self.ours.per_second, self.theirs.per_second, goal)

    def latencies(self, what: str, share: float, goal: Goal | None = None) -> Row:
        """The latency that this share of the answers did not exceed."""
        return Row(what, self.ours.latency(share), self.theirs.latency(share), goal)

    def details(self) -> Iterator[Row]:
        """What stands under a rate."""
        yield self.latencies("  p50", 0.5)
        yield self.latencies("  p99", 0.99)
        yield self.work()

    def work(self) -> Row:
        """What an answer costs the processor, which other programs hardly change."""
        return Row("  processor time of each", self.ours.work, self.theirs.work)


def at_a_time(clients: int) -> str:
    """So many clients, in words."""
    return f"{clients} client{'s' if clients > 1 else ''}"
