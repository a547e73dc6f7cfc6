"""Themes with their clocks and answers, as a unit's pages show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pulse.accounts.people import Staff
from pulse.actions import queries as actions
from pulse.actions.answering import Answer, Kind, Promise, PromiseState, ThemeState, Thread
from pulse.actions.clocks import Calendar, due
from pulse.actions.labels import theme_labels
from pulse.actions.levels import Levels, calendars, levels
from pulse.actions.operations import may_answer
from pulse.dashboards.visits import Visit
from pulse.publications.queries import PublishedWave
from pulse.questionnaire import ThemeRules
from pulse.roster import queries as roster

KINDS = {
    Kind.DOING: "Doing it",
    Kind.NO: "No, because",
    Kind.PASSED_UP: "Passed up",
    Kind.UNDERSTAND: "Need to understand",
}


@dataclass(frozen=True)
class AnswerLine:
    """One answer: its kind in words, what was written, at which level and when; `promise` says who and by when."""

    kind: str
    text: str
    level: str
    day: str
    promise: str


@dataclass(frozen=True)
class ThemeLine:
    """A theme of a unit (its code and name) in a wave (its name and number), how it stands, and its answers.

    `open` is set while something is waited for, `late` once its day has passed, `yours` if the reader answers.
    """

    unit: str
    unit_name: str
    wave: str
    number: int
    theme: str
    label: str
    comments: int
    state: str
    open: bool
    late: bool
    yours: bool
    answers: tuple[AnswerLine, ...]


@dataclass(frozen=True)
class Board:
    """The themes of the wave looked at, those of before that are still open, and those passed up to this unit."""

    now: tuple[ThemeLine, ...]
    earlier: tuple[ThemeLine, ...]
    passed_up: tuple[ThemeLine, ...]


@dataclass(frozen=True)
class Desk:
    """What it takes to put themes into lines: who looks, who answers where, and what everything is called."""

    person: Staff
    who: Levels
    waves: Mapping[int, PublishedWave]
    labels: Mapping[str, str]
    names: Mapping[str, str]
    calendars: Mapping[str, Calendar]
    now: datetime

    def line(self, thread: Thread) -> ThemeLine:
        topic, calendar = thread.topic, self.calendars[thread.holder]
        day, today = due(thread, calendar), calendar.day(self.now)
        return ThemeLine(
            unit=topic.unit,
            unit_name=self.names[topic.unit],
            wave=self.waves[topic.wave_id].name,
            number=thread.wave,
            theme=topic.theme,
            label=self.labels.get(topic.theme, topic.theme),
            comments=thread.comments,
            state=self._state(thread, day, today),
            open=thread.state is not ThemeState.ANSWERED,
            late=day is not None and today > day,
            yours=may_answer(self.person, thread.holder, self.who),
            answers=tuple(self._answer(answer) for answer in thread.answers),
        )

    def _state(self, thread: Thread, day: date | None, today: date) -> str:
        level = f" by {self.names[thread.holder]}" if thread.passed_up else ""
        if thread.state is ThemeState.ANSWERED:
            return f"Came back answered{level}" if thread.passed_up else "Answered"
        if thread.state is ThemeState.ASKED_BACK:
            return f"A question to the team is open, asked{level}" if level else "Your question to the team is open"
        where = f"Passed up to {self.names[thread.holder]}: answer" if thread.passed_up else "Answer"
        if day is not None and today > day:
            return f"{where} was due on {short_day(day)}"
        return f"{where} is due by {short_day(day)}" if day else where

    def _answer(self, answer: Answer) -> AnswerLine:
        kind, made = KINDS[answer.kind], answer.promise
        return AnswerLine(
            kind=f"{kind} to {self.names[answer.passed_to]}" if answer.passed_to else kind,
            text=answer.text,
            level=self.names[answer.level],
            day=short_day(self.calendars[answer.level].day(answer.at)),
            promise=self._promised(made) if made else "",
        )

    def _promised(self, promise: Promise) -> str:
        state = promise.state(self.calendars[promise.level].day(self.now))
        return f"{promise.owner}, by {short_day(promise.due)}" + ("" if state is PromiseState.OPEN else f": {state}")


def board_of(visit: Visit, shipped: ThemeRules, now: datetime) -> Board:
    """Read the themes of a unit; on the page of a past wave its own alone."""
    wave, unit = visit.chosen.wave, visit.unit
    known = {wave.id for wave in visit.chosen.every}
    recent = known.intersection(actions.recent_waves(visit.office)) if visit.chosen.is_newest else set()
    came = actions.threads_at(visit.office, (unit,), recent | {wave.id})
    desk = desk_of(visit, came, shipped, now)
    own = [thread for thread in came if thread.topic.unit == unit]
    earlier = [thread for thread in own if thread.topic.wave_id in recent - {wave.id}]
    passed = [thread for thread in came if thread.topic.unit != unit and thread.topic.wave_id in recent]
    return Board(
        now=tuple(desk.line(thread) for thread in own if thread.topic.wave_id == wave.id),
        earlier=tuple(desk.line(thread) for thread in earlier if thread.state is not ThemeState.ANSWERED),
        passed_up=tuple(desk.line(thread) for thread in passed if thread.holder == unit),
    )


def desk_of(visit: Visit, threads: Iterable[Thread], shipped: ThemeRules, now: datetime) -> Desk:
    """Look up what these themes need to be put into lines."""
    came = tuple(threads)
    who = levels(visit.office, visit.tree)
    answered = {answer.level for thread in came for answer in thread.answers}
    held = {thread.holder for thread in came}
    places = {thread.topic.unit for thread in came} | held | answered | {visit.unit}
    above = {unit for unit in map(who.above, held) if unit}
    waves = {wave.id: wave for wave in visit.chosen.every}
    contracts = [wave.contract for wave in visit.chosen.every]
    return Desk(
        person=visit.person,
        who=who,
        waves=waves,
        labels=theme_labels(visit.office, contracts, shipped),
        names={**roster.names_of(visit.office, places | above), **visit.place.names},
        calendars=calendars(visit.office, who, tuple(places)),
        now=now,
    )


def short_day(day: date) -> str:
    """Write a day that is near: "Fri 17 May"."""
    return f"{day:%a %-d %b}"
