"""Promises as a unit's page shows them: how each stands, and the question that shows whether it helped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pulse.actions import queries as actions
from pulse.actions.answering import Promise, PromiseState
from pulse.actions.clocks import Calendar
from pulse.actions.labels import theme_labels
from pulse.actions.levels import Levels, calendars, levels
from pulse.actions.operations import may_answer
from pulse.dashboards import queries
from pulse.dashboards.answers import short_day
from pulse.dashboards.measures import Measure, Measures, items_of
from pulse.dashboards.rows import ScoreRow, rows
from pulse.dashboards.visits import Visit
from pulse.questionnaire import ThemeRules
from pulse.roster import queries as roster


@dataclass(frozen=True)
class PromiseLine:
    """A promise: for whom and at which level it was made, how it stands, and the score that measures it."""

    id: int
    text: str
    owner: str
    theme: str
    unit: str
    level: str
    wave: int
    made: date
    until: date
    """The day it ended or, while it is open, the day it is due."""
    state: PromiseState
    words: str
    reason: str
    moved: str
    measured: ScoreRow | None
    item: str
    yours: bool

    @property
    def may_move(self) -> bool:
        return not self.moved


@dataclass(frozen=True)
class Promises:
    """All promises by how they stand today."""

    today: date
    late: tuple[PromiseLine, ...]
    open: tuple[PromiseLine, ...]
    kept: tuple[PromiseLine, ...]
    dropped: tuple[PromiseLine, ...]

    @property
    def is_drawn(self) -> bool:
        """Whether there is enough for a chart."""
        return len(self.every) > 1

    @property
    def every(self) -> tuple[PromiseLine, ...]:
        return (*self.late, *self.open, *self.kept, *self.dropped)


@dataclass(frozen=True)
class _Ledger:
    """What it takes to put promises into lines."""

    visit: Visit
    who: Levels
    labels: Mapping[str, str]
    names: Mapping[str, str]
    calendar: Calendar
    today: date
    measured: Mapping[str, ScoreRow]

    def line(self, promise: Promise) -> PromiseLine:
        topic, state = promise.topic, promise.state(self.today)
        numbers = {wave.id: wave.number for wave in self.visit.chosen.every}
        own = topic.unit == self.visit.unit
        return PromiseLine(
            id=promise.id,
            text=promise.text,
            owner=promise.owner,
            theme=self.labels.get(topic.theme, topic.theme),
            unit="" if own else self.names[topic.unit],
            level="" if promise.level == self.visit.unit else self.names[promise.level],
            wave=numbers.get(topic.wave_id, 0),
            made=self.calendar.day(promise.made_at),
            until=self.calendar.day(promise.ended.at) if promise.ended else promise.due,
            state=state,
            words=self._words(promise, state),
            reason=(promise.ended and promise.ended.reason) or "",
            moved=self._moved(promise),
            measured=self.measured.get((promise.item or "").lower()) if own else None,
            item=promise.item or "",
            yours=promise.ended is None and may_answer(self.visit.person, promise.level, self.who),
        )

    def _words(self, promise: Promise, state: PromiseState) -> str:
        if promise.ended:
            return f"{state.capitalize()} on {short_day(self.calendar.day(promise.ended.at))}"
        return f"Was due on {short_day(promise.due)}" if state is PromiseState.LATE else f"By {short_day(promise.due)}"

    def _moved(self, promise: Promise) -> str:
        if promise.moved is None:
            return ""
        return f"Moved from {short_day(promise.first_due)}: {promise.moved.reason}"


def promises_of(visit: Visit, every: Measures, shipped: ThemeRules, now: datetime) -> Promises:
    """Read what was promised to a unit's people, and what its leader promised those of units below."""
    made = {promise.id: promise for promise in actions.promises(visit.office, visit.unit)}
    made |= {promise.id: promise for promise in actions.promises_by(visit.office, (visit.unit,))}
    ledger = _ledger(visit, tuple(made.values()), every, shipped, now)
    lines = [ledger.line(promise) for promise in sorted(made.values(), key=lambda promise: (promise.due, promise.id))]
    return Promises(
        ledger.today,
        late=_standing(lines, PromiseState.LATE),
        open=_standing(lines, PromiseState.OPEN),
        kept=_standing(lines, PromiseState.KEPT)[::-1],
        dropped=_standing(lines, PromiseState.DROPPED)[::-1],
    )


def _standing(lines: Sequence[PromiseLine], state: PromiseState) -> tuple[PromiseLine, ...]:
    return tuple(line for line in lines if line.state is state)


def _ledger(visit: Visit, made: Sequence[Promise], every: Measures, shipped: ThemeRules, now: datetime) -> _Ledger:
    who = levels(visit.office, visit.tree)
    calendar = calendars(visit.office, who, (visit.unit,))[visit.unit]
    places = {promise.topic.unit for promise in made} | {promise.level for promise in made}
    return _Ledger(
        visit=visit,
        who=who,
        labels=theme_labels(visit.office, [wave.contract for wave in visit.chosen.every], shipped),
        names={**roster.names_of(visit.office, places), **visit.place.names},
        calendar=calendar,
        today=calendar.day(now),
        measured=_measured(visit, made, every),
    )


def _measured(visit: Visit, made: Sequence[Promise], every: Measures) -> Mapping[str, ScoreRow]:
    wanted = {(promise.item or "").lower() for promise in made}
    chosen: list[Measure] = [measure for measure in every.every if measure.slug in wanted]
    if not chosen:
        return {}
    record = queries.record(visit.office, visit.unit, visit.chosen, items_of(chosen))
    spreads = queries.spreads(visit.office, visit.chosen, chosen)
    return {row.slug: row for row in rows(chosen, record, spreads, visit.place.names)}
