"""What a leader has to do next: themes to answer, and promises that are late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from pulse.actions import queries
from pulse.actions.answering import Promise, PromiseState, ThemeState, Thread
from pulse.actions.clocks import Calendar, due
from pulse.actions.levels import Levels, calendars, levels
from pulse.roster.tree import Tree


@dataclass(frozen=True)
class Waiting:
    """A theme without a first answer where it is now, and the day it is due."""

    thread: Thread
    due: date
    late: bool


@dataclass(frozen=True)
class NextSteps:
    """What waits for the leader of a unit, the most urgent first; what was passed up to here is among it."""

    answerer: str | None
    """The unit whose leader acts: this one, or the nearest above while its post is vacant."""
    today: date
    waiting: tuple[Waiting, ...]
    asked_back: tuple[Thread, ...]
    """Themes kept open by a question to the team."""
    late: tuple[Promise, ...]
    open: tuple[Promise, ...]
    """Promises that are open and not late, the next due first."""

    @property
    def first_due(self) -> date | None:
        """By when the most urgent theme is to be answered."""
        return self.waiting[0].due if self.waiting else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is due: open promises wait for their day."""
        return not (self.waiting or self.asked_back or self.late)


def next_steps(session: Session, unit: str, now: datetime, tree: Tree | None = None) -> NextSteps:
    """Read what waits for the leader of a unit; for a vacant one, what will wait for whoever comes."""
    who = levels(session, tree)
    own = who.answered_by(unit)
    calendar = calendars(session, who, (unit,))[unit]
    came = queries.threads_at(session, own, queries.recent_waves(session))
    return steps(who, own, came, queries.promises_by(session, own), calendar=calendar, now=now)


def steps(
    who: Levels,
    own: Sequence[str],
    came: Sequence[Thread],
    made: Sequence[Promise],
    *,
    calendar: Calendar,
    now: datetime,
) -> NextSteps:
    """Sort what came to these levels, the first of which is looked at, and what was promised there. Pure."""
    today = calendar.day(now)
    here = [thread for thread in came if thread.holder in own]
    waiting = [(thread, day) for thread in here if (day := due(thread, calendar))]
    standing = {state: [promise for promise in made if promise.state(today) is state] for state in PromiseState}
    return NextSteps(
        answerer=who.answerer(own[0]),
        today=today,
        waiting=tuple(Waiting(thread, day, today > day) for thread, day in sorted(waiting, key=lambda pair: pair[1])),
        asked_back=tuple(thread for thread in here if thread.state is ThemeState.ASKED_BACK),
        late=tuple(sorted(standing[PromiseState.LATE], key=lambda promise: promise.due)),
        open=tuple(sorted(standing[PromiseState.OPEN], key=lambda promise: promise.due)),
    )


def steps_of_levels(session: Session, units: tuple[str, ...], now: datetime) -> dict[str, NextSteps]:
    """The same for many units at once, each as if its own leader had to act; for the loop clocks of HR."""
    who: Levels = levels(session)
    calendar = calendars(session, who, units)
    came = queries.threads_at(session, units, queries.recent_waves(session))
    made = queries.promises_by(session, units)
    held: dict[str, list[Thread]] = {unit: [] for unit in units}
    for thread in came:
        held.get(thread.holder, []).append(thread)
    promised: dict[str, list[Promise]] = {unit: [] for unit in units}
    for promise in made:
        promised[promise.level].append(promise)
    return {unit: steps(who, (unit,), held[unit], promised[unit], calendar=calendar[unit], now=now) for unit in units}
