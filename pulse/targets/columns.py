"""What each column of a targets file may hold: pure rules from text to value."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pulse.roster.columns import Unacceptable, plain, quoted, team
from pulse.targets.periods import named

_DIGITS = "[0-9]{1,15}"
_CENTS = "(?P<cents>[.,][0-9]{1,2})"
_AMOUNTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_DIGITS}{_CENTS}?",
        # Groups of thousands by a space of any kind or an apostrophe can mean nothing else.
        rf"[0-9]{{1,3}}(?P<mark>[ \u00a0\u202f'’])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}}){{0,3}}{_CENTS}?",
        # A point or comma between thousands is told from a decimal one by a second of it, or by the other one after it.
        r"[0-9]{1,3}(?:\.[0-9]{3}){2,4}",
        r"[0-9]{1,3}(?:,[0-9]{3}){2,4}",
        r"[0-9]{1,3}(?:\.[0-9]{3}){1,4}(?P<cents>,[0-9]{1,2})",
        r"[0-9]{1,3}(?:,[0-9]{3}){1,4}(?P<cents>\.[0-9]{1,2})",
    )
)
_TWO_WAYS = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")
_DAY = re.compile(r"(?P<year>20[0-9]{2})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_DAY_WITH_POINTS = re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>20[0-9]{2})")


def period(text: str) -> str:
    """The name of a period; one of the calendar in capitals."""
    found = plain(text, "period")
    calendar = named(found)
    return calendar.name if calendar else found


def day(text: str) -> date | None:
    """A day such as 2026-07-01 or 1.7.2026; nothing where the period's name says it."""
    found = text.strip()
    if not found:
        return None
    match = _DAY.fullmatch(found) or _DAY_WITH_POINTS.fullmatch(found)
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"])) if match else _no_day(text)
    except ValueError:
        return _no_day(text)


def plan(text: str) -> Decimal | None:
    """The amount to reach, more than nothing; left empty to take a team's entry away."""
    found = _amount(text, "plan")
    if found is not None and found <= 0:
        raise Unacceptable("the plan is zero; a forecast cannot be measured against it")
    return found


def forecast(text: str) -> Decimal | None:
    """The official forecast; nothing where there is none."""
    return _amount(text, "forecast")


def actual(text: str) -> Decimal | None:
    """What came; nothing until it is known."""
    return _amount(text, "actual")


def _amount(text: str, what: str) -> Decimal | None:
    found = text.strip()
    if not found:
        return None
    if _TWO_WAYS.fullmatch(found):
        plainly = re.sub("[.,]", "", found)
        raise Unacceptable(
            f"the {what} {quoted(text)} can be read in two ways; write {plainly} for thousands, or two decimals"
        )
    match = next((match for match in (pattern.fullmatch(found) for pattern in _AMOUNTS) if match), None)
    if match is None:
        raise Unacceptable(
            f"the {what} {quoted(text)} is not an amount; write digits, with two decimals at most, "
            "and neither sign nor currency"
        )
    cents = match.groupdict().get("cents") or ""
    whole = re.sub("[^0-9]", "", found.removesuffix(cents))
    return Decimal(f"{whole}.{cents[1:] or '0'}")


def _no_day(text: str) -> date:
    raise Unacceptable(f"{quoted(text)} is no day; write it as 2026-07-01")


RULES: Mapping[str, Callable[[str], Any]] = {
    "team": team,
    "period": period,
    "from": day,
    "to": day,
    "plan": plan,
    "forecast": forecast,
    "actual": actual,
}
OPTIONAL = frozenset({"from", "to", "forecast", "actual"})
