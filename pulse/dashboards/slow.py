"""The slow trend in a few words: what a measure has done since its baseline, beside what it did since the last wave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulse.dashboards.measures import Measure
from pulse.dashboards.queries import Record
from pulse.dashboards.rows import english
from pulse.dashboards.tenure import People
from pulse.dashboards.trends import slow_trend
from pulse.insights.change import Spread
from pulse.insights.sentences import finding_words
from pulse.insights.trend import Forming, Level
from pulse.insights.verdicts import Direction, Finding, Verdict

UNTIL_NOW = {Verdict.NONE: "no clear trend", Verdict.TOO_EARLY: "too early", Verdict.BASELINE: "baseline complete"}


@dataclass(frozen=True)
class Slow:
    """A trend: two or three words, which way it goes, and for one that is stated who joined and left meanwhile."""

    words: str
    good: Direction
    turnover: str


def slow_trends(
    measures: Sequence[Measure], record: Record, spreads: Mapping[str, Spread], people: People
) -> Mapping[str, Slow]:
    """Say the trend of every measure that is visible, by its address."""
    readings = ((measure, slow_trend(measure, record, spreads[measure.slug], people)) for measure in measures)
    return {measure.slug: _slow(reading) for measure, reading in readings if reading}


def _slow(reading: Level | Forming) -> Slow:
    since = reading.baseline
    turnover = f"{since.joined} joined, {since.left} left since the baseline" if reading.finding.stated else ""
    return Slow(_words(reading.finding), reading.finding.direction, turnover)


def _words(finding: Finding) -> str:
    return UNTIL_NOW.get(finding.verdict) or finding_words(finding, english)
