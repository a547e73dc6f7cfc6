"""The baseline a trend is measured against: its first three firm waves, and who has come and gone since."""

from dataclasses import dataclass, replace
from enum import StrEnum

from pulse.insights.scores import Score
from pulse.publications.figures import Withheld

WAVES = 3
CHANGED = 0.4


class Start(StrEnum):
    """Why a baseline begins at its wave."""

    FIRST = "first wave"
    SIGNAL = "confirmed signal"
    LEADER = "new leader"
    MEMBERS = "changed members"


@dataclass(frozen=True)
class TeamWave:
    """One wave of a team: its score, its size, who joined and left since the wave before, a leader new to it."""

    score: Score | Withheld
    members: int
    joined: int = 0
    left: int = 0
    new_leader: bool = False


@dataclass(frozen=True)
class Baseline:
    """A baseline from its first wave (an index) on; `scores` are the firm ones gathered, `visible` counts all shown.

    `members` is the team's size at the first wave; `joined` and `left` count from the wave after it.
    """

    first: int
    start: Start
    members: int
    scores: tuple[Score, ...] = ()
    visible: int = 0
    joined: int = 0
    left: int = 0

    @property
    def complete(self) -> bool:
        return len(self.scores) == WAVES

    @property
    def respondents(self) -> int:
        return sum(score.respondents for score in self.scores)

    @property
    def value(self) -> float:
        return self._weighted([score.value for score in self.scores])

    @property
    def below(self) -> float:
        return self._weighted([score.below for score in self.scores])

    @property
    def above(self) -> float:
        return self._weighted([score.above for score in self.scores])

    def _weighted(self, values: list[float]) -> float:
        weights = [score.respondents for score in self.scores]
        return sum(weight * value for weight, value in zip(weights, values, strict=True)) / self.respondents

    def reached(self, index: int, wave: TeamWave) -> "Baseline":
        """Return the baseline that holds at a later wave: this one, or a new one that begins there."""
        if wave.new_leader:
            return Baseline(index, Start.LEADER, wave.members)
        since = replace(self, joined=self.joined + wave.joined, left=self.left + wave.left)
        if since._turned_over(wave.members):
            return Baseline(index, Start.MEMBERS, wave.members)
        return since

    def _turned_over(self, members: int) -> bool:
        """Whether 40 % of the members then have left, or 40 % of those now are new."""
        return (0 < CHANGED * self.members <= self.left) or (0 < CHANGED * members <= self.joined)

    def gathering(self, score: Score) -> "Baseline":
        """Return the incomplete baseline with one more visible score; only a firm one is measured by."""
        scores = (*self.scores, score) if score.firm else self.scores
        return replace(self, scores=scores, visible=self.visible + 1)
