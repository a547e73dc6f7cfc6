"""Time is passed in: everything that needs the hour takes a Clock."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present instant, always in UTC."""


def system_clock() -> datetime:
    """Return the present instant by this machine's clock."""
    return datetime.now(UTC)
