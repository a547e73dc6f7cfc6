"""Made-up organisations and answers that are hard on a publisher: small cells, skipped items, unanimous teams."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from tests.adversary.reading import Parents

Sheet = tuple[str, Mapping[str, int]]

AGREE, TENS, YES_NO, CHOICE = range(1, 6), range(11), range(2), range(1, 8)
ITEMS: Mapping[str, range] = {"S1": AGREE, "X1": TENS, "R5": YES_NO, "P4": CHOICE}
"""The codes of an agree scale, of eleven steps, of yes and no, and of seven named options."""


@dataclass(frozen=True)
class Organisation:
    """Units, and how many people count directly in each."""

    parents: Parents
    people: Mapping[str, int]


def organisation(random: Random, units: int, largest: int = 12) -> Organisation:
    """A random tree with 0 to `largest` people in each unit."""
    parents: dict[str, str | None] = {"u0": None}
    for number in range(1, units):
        parents[f"u{number}"] = f"u{random.randrange(max(0, number - 12), number)}"
    return Organisation(parents, {unit: random.randint(0, largest) for unit in parents})


def answers(random: Random, house: Organisation) -> list[Sheet]:
    """One wave: most take part, some skip an item, and every third cell is of one extreme mind."""
    sheets: list[Sheet] = []
    for cell, people in house.people.items():
        mood = random.choice([None, None, 0, -1])
        for _ in range(people):
            if random.random() < 0.85:
                sheets.append((cell, _sheet(random, mood)))
    return sheets


def _sheet(random: Random, mood: int | None) -> dict[str, int]:
    chosen = {item: random.choice(codes) if mood is None else codes[mood] for item, codes in ITEMS.items()}
    return {item: code for item, code in chosen.items() if random.random() < 0.9}


def counts(sheets: list[Sheet]) -> dict[str, Counter[str]]:
    """The true number of answers per item and cell."""
    return {item: Counter(cell for cell, sheet in sheets if item in sheet) for item in ITEMS}
