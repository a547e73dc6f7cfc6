"""How a leader answers what the team raises, always beside what the team noticed of it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.actions import queries
from pulse.actions.answering import ChangeKind, Promise, Stop, Thread
from pulse.actions.clocks import Calendar
from pulse.actions.levels import calendars, levels
from pulse.insights import responsiveness as numbers
from pulse.insights.kinds import Kind
from pulse.insights.responsiveness import Clock, Responsiveness, answers_do_not_land
from pulse.insights.scores import Score, item_score
from pulse.programme.models import Wave
from pulse.publications.figures import Reason, Withheld
from pulse.publications.models import PublishedFigure
from pulse.publications.rows import read_figure

NOTICED = {"R1": Kind.AGREE, "R5": Kind.YES}
NOT_ASKED = Withheld(Reason.NOT_ASKED)


@dataclass(frozen=True)
class Noticed:
    """What the people of a unit say of it, from the last of the waves that asked: "got a clear answer" (R1), and the
    share whose results were talked through "with a next step" (R5).
    """

    answered: Score | Withheld
    next_step: Score | Withheld


@dataclass(frozen=True)
class Responding:
    """A leader's numbers, or those of a level, over three waves, and what the team noticed; never one without the
    other. `themes` is how many there were to answer.
    """

    numbers: Responsiveness
    noticed: Noticed
    themes: int

    @property
    def does_not_land(self) -> bool:
        """Whether answers stand on record while the team says that there are none."""
        answered = self.noticed.answered
        return isinstance(answered, Score) and answers_do_not_land(self.numbers.answered_in_time, answered)


def responding(session: Session, unit: str, now: datetime) -> Responding:
    """How the leader of a unit answers: its own themes, and those passed up to it."""
    return _responding(session, unit, (unit,), now)


def responding_below(session: Session, unit: str, now: datetime) -> Responding:
    """How all leaders of a unit and below it answer, in the working days of its own country."""
    return _responding(session, unit, tuple(levels(session).tree.subtree(unit)), now)


def _responding(session: Session, unit: str, units: tuple[str, ...], now: datetime) -> Responding:
    waves = queries.recent_waves(session)
    calendar = calendars(session, levels(session), (unit,))[unit]
    came = queries.threads_at(session, units, waves)
    made = [promise for promise in queries.promises_by(session, units) if promise.topic.wave_id in waves]
    return Responding(
        reckon(came, made, frozenset(units), calendar, now),
        noticed(session, unit, waves),
        sum(thread.topic.unit in units for thread in came),
    )


def reckon(
    came: Sequence[Thread], made: Sequence[Promise], units: frozenset[str], calendar: Calendar, now: datetime
) -> Responsiveness:
    """Reckon the numbers of these levels from what came to them and what was promised there. Pure."""
    own = (thread.stops[0] for thread in came if thread.topic.unit in units)
    passed = (stop for thread in came for stop in thread.stops[1:] if stop.level in units)
    promised = [_promise(promise, calendar) for promise in made]
    return numbers.responsiveness(
        _clocks(own, calendar), promised, _clocks(passed, calendar), calendar.day(now), calendar.days
    )


def noticed(session: Session, unit: str, wave_ids: Collection[int]) -> Noticed:
    """What a unit's people noticed, from published figures; withheld with the reason of the last wave that asked."""
    table = PublishedFigure
    asked = (
        select(*table.__table__.columns)
        .join(Wave, Wave.id == table.wave_id)
        .where(table.unit == unit, table.wave_id.in_(wave_ids))
        .where(table.item.like("R1.v%") | table.item.like("R5.v%"))
        .where(table.reason.is_(None) | (table.reason != Reason.NOT_ASKED))
        .order_by(Wave.closes_at)
    )
    found = {row.item.partition(".")[0]: read_figure(row) for row in session.execute(asked)}
    answered, next_step = (item_score(found.get(item, NOT_ASKED), kind) for item, kind in NOTICED.items())
    return Noticed(answered, next_step)


def _clocks(stops: Iterable[Stop], calendar: Calendar) -> list[Clock]:
    return [Clock(calendar.day(stop.since), calendar.day(stop.came) if stop.came else None) for stop in stops]


def _promise(promise: Promise, calendar: Calendar) -> numbers.Promise:
    ended = {change.kind: calendar.day(change.at) for change in promise.changes}
    return numbers.Promise(
        made=calendar.day(promise.made_at),
        due=_counted_due(promise, calendar),
        kept=ended.get(ChangeKind.KEPT),
        dropped=ended.get(ChangeKind.DROPPED),
    )


def _counted_due(promise: Promise, calendar: Calendar) -> date:
    """The day a promise is measured by: moving it when it was late already makes it no less late."""
    moved = promise.moved
    in_time = moved is not None and calendar.day(moved.at) <= promise.first_due
    return promise.due if in_time else promise.first_due
