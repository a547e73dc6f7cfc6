"""What each column of a roster file may hold: pure rules from text to value."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from holidays import list_supported_countries

from pulse.errors import short
from pulse.roster.models import Position

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, in full width too."""
LONGEST = 200
DEEPEST = 12
HARMLESS = {"\u200c", "\u200d"}
"""Joiners that some scripts need inside a name."""
INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
BLANK = {"\u115f", "\u1160", "\u2800", "\u3164", "\uffa0"}
"""Letters by their category that show nothing."""
ALIKE = {"LATIN", "CYRILLIC", "GREEK"}
"""Alphabets whose letters look like each other's: by them comments would keep a name that looks like the roster's."""
MACHINES_OWN = {"localtime", "Factory"}
ADDRESS = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?P<domain>[a-z0-9.-]+)")
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
NUMBER = re.compile(r"[0-9]{1,15}([.,][0-9]{1,2})?")


class Unacceptable(ValueError):
    """A cell holds what its column does not take; `str()` says what and why."""


def address(text: str) -> str:
    """A mail address in small letters, for addresses are the same however they are written."""
    found = plain(text, "address").lower()
    match = ADDRESS.fullmatch(found)
    if match is None or len(found) > 254 or found.index("@") > 64 or not _is_domain(match["domain"]):
        raise Unacceptable(f"{quoted(text)} is not a mail address")
    return found


def name(text: str) -> str:
    """A person's name, with single spaces."""
    found = plain(text, "name")
    if BLANK & {*found} or any(_mixed(word) for word in found.split()):
        raise Unacceptable(
            f"the name {quoted(text)} holds letters that show nothing, or letters of two alphabets in a word"
        )
    return found


def team(text: str) -> tuple[str, ...]:
    """The path of a unit, from the top: `Sales / EMEA / Munich`."""
    if not text.strip():
        raise Unacceptable("the team is empty")
    parts = text.split("/")
    if not all(part.strip() for part in parts):
        raise Unacceptable(f"the team {quoted(text)} has an empty part")
    if len(parts) > DEEPEST:
        raise Unacceptable(f"the team {quoted(text)} has more than {DEEPEST} levels")
    return tuple(plain(part, "team") for part in parts)


def role(text: str) -> Position:
    """`rep` or `leader`."""
    try:
        return Position(text.strip().lower())
    except ValueError:
        raise Unacceptable(f"the role {quoted(text)} is neither rep nor leader") from None


def time_zone(text: str) -> str:
    """The name of a time zone, as the tz database spells it."""
    found = _time_zones().get(text.strip().lower())
    if found is None:
        raise Unacceptable(f"the time zone {quoted(text)} is unknown; write a name such as Europe/Berlin")
    return found


def language(text: str) -> str:
    """A language tag such as `de` or `pt-BR`; a language that Pulse does not speak is written to in English."""
    found = text.strip().replace("_", "-").lower()
    if not LANGUAGE.fullmatch(found):
        raise Unacceptable(f"the language {quoted(text)} is no language tag; write one such as en or de")
    return found


def country(text: str) -> str:
    """The two-letter code of a country whose public holidays are known."""
    found = text.strip().upper()
    if found not in _countries():
        raise Unacceptable(f"the country {quoted(text)} is unknown; write its two letters, such as DE or GB")
    return found


def target(text: str) -> float | None:
    """A positive number with at most two decimals; nothing where the person has no target."""
    found = text.strip()
    if not found:
        return None
    amount = float(found.replace(",", ".")) if NUMBER.fullmatch(found) else 0.0
    if amount <= 0:
        raise Unacceptable(
            f"the target {quoted(text)} is not a positive number; write digits alone, with two decimals at most"
        )
    return amount


RULES: Mapping[str, Callable[[str], Any]] = {
    "email": address,
    "name": name,
    "team": team,
    "role": role,
    "time_zone": time_zone,
    "language": language,
    "country": country,
    "target": target,
}
OPTIONAL = frozenset({"target"})


def key_of(team: Sequence[str]) -> tuple[str, ...]:
    """What makes two paths the same unit: their names, however capitalised."""
    return tuple(part.casefold() for part in team)


def plain(text: str, what: str) -> str:
    """Return the text with single spaces. Raises Unacceptable where it is empty, too long, hidden or a formula."""
    if any(unicodedata.category(sign) in INVISIBLE and sign not in HARMLESS for sign in text):
        raise Unacceptable(f"the {what} {quoted(text)} holds a control or invisible character")
    found = " ".join(unicodedata.normalize("NFC", text).split())
    if not found:
        raise Unacceptable(f"the {what} is empty")
    if found.startswith(FORMULA):
        raise Unacceptable(f"the {what} {quoted(text)} begins like a formula")
    if len(found) > LONGEST:
        raise Unacceptable(f"the {what} {quoted(text)} is longer than {LONGEST} characters")
    return found


def quoted(text: str) -> str:
    """The text as it may stand in a message: short, with every invisible character spelled out."""
    return repr(short(text, 60))


def _mixed(word: str) -> bool:
    """Whether a word is of letters of two alphabets that look alike."""
    if word.isascii():
        return False
    return len(ALIKE & {unicodedata.name(sign, "").partition(" ")[0] for sign in word}) > 1


def _is_domain(text: str) -> bool:
    labels = text.split(".")
    return len(labels) > 1 and all(LABEL.fullmatch(label) for label in labels)


@cache
def _time_zones() -> Mapping[str, str]:
    return {zone.lower(): zone for zone in sorted(available_timezones() - MACHINES_OWN)}


@cache
def _countries() -> frozenset[str]:
    return frozenset(code for code in list_supported_countries(include_aliases=False) if len(code) == 2)
