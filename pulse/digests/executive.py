"""One page a month for whoever leads an audience or the level below: published figures, and what waits there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pulse.actions.next_steps import next_steps, steps_of_levels
from pulse.clock import day
from pulse.dashboards import queries
from pulse.dashboards.cells import Shown
from pulse.dashboards.crowds import crowds
from pulse.dashboards.measures import Choice, Measures, measures_of
from pulse.dashboards.plans import plans_of
from pulse.dashboards.queries import Chosen
from pulse.dashboards.rows import ScoreRow, english, rows
from pulse.digests.contents import Contents, counted, filled, in_full
from pulse.digests.leader import labels_of, theme_words
from pulse.insights.forecast import PLAN, Crowd, candour_gap
from pulse.insights.sentences import points_words, whole
from pulse.publications.figures import Figure
from pulse.questionnaire import Questionnaire
from pulse.roster import queries as roster
from pulse.stationery import Section
from pulse.targets.amounts import rolled_up

MOST_UNITS = 60
MOST_MOVED = 12
OPTIONS_NAMED = 3
CLEAR = ("clear rise", "clear drop")
NOTHING_MOVED = "Nothing moved clearly. That is common from one wave to the next."


def executive_digest(session: Session, unit: str, questionnaire: Questionnaire, now: datetime) -> Contents | None:
    """Put the page of a unit together; None before anything is published of it."""
    chosen = queries.choose(session, unit, None)
    if chosen is None or unit not in chosen.tree.parents:
        return None
    one = _Unit(session, unit, chosen, questionnaire, measures_of(questionnaire))
    wave = chosen.wave
    return Contents(
        title=f"{one.name}: the month on one page",
        opening=(f"{wave.programme}, wave {wave.number}, closed {day(wave.closes_at)}.",),
        sections=filled(
            Section("What the field reports", tuple(one.signals())),
            Section("Forecast", tuple(one.forecast())),
            Section("Passed up and not answered", (*one.passed_up(now), *one.passed_up_below(now))),
            Section("Moves that are clear", tuple(one.moves())),
        ),
        button="Open as a page to print",
        path=f"/team/{unit}/digest",
    )


@dataclass(frozen=True)
class _Unit:
    """A unit and what is read of it."""

    session: Session
    unit: str
    chosen: Chosen
    questionnaire: Questionnaire
    measures: Measures

    @property
    def name(self) -> str:
        return roster.names_of(self.session, {self.unit})[self.unit]

    def signals(self) -> Iterator[str]:
        """The named options chosen most, beside the time before."""
        choices = [choice for group in self.measures.groups for choice in group.choices]
        items = [choice.item.id for choice in choices]
        record = queries.record(self.session, self.unit, self.chosen, items)
        for choice in choices:
            figures = ((wave.number, record.figures[wave.id, choice.item.id]) for wave in reversed(record.waves))
            shown = [(number, figure) for number, figure in figures if isinstance(figure, Figure)]
            if shown:
                yield _signal(choice, shown)

    def forecast(self) -> Iterator[str]:
        """The field's forecast beside plan and official forecast."""
        measure = self.measures.forecast
        asked = queries.record(self.session, self.unit, self.chosen, measure.items).asked(measure)
        if not asked:
            return
        wave, tree = asked[-1][0], asked[-1][0].contract.tree
        plans = plans_of(self.session, [wave], tuple(tree.subtree(self.unit)))
        said = crowds(self.session, self.unit, [wave], measure, plans)[wave.id]
        if not isinstance(said, Crowd):
            return
        yield expected(said, wave.number)
        target = rolled_up(tree, self.unit, plans[wave.id].targets)
        if target and target.official_percent is not None:
            yield _official(target.official_percent, said)
        yield "Never used for anybody's quota or pay."

    def passed_up(self, now: datetime) -> Iterator[str]:
        """What came up to this level and waits for its leader."""
        waiting = [step for step in next_steps(self.session, self.unit, now).waiting if step.thread.passed_up]
        threads = [step.thread for step in waiting]
        labels = labels_of(self.session, threads, self.questionnaire.themes)
        names = roster.names_of(self.session, {thread.topic.unit for thread in threads})
        for step in waiting:
            name = theme_words(step.thread, labels, names, self.unit)
            yield f"{name}: {'was due on' if step.late else 'answer by'} {in_full(step.due)}."

    def passed_up_below(self, now: datetime) -> Iterator[str]:
        """How much of what was passed up waits at the levels right below."""
        tree = self.chosen.tree
        units = tuple(unit for unit in tree.children[self.unit] if tree.children[unit])
        names = roster.names_of(self.session, units)
        for unit, steps in steps_of_levels(self.session, units, now).items():
            waiting = [step for step in steps.waiting if step.thread.passed_up]
            if waiting:
                late = sum(step.late for step in waiting)
                yield f"At {names[unit]}: {counted(len(waiting), 'theme', 'themes')}, {late} late."

    def moves(self) -> Iterator[str]:
        """The clear moves of the unit and of those right below it, in a fixed order."""
        units = (self.unit, *self.chosen.tree.children[self.unit])[:MOST_UNITS]
        names = roster.names_of(self.session, {*units, *self.chosen.tree.ancestors(self.unit)})
        spreads = queries.spreads(self.session, self.chosen, self.measures.core)
        moved: list[str] = []
        for unit in sorted(units, key=lambda code: (code != self.unit, names[code].casefold(), code)):
            record = queries.record(self.session, unit, self.chosen, self.measures.pulse.items)
            found = rows(self.measures.core, record, spreads, names)
            clear = [_move(row, row.cell) for row in found if isinstance(row.cell, Shown) and self._is_clear(row)]
            moved += [f"{names[unit]}: {'; '.join(clear)}."] if clear else []
        yield from moved[:MOST_MOVED] or [NOTHING_MOVED]
        if len(moved) > MOST_MOVED:
            yield f"And {counted(len(moved) - MOST_MOVED, 'unit', 'units')} more, on the page of the teams."

    def _is_clear(self, row: ScoreRow) -> bool:
        return row.finding in CLEAR and row.wave == self.chosen.wave.number


def expected(said: Crowd, wave: int) -> str:
    """Say what the field expects, as a bound where it is one."""
    low, high = whole(said.value - said.half), whole(said.value + said.half)
    points = points_words(said.value, said.edge, english)
    return f"The field expects {points} % of target ({low}-{high}), asked in wave {wave}."


def _move(row: ScoreRow, shown: Shown) -> str:
    return f"{row.title} {shown.words} ({shown.band}), {row.finding}"


def _signal(choice: Choice, shown: list[tuple[int, Figure]]) -> str:
    (number, latest), before = (
        shown[0],
        dict(zip(choice.options, shown[1][1].options, strict=True)) if shown[1:] else {},
    )
    order = sorted(zip(choice.options, latest.options, strict=True), key=lambda pair: -pair[1])[:OPTIONS_NAMED]
    named = [f"{label} {answers}" + (f" (before {before[label]})" if before else "") for label, answers in order]
    return f"{choice.title} {', '.join(named)}; of {latest.respondents} answers in wave {number}."


def _official(official: float, said: Crowd) -> str:
    gap = whole(candour_gap(official, said))
    words = "as the field's" if gap == 0 else f"{abs(gap)} points {'above' if gap > 0 else 'below'} the field's"
    return (
        f"The official forecast is {whole(official)} % of plan {whole(PLAN)}, {'the same ' if gap == 0 else ''}{words}."
    )
