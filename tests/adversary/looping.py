"""The words in braces about answers, promises and who answers how: what each stands for, and whether it is right."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from tests.adversary.about import HIGHEST
from tests.adversary.deeds import FIRST_ANSWER, Promised, Record, Thread, after
from tests.adversary.markup import plain
from tests.adversary.places import QUANTITIES, Place
from tests.adversary.tokens import MONATE, NUMBER, Check, Token

SHORT = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]{2}"
FULL = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d{1,2} [A-Z][a-z]+"
OF = r"\d+ of \d+"


def short(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def full(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def german(day: date) -> str:
    return f"{day.day}. {MONATE[day.month - 1]}"


def threads(place: Place) -> list[Thread]:
    """The themes a line may be about: those of its name that came to the unit; of one wave where it says which."""
    deeds = place.facts.deeds
    came = [one for one in deeds.threads if place.unit in [stop.level for stop in one.stops]]
    named = [one for one in came if place.label.lower() in (one.theme.lower(), "")] or came
    return [one for one in named if place.at in (0, one.wave)]


def promises(place: Place) -> list[Promised]:
    """The promises a line may be about: the one it is of, those about its theme, or all the unit's own."""
    deeds = place.facts.deeds
    number = re.fullmatch(r"promise-(\d+)", place.label)
    if number:
        return [one for one in deeds.promises if one.number == int(number[1])]
    own = [one for one in deeds.promises if place.unit in (one.unit, one.level)]
    return [one for one in own if place.label in (one.theme, "")] or own


def record(place: Place) -> Record:
    """Of the unit alone, or with all below it."""
    units = place.facts.beneath(place.unit) if place.label == HIGHEST else [place.unit]
    return Record(place.facts.deeds, frozenset(units))


def all_of(place: Place) -> Record:
    return Record(place.facts.deeds, frozenset(place.facts.beneath(place.unit)))


def _told(pair: tuple[int, int]) -> str:
    return f"{pair[0]} of {pair[1]}"


def _days(number: float | None) -> str:
    return "" if number is None else f"{number:g} day" + ("" if number == 1 else "s")


def _one_of(found: Callable[[Place], Iterable[object]]) -> Check:
    return lambda place, text: text in {str(one) for one in found(place)}


def _some(pattern: str, found: Callable[[Place], Iterable[object]]) -> Token:
    return Token(pattern, _one_of(found))


def _noticed(place: Place, text: str) -> bool:
    """What people noticed, in the last wave that asked, in words."""
    names = {"got a clear answer": "r1", "talked through with a next step": "r5"}
    for part in text.split("; "):
        name, _, said = part.partition(": ")
        about = replace(place, measure=names.get(name, ""), upto=place.facts.deeds.newest, at=0)
        shown = re.fullmatch(r"((?:at most |at least |about )?\d+) \((\d+)-(\d+)\)", said)
        if said == "hidden" and about.score is None:
            continue
        if not shown or any(shown[n + 1] not in QUANTITIES[q](about) for n, q in enumerate(("score", "low", "high"))):
            return False
    return True


def _looked(place: Place, units: Iterable[str]) -> str:
    """How many of these units' leaders said what they expect of the wave."""
    led = [unit for unit in units if unit in place.facts.wave(place.upto).reading.parents]
    return _told((sum((place.upto, unit) in place.facts.deeds.guesses for unit in led), len(led)))


def _below(place: Place) -> list[str]:
    return [unit for unit in place.facts.beneath(place.unit) if unit != place.unit]


def _waiting(place: Place) -> list[Thread]:
    return place.facts.deeds.waiting([place.unit])


def _passed_below(place: Place, text: str) -> bool:
    """How many themes that were passed up wait at a unit below, and how many of them are late."""
    name, _, counts = text.partition(": ")
    unit = next((code for code, one in place.facts.names.items() if one == name), "")
    deeds = place.facts.deeds
    held = [one for one in deeds.waiting([unit]) if one.unit != one.holder]
    late = sum(one.due < deeds.today for one in held)
    return counts == f"{len(held)} theme{'' if len(held) == 1 else 's'}, {late} late"


def _open(place: Place, state: str) -> list[Promised]:
    made = [one for one in place.facts.deeds.promises if one.level == place.unit]
    return [one for one in made if one.state(place.facts.deeds.today) == state]


def _late(place: Place) -> int:
    """How many promises to anybody of the unit or below it are late."""
    deeds, units = place.facts.deeds, place.facts.beneath(place.unit)
    return sum(one.unit in units and one.state(deeds.today) == "late" for one in deeds.promises)


def _asked_back(place: Place) -> int:
    return sum(one.holder == place.unit and one.state == "asked back" for one in place.facts.deeds.recent)


def _text(place: Place, text: str) -> bool:
    """Words of an answer or a promise."""
    said = {answer.text for one in place.facts.deeds.threads for answer in one.answers}
    return plain(text) in said


def _by(place: Place) -> Iterator[str]:
    """Ten working days after the wave was published."""
    published = place.facts.deeds.published.get(place.upto)
    if published:
        day = after(published, FIRST_ANSWER)
        yield f"{day.day} {day:%B %Y}"


LOOPS: Mapping[str, Token] = {
    "theme_comments": _some(NUMBER, lambda place: (one.comments for one in threads(place))),
    "theme_wave": _some(NUMBER, lambda place: (one.wave for one in threads(place))),
    "theme_due": _some(SHORT, lambda place: (short(one.due) for one in threads(place) if one.state == "waiting")),
    "first_due": _some(SHORT, lambda place: (short(one.due) for one in _waiting(place)[:1])),
    "waiting": _some(NUMBER, lambda place: {len(_waiting(place))}),
    "asked_back": _some(NUMBER, lambda place: {_asked_back(place)}),
    "given_day": _some(SHORT, lambda place: (short(each.day) for one in threads(place) for each in one.answers)),
    "said": Token(r".+?", _text),
    "promise_due": _some(SHORT, lambda place: (short(one.due) for one in promises(place))),
    "promise_first": _some(SHORT, lambda place: (short(one.first_due) for one in promises(place) if one.moved)),
    "promise_end": _some(SHORT, lambda place: (short(one.ended) for one in promises(place) if one.ended)),
    "promise_wave": _some(NUMBER, lambda place: (one.wave for one in promises(place))),
    "promises_late": _some(NUMBER, lambda place: {len(_open(place, "late"))}),
    "promises_standing": _some(NUMBER, lambda place: {len(_open(place, "open")) + len(_open(place, "late"))}),
    "promises_open": _some(NUMBER, lambda place: {len(_open(place, "open"))}),
    "middle": _some(NUMBER, lambda place: {f"{found:g}" for found in [record(place).median_days] if found is not None}),
    "in_time": _some(OF, lambda place: {_told(record(place).in_time)}),
    "kept_in_time": _some(OF, lambda place: {_told(record(place).kept)}),
    "returned": _some(OF, lambda place: {_told(record(place).returned)}),
    "oldest_open": _some(NUMBER, lambda place: {record(place).oldest_open}),
    "all_in_time": _some(OF, lambda place: {_told(all_of(place).in_time)}),
    "all_kept": _some(OF, lambda place: {_told(all_of(place).kept)}),
    "all_late": _some(NUMBER, lambda place: {_late(place)}),
    "all_returned": _some(OF, lambda place: {_told(all_of(place).returned)}),
    "days_open": _some(r"\d+ days?", lambda place: {_days(all_of(place).oldest_open)}),
    "days_waiting": _some(r"\d+ days?", lambda place: {_days(all_of(place).oldest_theme)}),
    "noticed": Token(r"(?:got|talked)[^“]*?(?:\)|hidden)", _noticed),
    "looked_all": _some(OF, lambda place: {_looked(place, place.facts.beneath(place.unit))}),
    "looked_below": _some(OF, lambda place: {_looked(place, _below(place))}),
    "answer_by": _some(r"\d{1,2} [A-Z][a-z]+ \d{4}", _by),
    "passed_below": Token(r".+? late", _passed_below),
}
