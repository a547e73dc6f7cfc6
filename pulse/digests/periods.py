"""The spans that a digest is owed once for. Weeks and months begin in UTC; each reader gets theirs in their own hours.

Pure.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from pulse.programme.schedule import A_WEEK, Window

SEND_AT = 9
"""The hour on the reader's clock."""
LATEST = timedelta(days=14)
"""A month's digest is no news after so long."""


@dataclass(frozen=True)
class Span:
    """A named span and when within it mails may leave."""

    name: str
    window: Window


def week_of(now: datetime) -> Span:
    """The week of an instant: "2026-W08"."""
    year, week, weekday = now.astimezone(UTC).date().isocalendar()
    monday = _midnight(now.astimezone(UTC).date() - timedelta(days=weekday - 1))
    return Span(f"{year}-W{week:02}", Window(monday, monday + A_WEEK))


def month_of(now: datetime) -> Span:
    """The month of an instant: "2026-02"; mails leave in its first two weeks."""
    first = _midnight(now.astimezone(UTC).date().replace(day=1))
    return Span(f"{first:%Y-%m}", Window(first, first + LATEST))


def after_wave(name: str, published_at: datetime) -> Span:
    """The week after a wave is published."""
    return Span(name, Window(published_at, published_at + A_WEEK))


def wave_in(period: str) -> str | None:
    """The name of the wave that a span follows; None for a week or a month, which alone have a dash in theirs."""
    return None if "-" in period else period


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
