"""Periods of the calendar, and the day a wave closes on."""

from datetime import date

import pytest

from pulse.targets.periods import Period, containing, named


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_a_name_of_the_calendar_says_its_days(name: str, first: date, last: date) -> None:
    assert named(name) == Period(name.upper(), first, last)


@pytest.mark.parametrize("name", ["2026-Q5", "2026-H3", "2026-13", "2026-00", "1999", "26-Q1", "Q1", "2026-Q", "٢٠٢٦"])
def test_any_other_name_says_none(name: str) -> None:
    assert named(name) is None


def test_a_day_belongs_to_the_period_that_holds_it() -> None:
    quarters = [found for found in map(named, ("2026-Q1", "2026-Q2")) if found]
    for day, name in ((date(2026, 3, 31), "2026-Q1"), (date(2026, 4, 1), "2026-Q2")):
        found = containing(quarters, day)
        assert found is not None
        assert found.name == name
    assert containing(quarters, date(2026, 7, 1)) is None


def test_periods_that_share_one_day_overlap() -> None:
    one = Period("one", date(2026, 1, 1), date(2026, 1, 31))
    assert one.overlaps(Period("other", date(2026, 1, 31), date(2026, 2, 5)))
    assert not one.overlaps(Period("other", date(2026, 2, 1), date(2026, 2, 5)))
