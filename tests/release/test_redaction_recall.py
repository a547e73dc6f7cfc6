"""At least 99 of 100 mentions of somebody in the roster are found, however they are written."""

import unicodedata
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.release.redaction import Blanks, Redaction

FIRST_NAMES = """
    Anna Jörg Sinéad Will Mark Grace José María Søren Łukasz Çiğdem Zoë François Noël Hans-Peter Anna-Lena Jean-Luc Mia
    Jo Xin Nguyễn Thị Đặng Siobhán Aleksandr Björn Þóra Ozan Can Bill Rose May Ji-woo Mohammed Fatima Aisha Priya Dieter
"""
LAST_NAMES = """
    Müller, van der Berg, O'Neill, Young, Price, García López, Ångström, Żak, Schmidt-Weiß, D'Angelo, de la Cruz, Koch,
    von Hohenstein, McDonald, Li, Wu, Ng, Kowalski, Yılmaz, Østergård, Þórsson, Großmann, Stein, Long, Bank, Le Blanc,
    Al-Sayed, Ó Briain, Santos, Nowak, Öztürk, Fernández-Vega, Papadopoulos, Novák, Håkansson, Meyer zu Erpen, St. John
"""
FIRST = FIRST_NAMES.split()
LAST = [name.strip() for name in LAST_NAMES.split(",")]
ROSTER = [f"{first} {last}" for first in FIRST for last in LAST]
REDACTION = Redaction(ROSTER)
FRAMES = (
    "I told {} about it",
    "{}, please listen",
    "ask {}: no answer",
    "Then {} left us (again)",
    "weil {} das so will",
)
SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ø": "oe"})


def plain(name: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))


WAYS: dict[str, Callable[[str, str], str]] = {
    "full": lambda first, last: f"{first} {last}",
    "last first": lambda first, last: f"{last} {first}",
    "first": lambda first, last: first,
    "last": lambda first, last: last,
    "small": lambda first, last: f"{first} {last}".lower(),
    "capitals": lambda first, last: f"{first} {last}".upper(),
    "without accents": lambda first, last: plain(f"{first} {last}"),
    "umlauts spelled out": lambda first, last: f"{first} {last}".translate(SPELLED_OUT),
    "decomposed": lambda first, last: unicodedata.normalize("NFD", f"{first} {last}"),
    "initial": lambda first, last: f"{first[0]}. {last}",
    "first and initial": lambda first, last: f"{first} {last[0].upper()}.",
    "possessive": lambda first, last: f"{first}'s",
    "typographic possessive": lambda first, last: f"{last}’s",
    "genitive": lambda first, last: f"{first}s",
    "hyphens left out": lambda first, last: f"{first} {last}".replace("-", " "),
    "apostrophes left out": lambda first, last: last.replace("'", ""),
    "curly apostrophe": lambda first, last: f"{first} {last}".replace("'", "’"),
}
HARMLESS = {"van", "der", "de", "la", "von", "le", "al", "zu", "st", "o", "ó", "s", "name", "mc", "d"}


def is_found(way: str, first: str, last: str, frame: str) -> bool:
    """Whether nothing of the name is left in a comment that mentions it."""
    mention = WAYS[way](first, last)
    text = REDACTION.redacted(frame.format(mention), Blanks())
    left = set(text.casefold().replace("’", " ").replace("'", " ").split())
    parts = set(unicodedata.normalize("NFC", mention).casefold().replace("-", " ").split())
    return "[name]" in text and not (left & parts) - HARMLESS - set(frame.casefold().split())


@pytest.mark.parametrize("way", WAYS)
def test_99_of_100_mentions_are_found(way: str) -> None:
    random = Random(way)
    mentions = [(random.choice(FIRST), random.choice(LAST), random.choice(FRAMES)) for _ in range(400)]
    missed = [(first, last) for first, last, frame in mentions if not is_found(way, first, last, frame)]
    assert len(missed) <= 4, missed[:10]


@given(st.sampled_from(FIRST), st.sampled_from(LAST), st.sampled_from(FRAMES))
def test_a_full_name_is_always_found(first: str, last: str, frame: str) -> None:
    assert is_found("full", first, last, frame)


@given(st.text(max_size=280))
def test_any_text_can_be_redacted(text: str) -> None:
    once = REDACTION.redacted(text, Blanks("·", "·", "·"))
    assert REDACTION.redacted(once, Blanks("·", "·", "·")) == once


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=80), st.text(max_size=80))
def test_a_name_is_found_between_any_two_texts(before: str, after: str) -> None:
    assert "Zoë Östergaard" not in Redaction(["Zoë Östergaard"]).redacted(f"{before} Zoë Östergaard {after}", Blanks())
