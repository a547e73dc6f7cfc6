"""What benchmarks say: quantities, goals, and the table they stand in. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10

DIGITS = 3
HEADER = ("what", "measured", "baseline", "ratio", "goal", "met")
NUMBERS = range(1, 4)
"""The columns that are set to the right."""


@dataclass(frozen=True)
class Quantity:
    """A number and its unit, written with three significant digits."""

    value: float
    unit: str

    def __str__(self) -> str:
        return f"{_digits(self.value)} {self.unit}"


@dataclass(frozen=True)
class Goal:
    """A bound on the ratio or, where there is no baseline, on what was measured."""

    bound: str
    limit: float

    def __str__(self) -> str:
        return f"{self.bound} {self.limit:,g}"

    def met_by(self, value: float) -> bool:
        return value >= self.limit if self.bound == LEAST else value <= self.limit


LEAST, MOST = "at least", "at most"


def at_least(limit: float) -> Goal:
    return Goal(LEAST, limit)


def at_most(limit: float) -> Goal:
    return Goal(MOST, limit)


@dataclass(frozen=True)
class Row:
    """One thing measured, beside the baseline measured in the same run."""

    what: str
    measured: Quantity
    baseline: Quantity | None = None
    goal: Goal | None = None

    @property
    def ratio(self) -> float | None:
        """Measured by baseline; none without a baseline, or beside one too short to be measured."""
        return self.measured.value / self.baseline.value if self.baseline and self.baseline.value else None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; nothing where there is none."""
        judged = self.measured.value if self.ratio is None else self.ratio
        return self.goal.met_by(judged) if self.goal else None


@dataclass(frozen=True)
class Outcome:
    """The rows of one benchmark, how long it took, and the share of the machine that other programs used meanwhile."""

    name: str
    rows: Sequence[Row]
    seconds: float
    foreign: float


def table(outcomes: Sequence[Outcome]) -> str:
    """Write every row beneath a header, each benchmark under its name."""
    cells = [HEADER, *(line for outcome in outcomes for line in _lines(outcome))]
    widths = [max(len(line[place]) for line in cells if len(line) > 1) for place in range(len(HEADER))]
    return "\n".join(_aligned(line, widths) for line in cells)


def _lines(outcome: Outcome) -> Iterator[tuple[str, ...]]:
    yield (f"\n{outcome.name}",)
    for row in outcome.rows:
        ratio = "" if row.ratio is None else _digits(row.ratio)
        met = {True: "yes", False: "NO", None: ""}[row.met]
        yield row.what, str(row.measured), str(row.baseline or ""), ratio, str(row.goal or ""), met


def _aligned(line: tuple[str, ...], widths: Sequence[int]) -> str:
    if len(line) == 1:
        return line[0]
    cells = [
        cell.rjust(width) if place in NUMBERS else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(line, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def _digits(value: float) -> str:
    if value == 0:
        return "0"
    places = DIGITS - 1 - floor(log10(abs(value)))
    return f"{value:,.{min(max(places, 0), DIGITS)}f}"
