"""The words in braces of mails and of the pages of those who answer, as `tokens.py` has those of the staff's pages."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from tests.adversary.facts import bank, scales
from tests.adversary.places import Place
from tests.adversary.tokens import ADDRESS, NUMBER, Token, always

BERLIN = ZoneInfo("Europe/Berlin")


def tapped(place: Place) -> list[str]:
    return [item for item in place.wave.contract["questions"] if bank()[item]["scale"] != "TX"]


def _seconds(place: Place, language: str) -> int:
    """Four words a second and 2.2 seconds a tap, a fifth longer on a phone, to the nearest five."""
    words = 0
    for item in tapped(place):
        asked = bank()[item]
        texts = [asked["text"][language], *(option[language] for option in asked.get("options", ()))]
        words += sum(len(text.split()) for text in texts)
    return 5 * round(round((words / 4 + 2.2 * len(tapped(place))) * 1.2) / 5)


def _closes(place: Place, text: str) -> bool:
    """The instant of closing, in UTC or in Berlin, with or without its day."""
    closes = datetime.fromisoformat(place.wave.contract["closes_at"])
    moments = [(str(one.day), f"{one:%H}", f"{one:%M}") for one in (closes, closes.astimezone(BERLIN))]
    found = tuple(re.findall(r"\d+", text))
    return any(found in (moment, moment[1:]) for moment in moments)


@cache
def _labels() -> set[str]:
    """Everything that can be tapped."""
    lists = [labels for scale in scales().values() for labels in scale.get("labels", {}).values()]
    options = [text for asked in bank().values() for option in asked.get("options", ()) for text in option.values()]
    ends = [text for asked in bank().values() for texts in asked.get("ends", {}).values() for text in texts]
    ended = {f"{place} – {text}" for text in ends for place in (0, 10)}
    return {text for labels in lists for text in labels} | set(options) | ended


ANSWERING: Mapping[str, Token] = {
    "taps": Token(NUMBER, lambda place, text: text == str(len(tapped(place)))),
    "seconds": Token(NUMBER, lambda place, text: text in {str(_seconds(place, language)) for language in ("en", "de")}),
    "closing": Token(r".*?", _closes),
    "cell_people": Token(NUMBER, lambda place, text: text == str(place.wave.contract["cells"][place.unit])),
    "characters": Token(NUMBER, lambda _, text: text == str(scales()["TX"]["characters"])),
    "iso_day": Token(r"\d{4}-\d\d-\d\d", lambda place, text: date.fromisoformat(text) == place.facts.begun),
    "ordinal": Token(NUMBER, lambda place, text: 0 < int(text) <= len(tapped(place))),
    "question": Token(r"\D+", always),
    "label": Token(r".+", lambda _, text: text in _labels()),
    "items": Token(r".+", lambda place, text: text == ", ".join(place.wave.contract["questions"])),
    "short_fingerprint": Token(
        r"(?:[0-9a-f]{4} ?)+", lambda place, text: place.wave.fingerprint.startswith(text.replace(" ", ""))
    ),
    "contract": Token(ADDRESS + r"/w/\w+/contract", lambda place, text: f"/w/{place.wave.name}/contract" in text),
    "code": Token(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4,5}){1,5}", always),
    "link": Token(
        ADDRESS + r"/(?:sign-in/[\w-]+|r/(?:pause/)?[\w-]+(?:\?lang=de)?|w/\w+(?:\?lang=de)?#[0-9A-Z]{26})?",
        lambda place, text: "/w/" not in text or f"/w/{place.wave.name}" in text,
    ),
    "books": Token(ADDRESS + r"/books/[\w-]{27}", always),
    "address": Token(r"\S+@\S+", lambda place, text: text in place.facts.addresses),
    "sent_at": Token(r"\w{3}, \d\d \w{3} \d{4} \d\d:00:00 \+0000", always),
    "message_id": Token(r"<[0-9a-f]{32}@[a-z.]+>", always),
}
