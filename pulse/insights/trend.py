"""The trend of one team and dimension: an exponentially weighted mean against a baseline."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

from pulse.insights.baseline import WAVES, Baseline, Start, TeamWave
from pulse.insights.change import Spread
from pulse.insights.scores import Score
from pulse.insights.verdicts import Difference, Finding, Limits, Verdict, judge
from pulse.publications.figures import Withheld

WEIGHT = 0.4
CLEAR = 2.5
LEANING = 2.0


@dataclass(frozen=True)
class Forming:
    """No trend at this wave: too early, or, after three visible waves, too many of them are at an edge."""

    baseline: Baseline
    finding: Finding


@dataclass(frozen=True)
class Level:
    """The trend at a wave: the weighted mean, and what its distance from the baseline says.

    A signal is confirmed when it is clear in the same direction as at the visible wave before; a new baseline then
    begins with this wave.
    """

    baseline: Baseline
    difference: Difference
    limits: Limits
    finding: Finding
    confirmed: bool = False

    @property
    def value(self) -> float:
        return self.baseline.value + self.difference.value


UNMOVED = Difference(0.0, 0.0, 0.0)
NOTHING = Finding(Verdict.NONE)
Reading = Level | Forming | Withheld


@dataclass(frozen=True)
class _Course:
    """The running state: how far the weighted mean is from the baseline, its variance, and what was last found."""

    baseline: Baseline
    away: Difference = UNMOVED
    variance: float = 0.0
    finding: Finding = NOTHING

    def reached(self, index: int, wave: TeamWave) -> "_Course":
        if index == self.baseline.first:
            return self
        baseline = self.baseline.reached(index, wave)
        return _Course(baseline) if baseline.first == index else replace(self, baseline=baseline)

    def read(self, score: Score, spread: Spread) -> tuple["_Course", Level | Forming]:
        if self.baseline.complete:
            return self._moved(score, spread)
        baseline = self.baseline.gathering(score)
        return replace(self, baseline=baseline), _forming(baseline, spread)

    def _moved(self, score: Score, spread: Spread) -> tuple["_Course", Level]:
        away = _smoothed(self.away, score, self.baseline)
        noise = spread.value**2
        variance = WEIGHT**2 * noise / score.respondents + (1 - WEIGHT) ** 2 * self.variance
        limits = _limits(variance + noise / self.baseline.respondents)
        finding = judge(away, limits)
        confirmed = finding.verdict is Verdict.CLEAR and finding == self.finding
        course = _Course(self.baseline, away, variance, finding)
        return course, Level(self.baseline, away, limits, finding, confirmed)


def trend(waves: Sequence[TeamWave], spread: Spread) -> tuple[Reading, ...]:
    """Read the trend at every wave, oldest first, all of one wording of the question; a withheld wave is a gap."""
    if not waves:
        return ()
    readings: list[Reading] = []
    course = _begun(0, Start.FIRST, waves[0])
    for index, wave in enumerate(waves):
        course = course.reached(index, wave)
        if isinstance(wave.score, Withheld):
            readings.append(wave.score)
            continue
        course, reading = course.read(wave.score, spread)
        readings.append(reading)
        if isinstance(reading, Level) and reading.confirmed:
            course, _ = _begun(index, Start.SIGNAL, wave).read(wave.score, spread)
    return tuple(readings)


def _begun(index: int, start: Start, wave: TeamWave) -> _Course:
    return _Course(Baseline(index, start, wave.members))


def _forming(baseline: Baseline, spread: Spread) -> Level | Forming:
    if baseline.complete:
        limits = _limits(spread.value**2 / baseline.respondents)
        return Level(baseline, UNMOVED, limits, Finding(Verdict.BASELINE))
    return Forming(baseline, Finding(Verdict.TOO_EARLY if baseline.visible < WAVES else Verdict.CANNOT_TELL))


def _smoothed(away: Difference, score: Score, baseline: Baseline) -> Difference:
    """Weigh in how far a score lies from the baseline; both may be clamped, so both widen what is possible."""
    value = score.value - baseline.value
    least = value - score.below - baseline.above
    most = value + score.above + baseline.below
    return Difference(
        WEIGHT * value + (1 - WEIGHT) * away.value,
        WEIGHT * least + (1 - WEIGHT) * away.least,
        WEIGHT * most + (1 - WEIGHT) * away.most,
    )


def _limits(variance: float) -> Limits:
    return Limits(CLEAR * sqrt(variance), LEANING * sqrt(variance))
