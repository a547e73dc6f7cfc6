"""Periods that plans are made for: spans of days with a name. Pure."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

LONGEST = 366
_NAME = re.compile(
    r"(?P<year>20[0-9]{2})(?:-(?:(?P<half>H[12])|(?P<quarter>Q[1-4])|(?P<month>0[1-9]|1[0-2])))?", re.ASCII
)


@dataclass(frozen=True)
class Period:
    """A span of days, both ends included."""

    name: str
    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether the day is one of it."""
        return self.first <= day <= self.last

    def overlaps(self, other: "Period") -> bool:
        """Whether some day is one of both."""
        return self.first <= other.last and other.first <= self.last

    @property
    def days(self) -> str:
        """Its days in words: "1 Jul 2026 to 30 Sep 2026"."""
        return f"{self.first:%-d %b %Y} to {self.last:%-d %b %Y}"


def named(name: str) -> Period | None:
    """The period of the calendar that a name means: 2026, 2026-H1, 2026-Q3 or 2026-07; None for any other name."""
    found = _NAME.fullmatch(name.upper())
    if found is None:
        return None
    months, place = _months(found)
    year, start = int(found["year"]), months * (place - 1) + 1
    end = start + months - 1
    return Period(name.upper(), date(year, start, 1), date(year, end, monthrange(year, end)[1]))


def containing(periods: Iterable[Period], day: date) -> Period | None:
    """The period that a day is one of; no two of them share a day."""
    return next((period for period in periods if period.holds(day)), None)


def _months(found: re.Match[str]) -> tuple[int, int]:
    """How many months a period has, and which of the year's it is, from 1."""
    if found["half"]:
        return 6, int(found["half"][1])
    if found["quarter"]:
        return 3, int(found["quarter"][1])
    return (1, int(found["month"])) if found["month"] else (12, 1)
