"""The course of one measure over the waves: every wave, the steadied line, and what may be said of it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from pulse.dashboards.cells import Cell, Shown, cell
from pulse.dashboards.measures import Measure
from pulse.dashboards.queries import Record
from pulse.dashboards.rows import comparison_sentence, english, surroundings
from pulse.dashboards.tenure import People, Tenure, tenures
from pulse.insights.baseline import Start, TeamWave
from pulse.insights.change import Spread, latest_change
from pulse.insights.kinds import CONSTANTS
from pulse.insights.scores import Score
from pulse.insights.sentences import finding_words, provisional_note, whole
from pulse.insights.trend import Forming, Level, Reading, trend
from pulse.insights.trend_sentences import trend_sentence
from pulse.publications.figures import Withheld
from pulse.publications.queries import PublishedWave


class View(StrEnum):
    """What the picture of a course shows; the table always holds all of it."""

    BOTH = "both"
    STEADIED = "steadied"
    WAVES = "waves"


REWORDED = "new wording"
MARKS = {
    Start.FIRST: "",
    Start.SIGNAL: "new baseline",
    Start.LEADER: "new leader",
    Start.MEMBERS: "many new members",
}


@dataclass(frozen=True)
class History:
    """What else happened: the people of the unit, former wordings, the oldest first, and when promises were kept."""

    people: People
    earlier: Sequence[Measure] = ()
    kept: Sequence[datetime] = ()


@dataclass(frozen=True)
class Point:
    """One wave on the course: what is shown of it, the steadied value and the baseline it is compared with."""

    wave: int
    closed_at: datetime
    cell: Cell
    steadied: int | None
    baseline: int | None
    finding: str
    mark: str
    """What else changed since the wave before: what began a new baseline, promises kept; empty where nothing did."""
    series: int = 0
    """Which wording of the question it answers, counted from the oldest; two wordings are never joined."""


@dataclass(frozen=True)
class Course:
    """A measure's points, earliest first, and the sentences that are generated from them."""

    slug: str
    title: str
    meaning: str
    points: tuple[Point, ...]
    change: str
    trend: str
    note: str
    low: int
    high: int

    @property
    def is_drawn(self) -> bool:
        """Whether there is enough for a chart: two visible waves."""
        return sum(1 for point in self.points if isinstance(point.cell, Shown)) > 1


def course_of(measure: Measure, record: Record, spread: Spread, history: History, names: Mapping[str, str]) -> Course:
    """Follow a measure through the waves that asked for it; of former wordings the waves are shown, nothing is said."""
    readings, scale = _readings(measure, record, spread, history.people), CONSTANTS[measure.kind]
    pieces = [_points(worded, record, spread, history.people, names) for worded in (*history.earlier, measure)]
    return Course(
        slug=measure.slug,
        title=measure.title,
        meaning=measure.meaning,
        points=_with_kept(_in_a_row(pieces), history.kept),
        change=comparison_sentence(latest_change([score for _, score in record.asked(measure)], spread)),
        trend=_sentence(readings),
        note=provisional_note(english) if spread.provisional else "",
        low=whole(scale.low),
        high=whole(scale.high),
    )


def _in_a_row(pieces: Sequence[Sequence[Point]]) -> list[Point]:
    """Put the series one after the other; each but the first begins with a mark."""
    return [
        replace(point, series=series, mark=REWORDED if series and place == 0 else point.mark)
        for series, points in enumerate(points for points in pieces if points)
        for place, point in enumerate(points)
    ]


def _with_kept(points: Sequence[Point], kept: Sequence[datetime]) -> tuple[Point, ...]:
    """Mark promises that were kept before each closing and after the one before it."""
    counts = [sum(at <= point.closed_at for at in kept) for point in points]
    since = [now - before for now, before in zip(counts, [0, *counts], strict=False)]
    marked = zip(points, since, strict=True)
    return tuple(replace(point, mark=", ".join(filter(None, (point.mark, _kept(count))))) for point, count in marked)


def _kept(count: int) -> str:
    if not count:
        return ""
    return "promise kept" if count == 1 else f"{count} promises kept"


def _points(measure: Measure, record: Record, spread: Spread, people: People, names: Mapping[str, str]) -> list[Point]:
    asked, made_up = record.asked(measure), _made_up(measure, record, people)
    readings = _readings(measure, record, spread, people)
    marks = _marks(readings, made_up)
    return [
        _point(wave, cell(score, surroundings(measure, record, wave, names)), reading, mark)
        for (wave, score), reading, mark in zip(asked, readings, marks, strict=True)
    ]


def _made_up(measure: Measure, record: Record, people: People) -> tuple[Tenure, ...]:
    return tenures(people, [wave.opens_at for wave, _ in record.asked(measure)])


def _readings(measure: Measure, record: Record, spread: Spread, people: People) -> tuple[Reading, ...]:
    scores = [score for _, score in record.asked(measure)]
    made_up = _made_up(measure, record, people)
    return trend([_team_wave(score, tenure) for score, tenure in zip(scores, made_up, strict=True)], spread)


def slow_trend(measure: Measure, record: Record, spread: Spread, people: People) -> Level | Forming | None:
    """Return what the trend of a measure says at the last visible wave; None where none is visible."""
    return _last_told(_readings(measure, record, spread, people))


def _team_wave(score: Score | Withheld, tenure: Tenure) -> TeamWave:
    return TeamWave(score, tenure.members, tenure.joined, tenure.left, tenure.new_leader)


def _marks(readings: Sequence[Reading], made_up: Sequence[Tenure]) -> list[str]:
    """Why a new baseline begins at a wave, by what the readings from there on are compared with."""
    told = [reading for reading in readings if isinstance(reading, Level | Forming)]
    starts = {reading.baseline.first: MARKS[reading.baseline.start] for reading in told}
    return [
        starts.get(index, "") or ("new leader" if tenure.new_leader else _confirmed(reading))
        for index, (reading, tenure) in enumerate(zip(readings, made_up, strict=True))
    ]


def _confirmed(reading: Reading) -> str:
    return MARKS[Start.SIGNAL] if isinstance(reading, Level) and reading.confirmed else ""


def _point(wave: PublishedWave, shown: Cell, reading: Reading, mark: str) -> Point:
    level = reading if isinstance(reading, Level) else None
    return Point(
        wave=wave.number,
        closed_at=wave.closes_at,
        cell=shown,
        steadied=whole(level.value) if level else None,
        baseline=whole(level.baseline.value) if level else None,
        finding=finding_words(reading.finding, english) if isinstance(reading, Level | Forming) else "",
        mark=mark,
    )


def _sentence(readings: Sequence[Reading]) -> str:
    """What the last visible wave says; nothing where none is visible."""
    told = _last_told(readings)
    return trend_sentence(told, english) if told else ""


def _last_told(readings: Sequence[Reading]) -> Level | Forming | None:
    return next((reading for reading in reversed(readings) if isinstance(reading, Level | Forming)), None)
