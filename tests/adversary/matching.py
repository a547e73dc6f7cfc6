"""Whether a line is one of the known sentences, and which of its numbers are wrong at its place."""

import re
from functools import cache

from tests.adversary.answering import ANSWERING
from tests.adversary.digested import DIGESTED
from tests.adversary.housekeeping import HOUSE
from tests.adversary.looping import LOOPS
from tests.adversary.mirrored import MIRRORED
from tests.adversary.outlooks import OUTLOOKS
from tests.adversary.places import QUANTITIES, Place
from tests.adversary.signalled import SHARES, SIGNALS
from tests.adversary.tokens import NUMBER, POINTS, TOKENS, WORDED, Check, Token

NUMBERS = {**QUANTITIES, **OUTLOOKS, **MIRRORED, **SHARES}
WORDS = {**TOKENS, **ANSWERING, **LOOPS, **DIGESTED, **HOUSE, **SIGNALS}


@cache
def compiled(sentence: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """The pattern of a sentence, and the names of its numbers in their order. Raises KeyError for an unknown name."""
    pieces = re.split(r"\{(\w+)\}", sentence)
    names = tuple(pieces[1::2])
    patterns = [f"({_token(name).pattern})" for name in names] + [""]
    texts = [re.escape(piece) for piece in pieces[::2]]
    return re.compile("".join(map("".join, zip(texts, patterns, strict=True)))), names


def _token(name: str) -> Token:
    return (
        WORDS[name]
        if name in WORDS
        else Token(POINTS if name in WORDED or name.endswith("_score") else NUMBER, _quantity(name))
    )


def _quantity(name: str) -> Check:
    quantity = NUMBERS[name]
    return lambda place, text: text in quantity(place)


def wrong(sentence: str, text: str, place: Place) -> list[str] | None:
    """Name what is wrong in a text of this form; None if it is of another form."""
    pattern, names = compiled(sentence)
    found = pattern.fullmatch(text)
    if found is None:
        return None
    pairs = zip(names, found.groups(), strict=True)
    return [_told(name, part, place) for name, part in pairs if not _token(name).check(place, part)]


def _told(name: str, part: str, place: Place) -> str:
    follows = sorted(NUMBERS[name](place)) if name in NUMBERS else []
    return f"{name} is {part!r}" + (f", not {' or '.join(follows)}" if follows else "")
