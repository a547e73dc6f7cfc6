"""What may be said about a difference, given its error."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How sure a change is."""

    CLEAR = "clear"
    LEANING = "leaning"
    NONE = "no clear change"
    CANNOT_TELL = "cannot tell"
    TOO_EARLY = "too early"
    BASELINE = "baseline"
    """The wave completes a baseline; the next ones are compared with it."""


class Direction(StrEnum):
    """Which way a stated change goes on the scale."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


@dataclass(frozen=True)
class Finding:
    """A verdict and its direction: up or down where a change is stated, else same."""

    verdict: Verdict
    direction: Direction = Direction.SAME

    @property
    def stated(self) -> bool:
        return self.direction is not Direction.SAME


@dataclass(frozen=True)
class Difference:
    """A difference in points; clamped figures leave only that the true one lies within `least..most`."""

    value: float
    least: float
    most: float

    @property
    def sure(self) -> float:
        """The part of the difference that is there wherever the truth lies; zero if its sign is open."""
        return max(self.least, 0.0) + min(self.most, 0.0)

    @property
    def possible(self) -> float:
        """The size of the largest difference the truth allows."""
        return max(abs(self.least), abs(self.most))


@dataclass(frozen=True)
class Limits:
    """From which size, in points, a difference is clear, and from which it leans."""

    clear: float
    leaning: float


@dataclass(frozen=True)
class TooEarly:
    """Not enough to compare yet: `seen` of the `needed`."""

    seen: int
    needed: int


def judge(difference: Difference, limits: Limits) -> Finding:
    """Return what holds wherever the truth lies: a change by its sure part, "none" only if none is possible."""
    sure = difference.sure
    if abs(sure) > limits.leaning:
        verdict = Verdict.CLEAR if abs(sure) > limits.clear else Verdict.LEANING
        return Finding(verdict, Direction.UP if sure > 0 else Direction.DOWN)
    if difference.possible > limits.leaning:
        return Finding(Verdict.CANNOT_TELL)
    return Finding(Verdict.NONE)
