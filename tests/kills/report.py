"""What is said of the kills: one row for each phase and engine. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

HEADER = (
    "killed while", "engine", "waves", "kills", "places", "went on", "thanked", "unsure", "counted",
    "mails once", "twice", "publications", "median s", "worst s", "wrong",
)  # fmt: skip


@dataclass
class Tally:
    """What was seen in the waves whose processes were killed in one phase, on one engine."""

    phase: str
    engine: str
    waves: int = 0
    places: set[str] = field(default_factory=set)
    """Where the kills were, of those at a chosen moment."""
    seconds: list[float] = field(default_factory=list)
    """After each kill, how long it took until somebody went on."""
    thanked: int = 0
    unsure: int = 0
    """People whose connection broke and who gave up, or met a closed wave: each counts at most once."""
    counted: int = 0
    once: int = 0
    twice: int = 0
    publications: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def kills(self) -> int:
        return len(self.seconds)

    def add(self, other: "Tally") -> None:
        """Count in what another tally counted."""
        self.waves += other.waves
        self.places |= other.places
        self.seconds += other.seconds
        self.thanked += other.thanked
        self.unsure += other.unsure
        self.counted += other.counted
        self.once += other.once
        self.twice += other.twice
        self.publications += other.publications
        self.wrong += other.wrong


def table(tallies: Sequence[Tally]) -> str:
    """The rows under their header, and a sum below."""
    total = Tally("all", "")
    for tally in tallies:
        total.add(tally)
    lines = [HEADER, *map(_row, [*tallies, total])]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_line(line, widths) for line in lines)


def _line(cells: Iterable[str], widths: Sequence[int]) -> str:
    first, second, *numbers = cells
    return "  ".join(
        [first.ljust(widths[0]), second.ljust(widths[1])]
        + [cell.rjust(width) for cell, width in zip(numbers, widths[2:], strict=True)]
    )


def _row(tally: Tally) -> Sequence[str]:
    times = tally.seconds
    return (
        tally.phase, tally.engine, str(tally.waves), str(tally.kills), str(len(tally.places)), str(len(times)),
        str(tally.thanked), str(tally.unsure), str(tally.counted), str(tally.once), str(tally.twice),
        str(tally.publications), f"{median(times):.2f}" if times else "-", f"{max(times):.2f}" if times else "-",
        str(len(tally.wrong)),
    )  # fmt: skip
