"""Working days: neither on the weekend nor on a public holiday of a country. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import holidays

ONE_DAY = timedelta(days=1)
WEEKEND = frozenset({5, 6})
WORKING_DAYS_CLOSED_AT_QUARTER_END = 5


def is_working_day(day: date, country: str) -> bool:
    """Whether people in a country (ISO code, two letters) work on a day; an unknown country has Saturdays and Sundays
    off and no holidays.
    """
    return day not in _days_off(country, day.year)


def working_days(country: str, since: date, until: date) -> Iterator[date]:
    """The working days of a country from one date to another, both included."""
    for number in range((until - since).days + 1):
        day = since + number * ONE_DAY
        if is_working_day(day, country):
            yield day


def ends_a_quarter(day: date) -> bool:
    """Whether a day is among the last five working days of a calendar quarter, when a sales team has no time.

    Holidays are left out of the count, so that the answer is the same in every country.
    """
    later, left = day, 0
    while _quarter(later) == _quarter(day):
        left += later.weekday() not in WEEKEND
        later += ONE_DAY
    return left <= WORKING_DAYS_CLOSED_AT_QUARTER_END


def _quarter(day: date) -> int:
    return (day.month - 1) // 3


@lru_cache(maxsize=1024)
def _days_off(country: str, year: int) -> frozenset[date]:
    first = date(year, 1, 1)
    every = [first + number * ONE_DAY for number in range((date(year + 1, 1, 1) - first).days)]
    if country not in holidays.list_supported_countries():
        return frozenset(day for day in every if day.weekday() in WEEKEND)
    known = holidays.country_holidays(country, years=year)
    return frozenset(day for day in every if known.is_weekend(day) or day in known)
