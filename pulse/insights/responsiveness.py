"""How a leader answers what the team raised, in working days; never tied to pay."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf
from statistics import median

from pulse.insights.scores import Score

WorkingDays = Callable[[date, date], int]
"""The working days from the first date to the second."""

ANSWER_DAYS = 10
RETURN_DAYS = 20
LOGGED = 0.8
LANDED = 50.0


@dataclass(frozen=True)
class Clock:
    """Something waited for since a date, and when it came, if it has."""

    since: date
    came: date | None = None


@dataclass(frozen=True)
class Promise:
    """A promise and how it ended: kept, dropped with a reason, or not yet."""

    made: date
    due: date
    kept: date | None = None
    dropped: date | None = None


@dataclass(frozen=True)
class Part:
    """How many of how many."""

    met: int
    of: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1; none of nothing."""
        return self.met / self.of if self.of else None


@dataclass(frozen=True)
class Responsiveness:
    """A leader's numbers over three waves.

    `median_days` to a first answer, counted over all themes: none until more than half are. What is not
    due yet counts in no part. `oldest_open` is the age of the oldest open promise in working days, if one is open.
    """

    median_days: float | None
    answered_in_time: Part
    kept_on_time: Part
    oldest_open: int | None
    returned_in_time: Part


def responsiveness(
    themes: Sequence[Clock], promises: Sequence[Promise], passed_up: Sequence[Clock], today: date, days: WorkingDays
) -> Responsiveness:
    """Return a leader's numbers: themes since publication, promises, and themes passed up to this level."""
    return Responsiveness(
        median_days=_median_days(themes, days),
        answered_in_time=_in_time(themes, ANSWER_DAYS, today, days),
        kept_on_time=_kept(promises, today),
        oldest_open=max((days(p.made, today) for p in promises if p.kept is None and p.dropped is None), default=None),
        returned_in_time=_in_time(passed_up, RETURN_DAYS, today, days),
    )


def _median_days(clocks: Sequence[Clock], days: WorkingDays) -> float | None:
    # An unanswered theme waits without end; leaving it out would reward silence.
    waits = [inf if clock.came is None else days(clock.since, clock.came) for clock in clocks]
    middle = median(waits) if waits else inf
    return None if middle == inf else middle


def _in_time(clocks: Sequence[Clock], limit: int, today: date, days: WorkingDays) -> Part:
    met = sum(clock.came is not None and days(clock.since, clock.came) <= limit for clock in clocks)
    missed = sum(days(clock.since, clock.came or today) > limit for clock in clocks)
    return Part(met, met + missed)


def _kept(promises: Sequence[Promise], today: date) -> Part:
    met = sum(promise.kept is not None and promise.kept <= promise.due for promise in promises)
    ended = [(promise.kept or promise.dropped or today, promise.due) for promise in promises]
    return Part(met, met + sum(end > due for end, due in ended))


def answers_do_not_land(answered: Part, noticed: Score) -> bool:
    """Whether most themes are answered on record while the team's own R1 score says otherwise."""
    return answered.of > 0 and answered.met >= LOGGED * answered.of and noticed.value + noticed.above < LANDED
