"""Time is passed in: everything that needs the hour takes a Clock. And how an instant is written."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Returns the present instant, always in UTC."""


def system_clock() -> datetime:
    """Return the present instant by this machine's clock."""
    return datetime.now(UTC)


def day(instant: datetime, zone: str = "UTC") -> str:
    """Write the day of an instant in a time zone: "12 May 2026"."""
    return f"{instant.astimezone(ZoneInfo(zone)):%-d %B %Y}"


def hour(instant: datetime, zone: str = "UTC") -> str:
    """Write the hour of an instant in a time zone: "18:00 CEST"."""
    return f"{instant.astimezone(ZoneInfo(zone)):%H:%M %Z}"


def moment(instant: datetime, zone: str = "UTC") -> str:
    """Write an instant in a time zone, with the zone's short name: "Monday 18 May, 18:00 CEST"."""
    return f"{instant.astimezone(ZoneInfo(zone)):%A %-d %B}, {hour(instant, zone)}"
