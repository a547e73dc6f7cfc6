"""Takes names, mail addresses and phone numbers out of comments: pure, and rather one word too many than one too few.

A name is found whatever its case, accents, umlauts, hyphens, apostrophes or genitive, whole or in part, with the
initials beside it. An everyday word that is also a name is taken for one with a capital, or next to its neighbour in
the roster. Not found: nicknames, misspellings, and names in scripts that put no space between words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pulse.release.everyday import PARTICLES, WORDS
from pulse.release.phones import EXTENSION, NUMBER, is_phone
from pulse.release.spelling import APOSTROPHES, WORD, composed, spellings, without_umlauts

EVERYDAY = frozenset(form for word in WORDS for form in spellings(word))

_TOKEN = re.compile(rf"(?P<initial>(?<![\w.])(?<!z\. )[^\W\d_]\.(?:[^\W\d_]\.)*)|(?P<word>{WORD.pattern})")
_GENITIVE = re.compile(rf"[{APOSTROPHES}]s$", re.IGNORECASE)
_TOGETHER = re.compile(r"[\s‐‑–-]*|[._]")
_INVISIBLE = re.compile(r"(?<=\w)[\u00ad\u200b-\u200f\u2060\ufeff]+(?=\w)")
_AT, _DOT = (
    rf"\s?(?:{sign}|[(\[]\s?{word}\s?[)\]])\s?" for sign, word in (("@", "(?:at|ät)"), (r"\.", "(?:dot|punkt)"))
)
_CONTACT = re.compile(
    rf"(?P<address>[\w.+%'-]+{_AT}[\w-]+(?:{_DOT}\w[\w-]*)+)|(?P<extension>{EXTENSION})|(?P<number>{NUMBER})"
)


@dataclass(frozen=True)
class Blanks:
    """What stands in a comment in place of a name, an address or a number, in the comment's language."""

    name: str = "[name]"
    address: str = "[address]"
    number: str = "[number]"


@dataclass(frozen=True)
class _Token:
    """A word of a text and how it may be looked up; an initial such as "A." is looked up in no way."""

    start: int
    end: int
    forms: frozenset[str]
    capital: bool


class Redaction:
    """What may name the people of a roster, and comments without it."""

    def __init__(self, names: Iterable[str], addresses: Iterable[str] = ()) -> None:
        self._names: set[str] = set()
        self._pairs: set[tuple[str, str]] = set()
        for name in names:
            self._learn(WORD.findall(composed(name).casefold()))
        for address in addresses:
            words = WORD.findall(composed(address).casefold().partition("@")[0])
            self._learn([word for word in words if len(word) > 3])

    def redacted(self, text: str, blanks: Blanks) -> str:
        """The text with a blank for each name, each mail address and each phone number."""
        visible = _INVISIBLE.sub("", composed(text))
        parts, at = [], 0
        for found in _CONTACT.finditer(visible):
            if found["number"] is None or is_phone(found["number"]):
                parts += [self._without_names(visible[at : found.start()], blanks.name)]
                parts += [blanks.address if found["address"] else blanks.number]
                at = found.end()
        return "".join([*parts, self._without_names(visible[at:], blanks.name)])

    def _learn(self, words: Sequence[str]) -> None:
        for word in words:
            if word not in PARTICLES and len(word) > 1:
                self._names |= spellings(word) | without_umlauts(word)
        for first, second in pairwise(words):
            self._names |= spellings(first + second)
            pairs = {(one, other) for one in spellings(first) for other in spellings(second)}
            self._pairs |= pairs | {(other, one) for one, other in pairs}

    def _without_names(self, text: str, blank: str) -> str:
        parts, at = [], 0
        for start, end in self._places(text):
            parts += [text[at:start], blank]
            at = end
        return "".join([*parts, text[at:]])

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where names begin and end; words that belong to one name are one place."""
        tokens = list(_tokens(text))
        beside = [bool(_TOGETHER.fullmatch(text, one.end, other.start)) for one, other in pairwise(tokens)]
        named = self._named(tokens, beside)
        start: int | None = None
        for number, token in enumerate(tokens):
            if number in named:
                start = token.start if start is None else start
                if number + 1 not in named or not beside[number]:
                    yield start, token.end
                    start = None

    def _named(self, tokens: Sequence[_Token], beside: Sequence[bool]) -> set[int]:
        named = {number for number, token in enumerate(tokens) if self._is_name(token)}
        neighbours = [number for number, near in enumerate(beside) if near]
        known = {number for number in neighbours if self._are_pair(tokens[number], tokens[number + 1])}
        for number in known:
            if not tokens[number].forms | tokens[number + 1].forms <= PARTICLES:
                named |= {number, number + 1}
        for number in reversed(neighbours):
            if number + 1 in named and (number in known or not tokens[number].forms):
                named.add(number)
        return named | {number + 1 for number in neighbours if number in named and not tokens[number + 1].forms}

    def _is_name(self, token: _Token) -> bool:
        found = token.forms & self._names
        return bool(found) and (token.capital or any(form not in EVERYDAY and len(form) > 2 for form in found))

    def _are_pair(self, one: _Token, other: _Token) -> bool:
        return any((first, second) in self._pairs for first in one.forms for second in other.forms)


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        capital = any(letter.isupper() for letter in found[0])
        if found["initial"] and found["initial"].isupper():
            yield _Token(found.start(), found.end(), frozenset(), capital)
        elif found["word"]:
            word = _GENITIVE.sub("", found[0])
            yield _Token(found.start(), found.start() + len(word), _forms(word), capital)


def _forms(word: str) -> frozenset[str]:
    """The spellings of a word, and those without a genitive s."""
    forms = spellings(word)
    return forms | {form[:-1] for form in forms if form.endswith("s") and len(form) > 2}
