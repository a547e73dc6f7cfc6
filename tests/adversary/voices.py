"""A19: what a published comment tells of its author, and of the people it names."""

import sqlite3
from collections import Counter
from contextlib import closing
from itertools import permutations
from pathlib import Path
from random import Random

from scipy.stats import kendalltau

from tests.adversary.worlds import room
from tests.release.stage import Stage, house_in

FIRST = ("Annegret", "Björn", "Çiğdem", "Dragomir", "Émilie", "Friedrich", "Gülsüm", "Henrike", "Ingeborg", "Jürgen")
LAST = ("Abendroth", "Brandstätter", "Czerny", "Dall'Agnolo", "Engelbrecht", "Faßbinder", "Grzesik", "Hövelmann")
SAYINGS = (
    "Ask {name} why the discount waits",
    "{name} promised it, see {address}",
    "call {phone} or {name}, nobody answers",
    "{upper} never listens to the field",
    "It was {name}'s idea to change the price",
)
COMMENTS = 60
UNLIKELY = 0.45
"""Sixty comments in random order agree with another order this well less than once in ten million times."""


def attempt(seed: int) -> list[str]:
    """Publish comments that name everybody, and read what is left, in which order, beside what."""
    random = Random(seed)
    names = [f"{first} {last}" for first in random.sample(FIRST, 6) for last in random.sample(LAST, 5)]
    with room() as folder:
        stage = Stage(house_in(folder / "house"))
        stage.employ("region", *names)
        wave = stage.open()
        said = [_said(random, random.choice(names), number) for number in range(COMMENTS)]
        wave.say("east", *(text for text, _ in said))
        wave.say("west", *["Too many meetings and reports", "Too few leads"])
        wave.answer("west", *[3] * 9)
        wave.release(seed)
        wave.house.databases.dispose()
        rows = published(folder / "house" / "office.sqlite")
        document = "".join(wave.publications())
        wave.house.databases.dispose()
    return [*_named(said, rows), *_ordered(said, rows), *_alone(rows), *_beside(rows, document)]


def published(office: Path) -> list[dict[str, str]]:
    """The comment table, in the order in which pages and exports give it."""
    with closing(sqlite3.connect(office)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute("SELECT * FROM published_comment ORDER BY id")]


def _said(random: Random, name: str, number: int) -> tuple[str, list[str]]:
    """A comment that names somebody, marked by a number, and what must not be left of it."""
    first, last = name.split(" ")
    phone = f"+49 {random.randint(151, 179)} {random.randint(1000000, 9999999)}"
    address = f"{first}.{last}@acme.example".lower()
    saying = random.choice(SAYINGS)
    written = saying.format(name=random.choice((name, last)), upper=last.upper(), address=address, phone=phone)
    return f"{written} {marker(number)}", [last, last.upper(), address, phone]


def marker(number: int) -> str:
    """A word that no roster holds, by which a comment is known again."""
    letters = list(permutations("bdkmt", 3))[number]
    return "zz" + "o".join(letters)


def _named(said: list[tuple[str, list[str]]], rows: list[dict[str, str]]) -> list[str]:
    texts = " ".join(row["text"] for row in rows)
    left = [part for _, parts in said for part in parts if part in texts]
    return [f"{part} is still there" for part in sorted(set(left))]


def _ordered(said: list[tuple[str, list[str]]], rows: list[dict[str, str]]) -> list[str]:
    """Whether comments leave in the order in which they were written, or in that of the alphabet."""
    texts = [row["text"] for row in rows]
    written = [
        next((place for place, text in enumerate(texts) if marker(number) in text), -1) for number in range(COMMENTS)
    ]
    if min(written) < 0:
        return ["a comment is lost"]
    alphabet = [sorted(said).index(one) for one in said]
    orders = {"in which they were written": range(COMMENTS), "of the alphabet": alphabet}
    taus = {name: abs(float(kendalltau(order, written).statistic)) for name, order in orders.items()}
    return [f"comments leave in the order {name}: {value:.2f}" for name, value in taus.items() if value > UNLIKELY]


def _alone(rows: list[dict[str, str]]) -> list[str]:
    """Units beside whose name fewer than three comments stand."""
    return [
        f"{unit} has {number} comments" for unit, number in Counter(row["unit"] for row in rows).items() if number < 3
    ]


def _beside(rows: list[dict[str, str]], document: str) -> list[str]:
    """What a comment is kept with, other than its unit, tag and themes; and texts beside the figures."""
    more = {column for row in rows for column in row} - {"id", "wave_id", "unit", "text", "tag", "themes"}
    return [f"a comment is kept with {column}" for column in more] + [
        "a comment stands beside figures" for row in rows if row["text"] in document
    ]
