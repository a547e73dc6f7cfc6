"""What HR's pages say with numbers: the calendar, mails, questions, stored plans and the log."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO

from tests.adversary.deeds import is_working
from tests.adversary.facts import Facts, bank, slug
from tests.adversary.places import Place
from tests.adversary.tokens import DAY, MONTHS, NUMBER, Token, always, changed, sent

FIRST, EVERY, OPEN = date(2026, 3, 3), timedelta(weeks=4), timedelta(days=6)
"""The programme of these companies."""
QUIET = 5
"""No wave opens in so many last working days of a quarter."""
SPAN = rf"({DAY} \d{{4}}) – ({DAY} \d{{4}}) Wave (\d+) "
LEFT = re.compile(
    r"(.+) ([A-Z]\d\.v\d)(?:, every wave)? (?:Left out by (\d+) %|Hidden to protect people\.)"
    r"(?: Look at it: is it clear, is it safe to answer\?)?(?: (\d+) % favourable)?(?:;? ?teams agree)?"
)


def opening(number: int) -> date:
    """The day a wave opens: every four weeks, a week later where the quarter is about to end."""
    day = FIRST + (number - 1) * EVERY
    while _is_quiet(day):
        day += timedelta(weeks=1)
    return day


def _is_quiet(day: date) -> bool:
    month = 3 * ((day.month - 1) // 3) + 3
    last = (date(day.year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return sum(is_working(day + timedelta(days=n)) for n in range((last - day).days + 1)) <= QUIET


def _days(text: str) -> date:
    number, month, year = text.split()
    return date(int(year), MONTHS.index(month) + 1, int(number))


def _calendar(place: Place, text: str) -> bool:
    """A wave of the calendar: its days, and how many answered one that is published."""
    found = re.fullmatch(SPAN + r"(planned|released (.*))", text)
    if found is None:
        return False
    opens, closes, number = _days(found[1]), _days(found[2]), int(found[3])
    if (opens, closes) != (opening(number), opening(number) + OPEN):
        return False
    waves = {wave.number for wave in place.facts.waves}
    return number not in waves if found[4] == "planned" else number in waves and _turnout(place, number, found[5])


def _turnout(place: Place, number: int, text: str) -> bool:
    wave = place.facts.wave(number)
    answered = wave.answered(place.unit)
    shown = f"{answered} of {wave.invited(place.unit)} answered"
    return text == shown if answered else text.startswith("Hidden")


def left_out(place: Place) -> str:
    """How many of those who answered at all left a question out, in percent."""
    answered = place.wave.answered(place.unit)
    return str(round(100 * (1 - place.respondents / answered))) if answered and place.respondents else ""


def _question(place: Place, text: str) -> bool:
    said = LEFT.fullmatch(text)
    if said is None or bank()[said[2]]["text"]["en"] != said[1]:
        return False
    about = replace(place, measure=slug(said[2]), at=place.upto)
    share = round(100 * about.thirds["favourable"] / about.respondents) if about.thirds else None
    favourable = str(share) if share is not None else None
    return (said[3] or "") == left_out(about) and said[4] in (None, favourable)


def _stored(which: int) -> Token:
    """How many teams have an amount in the period of the row."""

    def found(place: Place, text: str) -> bool:
        plans = place.facts.deeds.plans
        kept = [amounts for (_, period), amounts in plans.items() if place.label.startswith(f"{period} ")]
        return text == str(sum(amounts[which] is not None for amounts in kept))

    return Token(NUMBER, found)


def _period(place: Place, text: str) -> bool:
    """A period and its days."""
    return text in {
        written
        for name, (first, last) in place.facts.deeds.periods.items()
        for days in [f"{_in_short(first)} to {_in_short(last)}"]
        for written in (f"{name}, {days}", f"{name} {days}", name)
    }


def _in_short(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def amounts(text: str, facts: Facts) -> Iterator[str]:
    """Name the lines of the file of plans that do not follow."""
    expected = set()
    for (unit, period), kept in facts.deeds.plans.items():
        first, last = facts.deeds.periods[period]
        numbers = ["" if amount is None else f"{amount:.2f}".removesuffix(".00") for amount in kept]
        expected.add((facts.paths[unit], period, str(first), str(last), *numbers))
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))
    yield from (f"targets.csv: {row}" for row in rows[1:] if tuple(row) not in expected)
    yield from (f"targets.csv: no line {row}" for row in expected if list(row) not in rows)


HOUSE: Mapping[str, Token] = {
    "calendar": Token(r".+", _calendar),
    "question_line": Token(r".+", _question),
    "plans": _stored(0),
    "officials": _stored(1),
    "actuals": _stored(2),
    "period": Token(r"\d{4}-\d\d.*", _period),
    "saved": Token(r".+", lambda place, text: changed(place.facts, text)),
    "mail_line": Token(r".+", lambda place, text: sent(place, text.lower())),
    "seconds_ahead": Token(NUMBER, lambda _, text: 20 < int(text) < 120),
    "rules_digest": Token(r"[0-9a-f]{64}", always),
    "left_out": Token(NUMBER, lambda place, text: text == left_out(place)),
}
