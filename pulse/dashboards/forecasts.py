"""The forecast page of a unit: what field, leader and official forecast say of each period, and what came."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from pulse.dashboards.cells import Cell, Hidden, cell
from pulse.dashboards.crowds import crowds, teams_of
from pulse.dashboards.field import Field, field_of
from pulse.dashboards.measures import Measure
from pulse.dashboards.plans import Plans, plans_of
from pulse.dashboards.queries import Record
from pulse.dashboards.rows import english, surroundings
from pulse.insights.forecast import Crowd, Period, accuracy
from pulse.insights.forecast_sentences import accuracy_sentences, call_sentence, candour_sentence, outcome_sentence
from pulse.insights.kinds import CONSTANTS, Kind
from pulse.insights.scores import Score
from pulse.insights.sentences import points_words, whole
from pulse.publications.figures import Withheld
from pulse.publications.queries import PublishedWave
from pulse.roster.tree import Tree
from pulse.targets.amounts import Target, rolled_up

MOST_PERIODS = 12
"""So many of the last periods are shown and judged."""

Calls = Mapping[int, int | None]
"""What the leader predicted, by wave, in percent of plan; empty for everybody but that leader."""
Asked = Sequence[tuple[PublishedWave, Score | Withheld]]


@dataclass(frozen=True)
class Subject:
    """Whose forecast: the unit's record of the forecast's question, the hierarchy and names of now, and today."""

    record: Record
    forecast: Measure
    tree: Tree
    names: Mapping[str, str]
    calls: Calls
    today: date


@dataclass(frozen=True)
class Outlook:
    """One period, by its last wave that asked: all in percent of plan. `own` says why a crowd is hidden."""

    wave: PublishedWave
    plans: Plans
    crowd: Crowd | Withheld
    own: Cell
    target: Target | None
    call: int | None
    is_over: bool
    """Whether the period has ended and what came is known."""


@dataclass(frozen=True)
class Line:
    """A period in whole points as the table and the chart have it; None where there is none."""

    label: str
    wave: int
    closed_at: datetime
    field: int | None
    words: str
    """The field's forecast with its edge."""
    low: int | None
    high: int | None
    respondents: int | None
    hidden: str
    """Why the field's forecast is not shown."""
    call: int | None
    official: int | None
    actual: int | None
    is_over: bool


@dataclass(frozen=True)
class ForecastPage:
    """The newest period in words, all periods as lines, earliest first, and how forecasts turned out."""

    said: Field
    newest: Line
    period: str
    sentences: tuple[str, ...]
    lines: tuple[Line, ...]
    accuracy: tuple[str, ...]

    @property
    def has_calls(self) -> bool:
        return any(line.call is not None for line in self.lines)

    @property
    def is_drawn(self) -> bool:
        """Whether there is enough for a chart: two periods with something to compare with the plan."""
        return sum(1 for line in self.lines if line.field is not None or line.official is not None) > 1


def forecast_page(session: Session, subject: Subject) -> ForecastPage | None:
    """Put the page together; None if no wave so far has asked."""
    asked = subject.record.asked(subject.forecast)
    if not asked:
        return None
    outlooks = _outlooks(session, subject, asked)
    newest, lines = outlooks[-1], tuple(map(_line, outlooks))
    return ForecastPage(
        said=field_of(newest.crowd, newest.wave, newest.own),
        newest=lines[-1],
        period=_period_sentence(newest.plans),
        sentences=tuple(_sentences(newest)),
        lines=lines,
        accuracy=accuracy_sentences(accuracy(list(_finished(outlooks))), english),
    )


def _outlooks(session: Session, subject: Subject, asked: Asked) -> list[Outlook]:
    unit, forecast = subject.record.unit, subject.forecast
    known = plans_of(session, [wave for wave, _ in asked], _units(unit, asked, subject.tree))
    last = _last_of_each_period(asked, known)
    said = crowds(session, unit, [wave for wave, _ in last], forecast, known)
    return [_outlook(subject, wave, own, known[wave.id], said[wave.id]) for wave, own in last]


def _outlook(
    subject: Subject, wave: PublishedWave, own: Score | Withheld, plans: Plans, said: Crowd | Withheld
) -> Outlook:
    target, period = rolled_up(subject.tree, subject.record.unit, plans.targets), plans.period
    return Outlook(
        wave=wave,
        plans=plans,
        crowd=said,
        own=cell(own, surroundings(subject.forecast, subject.record, wave, subject.names)),
        target=target,
        call=subject.calls.get(wave.id),
        is_over=bool(period and period.last < subject.today and target and target.actual is not None),
    )


def _units(unit: str, asked: Asked, tree: Tree) -> set[str]:
    """The unit and all below it, now or in any of the waves."""
    now = set(tree.subtree(unit)) if unit in tree.parents else {unit}
    return now.union(*(teams_of(wave, unit) for wave, _ in asked))


def _last_of_each_period(asked: Asked, known: Mapping[int, Plans]) -> Asked:
    """The last wave of each period that asked; of those without one the very last alone, if nothing came after it."""
    last = {known[pair[0].id].period: pair for pair in asked}
    kept = [pair for period, pair in last.items() if period is not None or pair is asked[-1]]
    return sorted(kept, key=lambda pair: pair[0].closes_at)[-MOST_PERIODS:]


def _period_sentence(plans: Plans) -> str:
    if plans.period:
        return f"{plans.period.name}, {plans.period.days}"
    return f"No plan uploaded for {plans.closed_on:%-d %B %Y}"


def _sentences(newest: Outlook) -> Iterator[str]:
    said, target = newest.crowd, newest.target
    if not isinstance(said, Crowd):
        return
    if target and target.official_percent is not None:
        yield candour_sentence(target.official_percent, said, english)
    if newest.call is not None:
        yield call_sentence(newest.call, said, english)
    if newest.is_over and target and target.actual_percent is not None:
        yield outcome_sentence(target.actual_percent, said, english)


def _finished(outlooks: Sequence[Outlook]) -> Iterator[Period]:
    for one in outlooks:
        actual = one.target.actual_percent if one.target and one.is_over else None
        if one.target and actual is not None and isinstance(one.crowd, Crowd):
            yield Period(one.crowd.value, actual, one.target.official_percent)


def _line(one: Outlook) -> Line:
    said = one.crowd if isinstance(one.crowd, Crowd) else None
    low, high = (None, None) if said is None else _ends(said)
    return Line(
        label=one.plans.period.name if one.plans.period else f"wave {one.wave.number}",
        wave=one.wave.number,
        closed_at=one.wave.closes_at,
        field=_points(said.value if said else None),
        words=points_words(said.value, said.edge, english) if said else "",
        low=low,
        high=high,
        respondents=said.respondents if said else None,
        hidden=one.own.sentence if said is None and isinstance(one.own, Hidden) else "",
        call=one.call,
        official=_points(one.target.official_percent if one.target else None),
        actual=_points(one.target.actual_percent if one.target else None),
        is_over=one.is_over,
    )


def _ends(said: Crowd) -> tuple[int, int]:
    scale = CONSTANTS[Kind.PERCENT]
    return whole(max(scale.low, said.value - said.half)), whole(min(scale.high, said.value + said.half))


def _points(value: float | None) -> int | None:
    return None if value is None else whole(value)
