"""One name, many spellings: words folded so that case, accents, umlauts and apostrophes make no difference. Pure."""

import re
import unicodedata
from functools import lru_cache

APOSTROPHES = "'’ʼ`´ʹ"
WORD = re.compile(rf"[^\W\d_]+(?:[{APOSTROPHES}][^\W\d_]+)*")

_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h"})
_UMLAUT = re.compile("(?<=[aou])e")


def composed(text: str) -> str:
    """The text with every accent on its letter, as one character."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=100_000)
def spellings(word: str) -> frozenset[str]:
    """How a word may be written in plain letters: "Müller" as muller and mueller, "O'Neill" as oneill and neill."""
    parts = _APOSTROPHE.split(composed(word).casefold())
    whole = "".join(parts)
    return _plain(whole).union(*(_plain(part) for part in parts if len(part) > 2))


def without_umlauts(word: str) -> frozenset[str]:
    """The further spelling of a word that may have an umlaut written out: "Mueller" as muller."""
    return frozenset(_UMLAUT.sub("", form) for form in spellings(word) if len(form) > 4)


def _plain(word: str) -> frozenset[str]:
    return frozenset(
        (_without_marks(word.translate(_LETTERS)), _without_marks(word.translate(_GERMAN).translate(_LETTERS)))
    )


def _without_marks(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))
