"""When waves open and close, and when each person is written to."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.programme.definition import Definition
from pulse.programme.schedule import (
    Place,
    Window,
    announce_time,
    closing,
    is_planned,
    next_window,
    reminder_time,
    send_time,
    welcome_from,
    windows,
)
from pulse.programme.workdays import ends_a_quarter, is_working_day, working_days

BERLIN = Place("Europe/Berlin", "DE")
EVERYWHERE = [
    BERLIN,
    Place("Pacific/Honolulu", "US"),
    Place("America/Los_Angeles", "US"),
    Place("America/Sao_Paulo", "BR"),
    Place("Europe/London", "GB"),
    Place("Asia/Riyadh", "SA"),
    Place("Asia/Kolkata", "IN"),
    Place("Asia/Kathmandu", "NP"),
    Place("Asia/Shanghai", "CN"),
    Place("Australia/Lord_Howe", "AU"),
    Place("Pacific/Auckland", "NZ"),
    Place("Pacific/Kiritimati", "KI"),
]


def programme(**values: object) -> Definition:
    base: dict[str, object] = {"name": "p", "title": "P", "audience": "Sales", "first_wave": date(2026, 2, 3)}
    return Definition.model_validate(base | {"time_zone": "Europe/Berlin"} | values)


def utc(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


openings = st.integers(0, 4 * 365 * 24 * 60).map(lambda minute: utc(2025, 1, 1, 0) + timedelta(minutes=minute))
spans = st.timedeltas(timedelta(hours=1), timedelta(days=13))
places = st.sampled_from(EVERYWHERE)
hours = st.integers(8, 17)


def is_holiday(day: date, country: str) -> bool:
    known = holidays.country_holidays(country) if country in holidays.list_supported_countries() else None
    return known is not None and day in known


# Waves


def test_a_wave_opens_on_tuesday_nine_and_closes_on_monday_six_in_winter_and_in_summer() -> None:
    found = list(islice(windows(programme()), 4))
    local = [
        (w.opens_at.astimezone(ZoneInfo("Europe/Berlin")), w.closes_at.astimezone(ZoneInfo("Europe/Berlin")))
        for w in found
    ]
    assert [f"{opens:%a %d %b %H:%M} - {closes:%a %d %b %H:%M}" for opens, closes in local] == [
        "Tue 03 Feb 09:00 - Mon 09 Feb 18:00",
        "Tue 03 Mar 09:00 - Mon 09 Mar 18:00",
        "Tue 07 Apr 09:00 - Mon 13 Apr 18:00",  # 31 March is the quarter's last day
        "Tue 28 Apr 09:00 - Mon 04 May 18:00",
    ]
    assert [w.opens_at.hour for w in found] == [8, 8, 7, 7]


@given(st.sampled_from([2, 4, 6, 12]), st.integers(0, 4), st.sampled_from(EVERYWHERE), st.integers(5, 22))
def test_waves_keep_their_hour_avoid_quarter_ends_and_never_overlap(
    weeks: int, day: int, place: Place, hour: int
) -> None:
    first = date(2026, 2, 2) + timedelta(days=day)
    longest = min(13, 7 * (weeks - 1) - 1)
    found = list(
        islice(
            windows(
                programme(
                    every_weeks=weeks, first_wave=first, time_zone=place.time_zone, opens_at=hour, open_days=longest
                )
            ),
            40,
        )
    )
    for window, later in pairwise(found):
        opening = place.local(window.opens_at)
        assert (opening.hour, opening.minute, opening.weekday()) == (hour, 0, day)
        assert not ends_a_quarter(opening.date())
        assert window.opens_at < window.closes_at < later.opens_at


def test_the_last_five_working_days_of_a_quarter_are_closed() -> None:
    closed = [day for day in range(20, 31) if ends_a_quarter(date(2026, 6, day))]
    assert closed == [24, 25, 26, 27, 28, 29, 30]
    assert not ends_a_quarter(date(2026, 7, 1))


def test_the_next_wave_opens_after_the_last_one() -> None:
    first, second = islice(windows(programme()), 2)
    assert next_window(programme(), first.opens_at - timedelta(days=9), first.opens_at - timedelta(days=9)) == first
    assert next_window(programme(), first.opens_at, first.closes_at) == second


def test_a_wave_that_is_late_still_opens_while_half_of_it_is_left() -> None:
    first, second = islice(windows(programme()), 2)
    before = first.opens_at - timedelta(days=1)
    middle = first.opens_at + (first.closes_at - first.opens_at) / 2
    assert next_window(programme(), before, middle) == first
    assert next_window(programme(), before, middle + timedelta(minutes=1)) == second


def test_a_wave_opened_by_hand_closes_by_the_programmes_rules() -> None:
    assert closing(programme(), utc(2026, 2, 11, 13, 20)) == utc(2026, 2, 17, 17)


# Invitations


def test_a_colleague_in_honolulu_is_written_to_at_nine_there() -> None:
    window = Window(utc(2026, 2, 3, 8), utc(2026, 2, 9, 17))
    assert send_time(Place("Pacific/Honolulu", "US"), window, 9) == utc(2026, 2, 3, 19)


def test_a_colleague_in_auckland_whose_nine_has_passed_is_written_to_on_the_next_day() -> None:
    window = Window(utc(2026, 2, 3, 8), utc(2026, 2, 9, 17))
    # Opening at 21:00 there; 6 February is a holiday, 4 February is not.
    assert send_time(Place("Pacific/Auckland", "NZ"), window, 9) == utc(2026, 2, 3, 20)


def test_a_holiday_week_is_waited_for() -> None:
    golden_week = Window(utc(2026, 10, 1, 1), utc(2026, 10, 12, 10))
    assert send_time(Place("Asia/Shanghai", "CN"), golden_week, 9) == utc(2026, 10, 8, 1)


def test_friday_is_no_working_day_in_riyadh_and_sunday_is() -> None:
    assert not is_working_day(date(2026, 2, 6), "SA")
    assert is_working_day(date(2026, 2, 8), "SA")


def test_in_a_country_nobody_knows_only_the_weekend_is_off() -> None:
    assert [is_working_day(date(2026, 12, day), "XX") for day in (25, 26, 27)] == [True, False, False]


def test_a_wave_opened_for_one_afternoon_is_announced_at_once() -> None:
    afternoon = Window(utc(2026, 2, 3, 13, 20), utc(2026, 2, 3, 16))
    assert send_time(BERLIN, afternoon, 9) == utc(2026, 2, 3, 13, 20)


def test_a_wave_that_is_all_holidays_is_announced_at_its_opening() -> None:
    christmas = Window(utc(2026, 12, 25, 3), utc(2026, 12, 26, 17))
    assert send_time(BERLIN, christmas, 9) == utc(2026, 12, 25, 3)


@given(places, openings, spans, hours)
def test_everybody_is_written_to_within_the_wave(place: Place, opens: datetime, span: timedelta, hour: int) -> None:
    window = Window(opens, opens + span)
    assert window.opens_at <= send_time(place, window, hour) < window.closes_at


@given(places, openings, spans, hours)
def test_nobody_is_written_to_on_a_weekend_or_a_holiday(
    place: Place, opens: datetime, span: timedelta, hour: int
) -> None:
    window = Window(opens, opens + span)
    local = place.local(send_time(place, window, hour))
    if local != opens:
        assert not is_holiday(local.date(), place.country)
        assert local.weekday() not in ({4, 5} if place.country == "SA" else {5, 6})


@given(places, openings, st.integers(0, 6), hours)
def test_in_a_usual_wave_everybody_is_written_to_at_the_hour(
    place: Place, opens: datetime, extra: int, hour: int
) -> None:
    window = Window(opens, opens + timedelta(days=7 + extra))
    days = working_days(
        place.country, place.local(opens).date() + timedelta(days=1), place.local(window.closes_at).date()
    )
    if len(list(days)) >= 2:
        local = place.local(send_time(place, window, hour))
        assert (local.hour, local.minute) == (hour, 0)


@given(places, openings, spans, hours)
def test_no_earlier_working_day_is_passed_over(place: Place, opens: datetime, span: timedelta, hour: int) -> None:
    window = Window(opens, opens + span)
    sent = send_time(place, window, hour)
    days = working_days(place.country, place.local(opens).date(), place.local(sent).date() - timedelta(days=1))
    assert all(not opens <= place.at(day, hour) for day in days)


def test_a_wave_opened_by_hand_is_announced_at_once_where_people_are_at_work() -> None:
    window = Window(utc(2026, 2, 3, 13, 20), utc(2026, 2, 10, 13))
    assert announce_time(BERLIN, window, 9) == window.opens_at
    assert announce_time(Place("Asia/Kolkata", "IN"), window, 9) == utc(2026, 2, 4, 3, 30)
    saturday = Window(utc(2026, 2, 7, 9), utc(2026, 2, 14, 9))
    assert announce_time(BERLIN, saturday, 9) == utc(2026, 2, 9, 8)


def test_the_rhythm_tells_a_planned_wave_from_one_opened_by_hand() -> None:
    first = next(windows(programme()))
    assert is_planned(programme(), first.opens_at)
    assert not is_planned(programme(), first.opens_at + timedelta(seconds=1))
    assert not is_planned(programme(), first.opens_at - timedelta(days=28))


@given(places, openings, spans)
def test_a_mail_that_waits_for_office_hours_leaves_on_a_working_day_between_eight_and_six(
    place: Place, opens: datetime, span: timedelta
) -> None:
    found = welcome_from(place, Window(opens, opens + span))
    if found is None:
        minutes = range(0, int(span.total_seconds() // 60), 30)
        locals_ = [place.local(opens + timedelta(minutes=minute)) for minute in minutes]
        assert not [at for at in locals_ if 8 <= at.hour < 18 and is_working_day(at.date(), place.country)]
    else:
        assert 8 <= place.local(found).hour < 18
        assert is_working_day(place.local(found).date(), place.country)


# Reminders


def test_the_reminder_comes_on_the_third_working_day() -> None:
    tuesday = utc(2026, 2, 3, 8)
    assert reminder_time(BERLIN, tuesday, utc(2026, 2, 9, 17), 3) == utc(2026, 2, 5, 8)
    assert reminder_time(BERLIN, tuesday, utc(2026, 2, 9, 17), 5) == utc(2026, 2, 9, 8)


def test_the_reminder_skips_easter() -> None:
    thursday = utc(2026, 4, 2, 7)
    assert reminder_time(BERLIN, thursday, utc(2026, 4, 10, 16), 3) == utc(2026, 4, 8, 7)


def test_the_reminder_keeps_its_local_hour_when_clocks_change() -> None:
    friday_in_winter = utc(2026, 3, 27, 8)
    assert reminder_time(BERLIN, friday_in_winter, utc(2026, 4, 2, 16), 3) == utc(2026, 3, 31, 7)


def test_nobody_is_reminded_of_a_closed_wave() -> None:
    assert reminder_time(BERLIN, utc(2026, 2, 3, 8), utc(2026, 2, 5, 8), 3) is None


@given(places, openings, spans, hours, st.sampled_from([3, 5]))
def test_a_reminder_falls_on_a_working_day_before_the_close(
    place: Place, opens: datetime, span: timedelta, hour: int, nth: int
) -> None:
    window = Window(opens, opens + span)
    invited = send_time(place, window, hour)
    reminded = reminder_time(place, invited, window.closes_at, nth)
    if reminded is not None:
        local = place.local(reminded)
        assert invited < reminded < window.closes_at
        assert is_working_day(local.date(), place.country)
        between = working_days(place.country, place.local(invited).date(), local.date())
        assert len(list(between)) == nth


@pytest.mark.parametrize("place", EVERYWHERE, ids=lambda place: place.time_zone)
def test_local_hours_hold_on_every_day_of_years_with_clock_changes(place: Place) -> None:
    for number in range(730):
        day = date(2026, 1, 1) + timedelta(days=number)
        local = place.local(place.at(day, 9))
        assert (local.date(), local.hour, local.minute) == (day, 9, 0)
