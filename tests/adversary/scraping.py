"""A1 on pages: what everybody may look at is read off the pages, and subtracted from one another.

What a reader takes from a row is how many answered and a score in whole points. Where the people left over by taking
units away from one another are fewer than promised, so would be a score of theirs, however it is rounded: an attacker
needs the numbers of people alone to know whom a difference of scores is about. That of an index of several questions
is the smallest of theirs, not the size of any group, so its questions are subtracted instead, each with its own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from tests.adversary import histories, worlds
from tests.adversary.crawling import visited
from tests.adversary.markup import Element, parsed
from tests.adversary.rank import small_supports
from tests.adversary.reading import Parents
from tests.adversary.subtraction import small_groups
from tests.adversary.worlds import HEAD, HR
from tests.stories.conftest import Visitor

PROMISED = 5
MOST_CELLS = 12
"""Algebra tries every set of few cells, in trees of up to so many."""
WAVES = 2
PARTICIPATION = "participation"
ASKED_ALONE = ("s1", "q1", "x1")
"""Some of the questions that have a page of their own."""
Key = tuple[str, str]
"""A measure and the wave it is displayed of."""


@dataclass(frozen=True)
class Displayed:
    """What pages display: how many answered, by measure and wave and unit."""

    counts: Mapping[Key, Mapping[str, int]]


def attempt(seed: int) -> list[str]:
    """Let a company live, read its pages as the head of all, every region's leader and HR, and subtract."""
    with worlds.room() as folder, worlds.running(folder / "live") as company:
        history = histories.lived(company, Random(f"scraped {seed}"), WAVES)
        facts = histories.facts(company, history, ())
        codes = {name: code for code, name in facts.names.items()}
        shown = [row for email in (HEAD, HR) for row in scraped(company.signs_in(email), codes)]
    counted = [row for row in shown if row.key[0] == PARTICIPATION or len(facts.questions(row.key[0])) == 1]
    assert {row.key[0] for row in counted} >= {PARTICIPATION, *ASKED_ALONE}
    return attacked(facts.waves[-1].reading.parents, collected(counted))


@dataclass(frozen=True)
class Row:
    """One number of people on a page."""

    key: Key
    unit: str
    people: int


def scraped(visitor: Visitor, codes: Mapping[str, str]) -> Iterator[Row]:
    """Every number of people that pages display beside a unit."""
    for page in visited(visitor, "/").values():
        address = page.address.removeprefix(visitor.web)
        if not address.split("?")[0].endswith(".json"):
            yield from rows_of(address, parsed(page.text), codes)


def rows_of(address: str, page: Element, codes: Mapping[str, str]) -> Iterator[Row]:
    """The numbers of people on one page; `codes` are those of units by their names."""
    path = address.split("?", maxsplit=1)[0].strip("/").split("/")
    if path[0] == "team" and len(path) == 4 and path[2] == "trend":
        yield from _course(path[1], path[3], page)
    if path[0] == "team" and len(path) == 2:
        found = re.search(r"Wave (\d+) closed .*?(\d+) of \d+ answered", page.text)
        yield from [Row((PARTICIPATION, found[1]), path[1], int(found[2]))] if found else []
    if path[:2] == ["hr", "wave"]:
        wave = re.search(r", wave (\d+)", page.text)
        yield from _turnout(wave[1] if wave else "", page, codes)


def _turnout(wave: str, page: Element, codes: Mapping[str, str]) -> Iterator[Row]:
    """The table of who took part: a unit, and how many answered."""
    for row in page.walk():
        found = re.fullmatch(r"(.+?) (\d+) of \d+ answered", row.text) if row.tag == "tr" else None
        if found and found[1] in codes:
            yield Row((PARTICIPATION, wave), codes[found[1]], int(found[2]))


def _course(unit: str, measure: str, page: Element) -> Iterator[Row]:
    """The table below a chart: a wave, its score, its band and how many answered."""
    for row in page.walk():
        cells = [one.text for one in row.content if isinstance(one, Element)] if row.tag == "tr" else []
        if len(cells) > 4 and cells[0].isdigit() and cells[4].isdigit():
            yield Row((measure, cells[0]), unit, int(cells[4]))


def collected(rows: Sequence[Row]) -> Displayed:
    """Put together what was read on all pages."""
    counts: dict[Key, dict[str, int]] = {}
    for row in rows:
        counts.setdefault(row.key, {})[row.unit] = row.people
    return Displayed(counts)


def attacked(parents: Parents, displayed: Displayed) -> list[str]:
    """Look for groups smaller than promised that what is displayed gives away; questions have one answer a person."""
    found = []
    for (measure, wave), sizes in displayed.counts.items():
        what = f"{measure}, wave {wave}"
        found += [f"{what}: {group}" for group in small_groups(parents, sizes, PROMISED)]
        left = {unit: people for unit, people in remainders(parents, sizes).items() if people}
        if len(left) <= MOST_CELLS:
            found += [f"{what}: {group} by algebra" for group in small_supports(parents, sizes, left, PROMISED)]
    return found


def remainders(parents: Parents, sizes: Mapping[str, int]) -> dict[str, int]:
    """How many of every displayed unit's people are in no displayed unit below it."""
    left = dict(sizes)
    for unit, people in sizes.items():
        step = parents[unit]
        while step is not None and step not in sizes:
            step = parents[step]
        if step is not None:
            left[step] -= people
    return left
