"""Named options as shares of the answers, and the line "You said, we did" of mails and of a group's results."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from tests.adversary.deeds import Deeds, Promised
from tests.adversary.facts import bank, slug
from tests.adversary.looping import german, threads
from tests.adversary.measuring import whole, wilson
from tests.adversary.outlooks import outlook
from tests.adversary.places import Place
from tests.adversary.tokens import ADDRESS, Token

Numbers = set[str]
QUOTED = r"“(.+)”|„(.+)“"
MADE = re.compile(rf"(?:You said|Sie sagten): .+?\. (?:We will, by|Zugesagt bis) (.+?): (?:{QUOTED})")
COUNTED = re.compile(
    r"(?:You raised (\d+) themes?\. Answered: (\d+)\. Promises kept: (\d+)\.|"
    r"Sie haben (\d+) Them(?:a|en) genannt\. Beantwortet: (\d+)\. Gehaltene Zusagen: (\d+)\.)"
)
NO_ANSWER = re.compile(r" (?:The last round is not answered yet|Die letzte Runde ist noch nicht beantwortet)\.$")


def _share(side: int | None) -> Callable[[Place], Numbers]:
    def found(place: Place) -> Numbers:
        chosen, n = place.chosen, place.respondents
        if chosen is None or not n:
            return set()
        return whole(100 * chosen / n if side is None else wilson(chosen, n)[side])

    return found


def _column(place: Place) -> Numbers:
    return {str(place.respondents)} if place.label == "Answers" else _share(None)(place)


SHARES: Mapping[str, Callable[[Place], Numbers]] = {
    "chosen_share": _share(None),
    "chosen_low": _share(0),
    "chosen_high": _share(1),
    "column_share": _column,
}
"""What a number about a named option may be, by its name in a sentence."""


def _option(place: Place, text: str) -> bool:
    found = re.fullmatch(r"(.+) (\d+) % \((\d+)-(\d+)\)", text)
    about = replace(place, label=found[1]) if found else place
    return found is not None and all(
        found[n + 2] in SHARES[name](about) for n, name in enumerate(("chosen_share", "chosen_low", "chosen_high"))
    )


def _opened(place: Place) -> date:
    """The day a wave opened: the line is fixed before."""
    return place.facts.wave(place.upto).closed_on - timedelta(days=6)


def _dues(made: list[Promised]) -> Iterator[str]:
    for one in made:
        yield from (f"{one.due.day} {one.due:%B}", german(one.due))


def said_and_done(place: Place, deeds: Deeds, unit: str, text: str) -> bool:
    """Whether what is told of answers so far is true: its counts, and the day of a promise of a level."""
    text = NO_ANSWER.sub("", text)
    counted, made = COUNTED.fullmatch(text), MADE.fullmatch(text)
    if counted:
        kept = sum(one.kept is not None for one in deeds.promises if one.wave > deeds.newest - 3)
        answered = sum(one.state == "answered" for one in deeds.recent)
        told = [part for part in counted.groups() if part]
        return told == [str(len(deeds.recent)), str(answered), str(kept)]
    if made:
        return made[1] in _dues([one for one in deeds.promises if one.level == unit and not one.ended])
    return not re.search(r"\d", text)


def _of_everybody(place: Place, text: str) -> bool:
    root = next(unit for unit, above in place.wave.reading.parents.items() if above is None)
    return said_and_done(place, place.facts.deeds.at(_opened(place), {}), root, text)


def _of_the_unit(place: Place, text: str) -> bool:
    return said_and_done(place, place.facts.deeds, place.unit, text)


def _long(day: date) -> set[str]:
    return {f"{day.day} {day:%B %Y}", f"{german(day)} {day.year}"}


LONG = r"\d.+?\d{4}"
LINE = r"(?:You said: |You raised |Sie sagten: |Sie haben ).+"
SIGNALS: Mapping[str, Token] = {
    "top_option": Token(r".+", _option),
    "said_and_done": Token(LINE, _of_everybody),
    "said_to_unit": Token(LINE, _of_the_unit),
    "theme_day": Token(
        LONG,
        lambda place, text: any(text in _long(one.due) for one in threads(place) if one.state == "waiting"),
    ),
    "closed_day": Token(LONG, lambda place, text: text in _long(place.wave.closed_on)),
    "outlook_day": Token(
        LONG, lambda place, text: any(text in _long(one.wave.closed_on) for one in [outlook(place)] if one)
    ),
    "promise_day": Token(
        LONG,
        lambda place, text: any(
            text in _long(one.due) for one in place.facts.deeds.promises if one.unit == place.unit and not one.ended
        ),
    ),
    "asked_name": Token(r"[A-Z]\d", lambda _, text: text.lower() in {slug(item) for item in bank()}),
    "on_site": Token(
        ADDRESS + r"(?:/team/\w+(?:/digest)?|/hr)", lambda place, text: "/team/" not in text or place.unit in text
    ),
}
