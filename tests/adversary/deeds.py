"""What was done about what was said: answers, promises, predictions and plans, with their working days.

Read from the rows of the office, reckoned a second time from the design. Imports nothing of the program.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, cached_property
from math import inf
from statistics import median

import holidays

FIRST_ANSWER, COMES_BACK = 10, 20
"""Working days for a first answer, and for one of a level that a theme was passed up to."""


@cache
def is_working(day: date) -> bool:
    """Whether people work on a day where everybody of these companies does."""
    return day.weekday() < 5 and day not in holidays.country_holidays("DE", years=day.year)


def working_days(since: date, until: date) -> int:
    """The working days after one day, up to and with another."""
    return sum(is_working(since + timedelta(days=n)) for n in range(1, (until - since).days + 1))


def after(since: date, count: int) -> date:
    """The working day so many working days after another."""
    day = since
    while count:
        day += timedelta(days=1)
        count -= is_working(day)
    return day


@dataclass(frozen=True)
class Promised:
    """A promise, to whom and where it was made, and what became of it."""

    number: int
    wave: int
    unit: str
    theme: str
    level: str
    made: date
    first_due: date
    item: str
    text: str
    owner: str
    kept: date | None = None
    dropped: date | None = None
    moved: date | None = None
    moved_to: date | None = None

    @property
    def due(self) -> date:
        return self.moved_to or self.first_due

    @property
    def counted_due(self) -> date:
        """What it is measured by: moving it too late helps nothing."""
        in_time = self.moved is not None and self.moved <= self.first_due
        return self.due if in_time else self.first_due

    @property
    def ended(self) -> date | None:
        return self.kept or self.dropped

    def before(self, day: date) -> "Promised":
        """The same without what became of it later."""
        kept, dropped, moved = (when if when and when < day else None for when in (self.kept, self.dropped, self.moved))
        return replace(self, kept=kept, dropped=dropped, moved=moved, moved_to=self.moved_to if moved else None)

    def state(self, today: date) -> str:
        if self.ended:
            return "kept" if self.kept else "dropped"
        return "late" if today > self.due else "open"


@dataclass(frozen=True)
class Given:
    """An answer to a theme, at a level."""

    wave: int
    unit: str
    theme: str
    level: str
    kind: str
    text: str
    passed_to: str
    day: date


@dataclass(frozen=True)
class Stop:
    """Where a theme was, since when, and the day of its first answer there."""

    level: str
    since: date
    came: date | None


@dataclass(frozen=True)
class Thread:
    """A theme of a unit in a wave, and its answers, the oldest first."""

    wave: int
    unit: str
    theme: str
    comments: int
    published: date
    answers: tuple[Given, ...]

    @property
    def stops(self) -> list[Stop]:
        came_to = [(self.unit, self.published)]
        came_to += [(answer.passed_to, answer.day) for answer in self.answers if answer.passed_to]
        return [Stop(level, since, self._first(level)) for level, since in came_to]

    @property
    def holder(self) -> str:
        return self.stops[-1].level

    @property
    def state(self) -> str:
        here = [answer for answer in self.answers if answer.level == self.holder]
        if not here:
            return "waiting"
        return "asked back" if here[-1].kind == "understand" else "answered"

    @property
    def due(self) -> date:
        """The day an answer is due where the theme is now."""
        return after(self.stops[-1].since, FIRST_ANSWER if self.holder == self.unit else COMES_BACK)

    def _first(self, level: str) -> date | None:
        return next((answer.day for answer in self.answers if answer.level == level), None)


Amounts = tuple[float, float | None, float | None]
"""Plan, official forecast and what came."""


@dataclass(frozen=True)
class Deeds:
    """Everything that was done, and what was published to do it about."""

    today: date
    threads: Sequence[Thread] = ()
    promises: Sequence[Promised] = ()
    guesses: Mapping[tuple[int, str], Mapping[str, int]] = field(default_factory=dict)
    """What leaders expect, by the number of the wave and the unit."""
    plans: Mapping[tuple[str, str], Amounts] = field(default_factory=dict)
    """By unit and the name of the period."""
    periods: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    digests: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """How many are in each state, by kind and state."""
    refused: int = 0
    published: Mapping[int, date] = field(default_factory=dict)
    """The day each wave was published."""
    newest: int = 0
    """The number of the newest wave."""

    def at(self, day: date, digests: Mapping[tuple[str, str], int]) -> "Deeds":
        """What had been done before a day; how many digests had left is known from those that arrived."""
        threads = [replace(one, answers=tuple(answer for answer in one.answers if answer.day < day))
                   for one in self.threads if one.published <= day]  # fmt: skip
        promises = [one.before(day) for one in self.promises if one.made < day]
        newest = max((one for one, published in self.published.items() if published <= day), default=0)
        return replace(self, today=day, threads=threads, promises=promises, digests=digests, newest=newest)

    @cached_property
    def recent(self) -> list[Thread]:
        """The themes of the last three waves."""
        return [thread for thread in self.threads if thread.wave > self.newest - 3]

    def came(self, units: Iterable[str]) -> list[Thread]:
        """Those of these units, and those passed up to them."""
        found = set(units)
        return [one for one in self.recent if one.unit in found or any(stop.level in found for stop in one.stops)]

    def waiting(self, units: Iterable[str]) -> list[Thread]:
        """Those that wait at these units, the first due first."""
        found = set(units)
        held = [one for one in self.recent if one.holder in found and one.state == "waiting"]
        return sorted(held, key=lambda one: one.due)

    def made(self, units: Iterable[str]) -> list[Promised]:
        """What the leaders of these units promised about the last three waves."""
        found = set(units)
        return [one for one in self.promises if one.level in found and one.wave > self.newest - 3]

    def period(self, closed: date) -> str:
        """The period a wave belongs to."""
        return next((name for name, (first, last) in self.periods.items() if first <= closed <= last), "")


@dataclass(frozen=True)
class Record:
    """How the leaders of some units answer."""

    deeds: Deeds
    units: frozenset[str]

    @property
    def first_answers(self) -> list[Stop]:
        return [one.stops[0] for one in self.deeds.came(self.units) if one.unit in self.units]

    @property
    def median_days(self) -> float | None:
        waits = [working_days(stop.since, stop.came) if stop.came else inf for stop in self.first_answers]
        middle = median(waits) if waits else inf
        return None if middle == inf else middle

    @property
    def in_time(self) -> tuple[int, int]:
        return self._within(self.first_answers, FIRST_ANSWER)

    @property
    def returned(self) -> tuple[int, int]:
        stops = [stop for one in self.deeds.came(self.units) for stop in one.stops[1:] if stop.level in self.units]
        return self._within(stops, COMES_BACK)

    @property
    def kept(self) -> tuple[int, int]:
        made = self.deeds.made(self.units)
        met = sum(one.kept is not None and one.kept <= one.counted_due for one in made)
        return met, met + sum((one.ended or self.deeds.today) > one.counted_due for one in made)

    @property
    def oldest_open(self) -> int | None:
        made = (one for one in self.deeds.made(self.units) if not one.ended)
        return max((working_days(one.made, self.deeds.today) for one in made), default=None)

    @property
    def oldest_theme(self) -> int | None:
        waiting = (one for one in self.deeds.came(self.units) if one.state == "waiting")
        return max((working_days(one.stops[-1].since, self.deeds.today) for one in waiting), default=None)

    def _within(self, stops: Sequence[Stop], limit: int) -> tuple[int, int]:
        met = sum(stop.came is not None and working_days(stop.since, stop.came) <= limit for stop in stops)
        return met, met + sum(working_days(stop.since, stop.came or self.deeds.today) > limit for stop in stops)
