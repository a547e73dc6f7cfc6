"""The lines of digests: what waits for a leader, the month of a unit, and how the loop goes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from tests.adversary.deeds import Promised, Thread, working_days
from tests.adversary.facts import CORE, bank, slug
from tests.adversary.looping import full
from tests.adversary.places import QUANTITIES, Place
from tests.adversary.tokens import NUMBER, Token

HALF_OF_IT = 5
"""Working days before a theme is due from which on a leader hears of it."""
MOVE = re.compile(r"(\w+) ((?:at most |at least |about )?\d+) \((\d+)-(\d+)\), clear (?:rise|drop)")
OPTION = re.compile(r"([^,]+?) (\d+)(?: \(before (\d+)\))?")
SIGNAL = re.compile(r"(.+?\?) (.+); of (\d+) answers in wave (\d+)\.")


def _named(thread: Thread, place: Place) -> str:
    origin = "" if thread.unit == place.unit else f", from {place.facts.names[thread.unit]}"
    late = thread.due < place.facts.deeds.today
    return f"{thread.theme}, wave {thread.wave}{origin}: {'was due on' if late else 'answer by'} {full(thread.due)}."


def _pressing(place: Place) -> list[Thread]:
    today = place.facts.deeds.today
    waiting = place.facts.deeds.waiting([place.unit])
    return [
        one
        for one in waiting
        if one.unit != one.holder or one.due < today or working_days(today, one.due) <= HALF_OF_IT
    ]


def _due(place: Place) -> list[Promised]:
    """Open promises that are late or soon due."""
    today = place.facts.deeds.today
    made = [one for one in place.facts.deeds.promises if one.level == place.unit and not one.ended]
    return [one for one in made if one.due <= today + timedelta(days=7)]


def _promised(one: Promised, place: Place) -> str:
    late = one.due < place.facts.deeds.today
    return f"“{one.text}” ({one.owner}): {'was due on' if late else 'due on'} {full(one.due)}."


def _summary(place: Place, text: str) -> bool:
    themes, promises = len(_pressing(place)), len(_due(place))
    parts = [f"{themes} theme{'' if themes == 1 else 's'} to answer"] if themes else []
    parts += [f"{promises} promise{'' if promises == 1 else 's'} due or late"] if promises else []
    return text.removesuffix(", the mirror is open") == ", ".join(parts) or not parts


def _moves(place: Place, text: str) -> bool:
    """Clear moves of a unit, each with its score and band."""
    name, _, moves = text.removesuffix(".").partition(": ")
    units = [code for code, one in place.facts.names.items() if one == name]
    found = [MOVE.fullmatch(move) for move in moves.split("; ")]
    return bool(units) and all(move and _moved(replace(place, unit=units[0]), move) for move in found)


def _moved(place: Place, move: re.Match[str]) -> bool:
    about = replace(place, measure=move[1].lower())
    numbers = zip(("score", "low", "high"), move.groups()[1:], strict=True)
    return about.measure in CORE and all(number in QUANTITIES[name](about) for name, number in numbers)


def _signal(place: Place, text: str) -> bool:
    """The options chosen most, beside the time before."""
    said = SIGNAL.fullmatch(text)
    asked = next((slug(item) for item, one in bank().items() if said and one["text"]["en"] == said[1]), "")
    waves = [wave.number for wave in place.facts.asked(asked, place.upto)] if asked else []
    counted = [one for one in (replace(place, measure=asked, at=number) for number in reversed(waves)) if one.counts]
    if said is None or not counted or (said[3], said[4]) != (str(counted[0].respondents), str(counted[0].wave.number)):
        return False
    options = [OPTION.fullmatch(one) for one in said[2].split(", ")]
    return all(one and _option(one, counted) for one in options)


def _option(said: re.Match[str], counted: list[Place]) -> bool:
    chosen = [str(replace(place, label=said[1]).chosen) for place in counted[:2]]
    return said[2] == chosen[0] and (said[3] == chosen[1] if chosen[1:] else said[3] is None)


def _hidden(place: Place) -> str:
    units = place.wave.below(place.unit)
    return f"{sum(place.wave.answered(unit) is None for unit in units)} of {len(units)}"


def _because(reason: str) -> Token:
    """How many units of a wave are hidden for a reason."""

    def found(place: Place, text: str) -> bool:
        hidden = place.wave.printed["participation"].hidden
        return text == str(sum(hidden.get(unit) == reason for unit in place.wave.below(place.unit)))

    return Token(NUMBER, found)


def _lines(found: Callable[[Place], list[str]]) -> Token:
    return Token(r".+", lambda place, text: text in found(place))


def _states(state: str) -> Token:
    """How many digests are in a state: of the kind that is named before, or of all."""

    def found(place: Place, text: str) -> bool:
        kinds = {"executive", "leader", "hr"}
        return text == str(sum(place.facts.deeds.digests.get((kind, state), 0) for kind in kinds))

    return Token(NUMBER, found)


def _sent_by_kind(place: Place, text: str) -> bool:
    """All states of the digests of a kind."""
    kind, _, counts = text.partition("] ")
    name = {"[To leaders": "leader", "[To executives": "executive", "[To HR": "hr"}.get(kind, "")
    said = dict(re.findall(r"(\d+) (sent|with nothing to say|refused|waiting)", counts))
    states = {"sent": "sent", "nothing to say": "with nothing to say", "refused": "refused", "waiting": "waiting"}
    counted = {words: str(place.facts.deeds.digests.get((name, state), 0)) for state, words in states.items()}
    return {words: number for number, words in re.findall(r"(\d+) ([a-z ]+)", counts)} == counted and bool(said)


DIGESTED: Mapping[str, Token] = {
    "digest_theme": _lines(lambda place: [_named(one, place) for one in _pressing(place)]),
    "digest_passed": _lines(
        lambda place: [_named(one, place) for one in place.facts.deeds.waiting([place.unit]) if one.unit != one.holder]
    ),
    "digest_promise": _lines(lambda place: [_promised(one, place) for one in _due(place)]),
    "digest_summary": Token(r".+?", _summary),
    "digest_moves": Token(r".+", _moves),
    "digest_signal": Token(r".+", _signal),
    "hidden_units": Token(r"\d+ of \d+", lambda place, text: text == _hidden(place)),
    "hidden_folded": _because("folded"),
    "hidden_protected": _because("protected"),
    "hidden_few": _because("too few"),
    "mails_refused": Token(NUMBER, lambda place, text: text == str(place.facts.deeds.refused)),
    "digests_sent": _states("sent"),
    "digests_refused": _states("refused"),
    "digests_of_kind": Token(r"\[To .+", _sent_by_kind),
}
