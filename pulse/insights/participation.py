"""How many answered, and what the silent ones could mean."""

from dataclasses import dataclass
from enum import StrEnum

from pulse.insights.kinds import CONSTANTS
from pulse.insights.scores import Score

WORSE = 15.0
"""Points by which those who did not answer are supposed to feel worse."""


class Standing(StrEnum):
    """For whom the answers of a wave speak."""

    SOLID = "solid"
    PARTIAL = "partial"
    VOICES = "voices, not the team"


@dataclass(frozen=True)
class ResponseRate:
    """How many of the invited answered."""

    answered: int
    invited: int

    def __post_init__(self) -> None:
        if not 0 <= self.answered <= self.invited or self.invited == 0:
            raise ValueError("Nobody answers without an invitation, and a rate needs somebody invited.")

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return self.answered / self.invited

    @property
    def standing(self) -> Standing:
        """Solid from 70 %, partial from 50 %."""
        if 10 * self.answered >= 7 * self.invited:
            return Standing.SOLID
        return Standing.PARTIAL if 2 * self.answered >= self.invited else Standing.VOICES


def with_the_silent(score: Score, rate: ResponseRate) -> float:
    """Return what the score would be if those who did not answer felt 15 points worse."""
    return max(CONSTANTS[score.kind].low, score.value - (1 - rate.share) * WORSE)
