"""The page's cards, ready to draw: one per question, its choices in order, what was chosen before. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from pulse.questionnaire import Item
from pulse.respond.asked import AskedWave
from pulse.respond.form import Entered

STACKED = ("A5", "SC")


@dataclass(frozen=True)
class Option:
    """One radio button."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Card:
    """One question: `stacked` choices stand below one another, the numbers of a scale in a grid."""

    name: str
    number: int
    text: str
    stacked: bool
    options: tuple[Option, ...]
    declined: Option
    """The detached choice to say nothing; without a code of its own it leaves the question unanswered."""


def cards(wave: AskedWave, page: Entered, language: str) -> tuple[Card, ...]:
    """Return the cards of a wave's questions in the order of the page."""
    return tuple(
        _card(item, number, page.choices.get(item.id), language) for number, item in enumerate(wave.tapped, start=1)
    )


def _card(item: Item, number: int, chosen: str | None, language: str) -> Card:
    return Card(
        name=item.id,
        number=number,
        text=item.text[language],
        stacked=item.scale.name in STACKED,
        options=tuple(Option(str(code), label, chosen == str(code)) for code, label in _labels(item, language)),
        declined=_declined(item, chosen, language),
    )


def _labels(item: Item, language: str) -> Iterator[tuple[int, str]]:
    """Every code with its label; the lowest and the highest number also say what they mean."""
    meanings = item.ends.get(language, ("", ""))
    ends = dict(zip((item.scale.lowest, item.scale.highest), meanings, strict=True))
    for choice in item.choices(language):
        meaning = ends.get(choice.code)
        yield choice.code, f"{choice.label} – {meaning}" if meaning else choice.label


def _declined(item: Item, chosen: str | None, language: str) -> Option:
    code = item.scale.declined
    if code is None:
        return Option("", "", chosen=False)
    return Option(str(code), item.scale.declined_label[language], chosen == str(code))
