"""When waves open and close, and when each person is written to, in that person's own hours. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import WEEKLY, rrule

from pulse.programme.definition import Definition
from pulse.programme.workdays import ends_a_quarter, working_days

A_WEEK = timedelta(weeks=1)
OFFICE_HOURS = range(8, 18)


@dataclass(frozen=True)
class Window:
    """The span in which a wave takes answers, in UTC."""

    opens_at: datetime
    closes_at: datetime

    def half_gone(self, now: datetime) -> bool:
        """Whether less than half of the span is left; a wave this late is not opened any more."""
        return now - self.opens_at > self.closes_at - now


@dataclass(frozen=True)
class Place:
    """Where a person works: an IANA time zone and an ISO country code."""

    time_zone: str
    country: str

    def local(self, instant: datetime) -> datetime:
        """An instant on this place's clocks."""
        return instant.astimezone(ZoneInfo(self.time_zone))

    def at(self, day: date, hour: int) -> datetime:
        """The instant, in UTC, at which this place's clocks show a full hour."""
        return datetime.combine(day, time(hour), ZoneInfo(self.time_zone)).astimezone(UTC)


def windows(definition: Definition) -> Iterator[Window]:
    """The windows of a programme's waves, without end, at the same local hours all year.

    A wave that would start in the last five working days of a quarter starts a week later, which is always outside
    them; the waves after it keep their dates.
    """
    first = datetime.combine(definition.first_wave, time.min)
    for start in rrule(WEEKLY, interval=definition.every_weeks, dtstart=first):
        day = start.date()
        yield _window(definition, day + A_WEEK if ends_a_quarter(day) else day)


def next_window(definition: Definition, after: datetime, now: datetime) -> Window:
    """The first window that opens after an instant and of which, now, at least half is left."""
    return next(window for window in windows(definition) if window.opens_at > after and not window.half_gone(now))


def closing(definition: Definition, opens_at: datetime) -> datetime:
    """When a wave that opens at any instant closes by the programme's rules."""
    place = Place(definition.time_zone, "")
    return place.at(place.local(opens_at).date() + timedelta(days=definition.open_days), definition.closes_at)


def is_planned(definition: Definition, opens_at: datetime) -> bool:
    """Whether a wave that opens at this instant follows the programme's rhythm; one opened by hand does not."""
    return any(
        window.opens_at == opens_at for window in takewhile(lambda w: w.opens_at <= opens_at, windows(definition))
    )


def send_time(place: Place, window: Window, hour: int) -> datetime:
    """When a person is invited: the first time their clock shows the hour on a working day from opening on.

    In a window too short for that, the first moment of their office hours; in one without any, all holidays and
    nights, the opening itself, since whoever is invited must be able to answer.
    """
    usual = (place.at(day, hour) for day in _working_days(place, window))
    found = next((moment for moment in usual if window.opens_at <= moment < window.closes_at), None)
    return found or welcome_from(place, window) or window.opens_at


def announce_time(place: Place, window: Window, hour: int) -> datetime:
    """When a person is invited to a wave opened by hand: at once in office hours, else as to any other wave."""
    return window.opens_at if welcome_from(place, window) == window.opens_at else send_time(place, window, hour)


def welcome_from(place: Place, window: Window) -> datetime | None:
    """The first moment of a person's office hours, 8 to 18 on working days, within a window; None if there is none."""
    mornings = (place.at(day, OFFICE_HOURS.start) for day in _working_days(place, window))
    moments = (max(morning, window.opens_at) for morning in mornings)
    awake = (moment for moment in moments if place.local(moment).hour in OFFICE_HOURS)
    return next((moment for moment in awake if moment < window.closes_at), None)


def reminder_time(place: Place, invited_at: datetime, closes_at: datetime, working_day: int) -> datetime | None:
    """When a person is reminded: at the hour they were invited, on their nth working day counted from that day.

    None if the wave is closed by then.
    """
    invited = place.local(invited_at)
    days = working_days(place.country, invited.date(), place.local(closes_at).date())
    moments = (place.at(day, invited.hour) for day in islice(days, working_day - 1, working_day))
    return next((moment for moment in moments if invited_at < moment < closes_at), None)


def _working_days(place: Place, window: Window) -> Iterator[date]:
    return working_days(place.country, place.local(window.opens_at).date(), place.local(window.closes_at).date())


def _window(definition: Definition, day: date) -> Window:
    opens_at = Place(definition.time_zone, "").at(day, definition.opens_at)
    return Window(opens_at, closing(definition, opens_at))
