"""A6: two worlds whose people answer differently and whose published tables are the same show the same bytes.

Within the people of one atom everything is swapped that leaves its line of the table as it is: who answered, who gave
which answer, beside which others and which comment, in which order; and answers are changed where sum and bands allow.
In both worlds leaders predict and answer, promise and keep, and HR uploads plans, as the table they read suggests.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from tests.adversary import leading, worlds
from tests.adversary.artefacts import comparable, kept, shown
from tests.adversary.crawling import PassedOver, none
from tests.adversary.reading import Entry, Printed, nearest, read
from tests.adversary.worlds import HEAD, HR, Answer
from tests.stories.conftest import Company

SMALLEST, LARGEST = 40, 80
FULL_EVERY = 20
"""Every so many worlds have two waves and are seen by the head of all as well; that is many hundred pages."""
SEEN_OF = 3
"""Of the pages that show more of what another shows, every world but the full ones sees one in so many."""
ABOUT = ("visibility", "tag")

Answers = Mapping[str, Answer]
Asked = Callable[[int, Company], Answers]
"""What the people of a world answer in a wave."""


@dataclass(frozen=True)
class Wave:
    """One wave as it was lived: who counts where, what was answered, and what was published of it."""

    cells: Mapping[str, str]
    answers: Answers
    document: str


@dataclass
class Lived:
    """A world: its waves, everything it shows, and what its office keeps."""

    waves: list[Wave] = field(default_factory=list)
    shown: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)


def attempt(seed: int) -> list[str]:
    """Live in two worlds and compare whatever they show, byte by byte."""
    with worlds.room() as folder:
        base, full = founded(folder, seed), seed % FULL_EVERY == 1
        but = none if full else partly(seed)
        first = lived(worlds.copied(base, folder / "one"), 1 + full, own(seed), but)
        second = lived(worlds.copied(base, folder / "two"), 1 + full, swapped_from(seed, first), but)
    return compared(first, second)


def compared(first: Lived, second: Lived) -> list[str]:
    """Name what differs between two worlds; the swap must leave the tables, and nothing else, as they were."""
    for one, other in zip(first.waves, second.waves, strict=True):
        if read(one.document) != read(other.document) or one.answers == other.answers:
            raise AssertionError("The two worlds do not differ in the way they should.")
    return differing(first, second)


def differing(first: Lived, second: Lived) -> list[str]:
    """Name the pages, replies, exports, mails and tables that are not the same."""
    found = []
    for one, other in ((first.shown, second.shown), (first.kept, second.kept)):
        found += [address for address in {**one, **other} if one.get(address) != other.get(address)]
    return found


def partly(seed: int) -> PassedOver:
    """Leave out most pages that are asked for with a query, in each world others, whatever port they are served on."""

    def passed_over(address: str) -> bool:
        place = urlsplit(address)
        return bool(place.query) and crc32(f"{seed} {place.path}?{place.query}".encode()) % SEEN_OF > 0

    return passed_over


def lived(folder: Path, waves: int, asked: Asked, but: PassedOver = none) -> Lived:
    """Live through so many waves in a copy of an installation whose first wave is open."""
    world, names = Lived(), []
    with worlds.running(folder, worlds.FOUNDED.replace(month=3, day=3, hour=11)) as company:
        leaders = [*sorted(email for email in company.links() if email.startswith("leads")), HEAD]
        for number in range(waves):
            if number:
                worlds.until_next(company)
            names.append(worlds.newest(company))
            cells, answers, deeds = _cells(folder, names[-1]), asked(number, company), Random(number)
            leading.predicted(company, deeds, names[-1], leaders, "X1.v1" in worlds.questions(company))
            worlds.send(company, answers)
            worlds.publish(company)
            leading.planned(company, "plans")
            leading.responded(company, deeds, leaders)
            world.waves.append(Wave(cells, answers, document(folder, names[-1])))
            world.kept = world.kept or comparable(kept(folder / "office.sqlite"), company.web, names)
        staff = ["leads1@acme.example", "leads3@acme.example", HR, *([HEAD] if waves > 1 else [])]
        world.shown = shown(company, staff, names, but)
    return world


def swapped(random: Random, wave: Wave) -> Answers:
    """Other answers of the same people that give the same table."""
    present = defaultdict(list)
    for email in wave.answers:
        present[wave.cells[email]].append(email)
    coming = {cell: _others(random, wave, cell, len(emails)) for cell, emails in present.items()}
    sheets: dict[str, dict[str, str]] = {email: {} for emails in coming.values() for email in emails}
    for printed in read(wave.document).items:
        if printed.form != "count":
            _deal(random, wave, printed, coming, sheets)
    for cell, emails in coming.items():
        _deal_remarks(random, [wave.answers[email] for email in present[cell]], emails, sheets)
    shuffled = random.sample(sorted(sheets), len(sheets))
    if not all(sheets.values()):
        return swapped(random, wave)
    return {email: sheets[email] for email in shuffled}


def _others(random: Random, wave: Wave, cell: str, people: int) -> list[str]:
    invited = sorted(email for email, found in wave.cells.items() if found == cell)
    return random.sample(invited, people)


def _deal(
    random: Random,
    wave: Wave,
    printed: Printed,
    coming: Mapping[str, Sequence[str]],
    sheets: Mapping[str, dict[str, str]],
) -> None:
    """Give the answers to an item out anew: as many in every cell as before, from those of the cell's atom."""
    parents = read(wave.document).parents
    given: dict[str, list[int]] = {cell: [] for cell in coming}
    for email, fields in wave.answers.items():
        if printed.item in fields:
            given[wave.cells[email]].append(int(fields[printed.item]))
    pools: dict[str | None, list[int]] = defaultdict(list)
    for cell, codes in given.items():
        pools[nearest(parents, printed.entries, cell)] += codes
    for atom, codes in pools.items():
        entry = printed.entries[atom] if atom is not None else None
        pools[atom] = _changed(random, printed, entry, codes)
    for cell, codes in given.items():
        pool = pools[nearest(parents, printed.entries, cell)]
        for email in random.sample(list(coming[cell]), len(codes)):
            sheets[email][printed.item] = str(pool.pop())


def _changed(random: Random, printed: Printed, entry: Entry | None, codes: list[int]) -> list[int]:
    """Other codes with the same line in the table."""
    found = random.sample(codes, len(codes))
    # Options, and questions published as yes or no, are asked with other codes than they are published with.
    if printed.form == "choice" or printed.highest - printed.lowest == 1:
        return found
    if entry is None:
        return [random.randint(printed.lowest, printed.highest) for _ in found]
    reach = (printed.highest - printed.lowest) * printed.guard(entry.n)
    for end, bound in (
        (printed.lowest, entry.n * printed.lowest + reach),
        (printed.highest, entry.n * printed.highest - reach),
    ):
        if not entry.bands and entry.total == bound:
            return [end] * len(found)
    for before, after in (((1, 5), (2, 4)), ((2, 4), (1, 5))):
        if printed.highest >= 5 and set(before) <= set(found):
            places = [found.index(code) for code in before]
            for place, code in zip(places, after, strict=True):
                found[place] = code
            break
    random.shuffle(found)
    return found


def _deal_remarks(
    random: Random, before: Sequence[Answer], emails: Sequence[str], sheets: Mapping[str, dict[str, str]]
) -> None:
    remarks = [{key: text for key, text in fields.items() if key[0] == "T" or key in ABOUT} for fields in before]
    for email, remark in zip(random.sample(list(emails), len(emails)), remarks, strict=True):
        sheets[email] |= remark


def founded(folder: Path, seed: int, smallest: int = SMALLEST - 10, largest: int = LARGEST - 15) -> Path:
    """An installation whose first wave is open; about a dozen leaders come to the reps."""
    random = Random(seed)
    with worlds.running(folder / "base") as company:
        worlds.founded(company, worlds.roster(random, random.randint(smallest, largest)))
    return folder / "base"


def own(seed: int) -> Asked:
    """What people answer in the first of two worlds."""

    def asked(number: int, company: Company) -> Answers:
        return worlds.answered(Random(f"{seed} {number}"), company, sorted(company.links()))

    return asked


def swapped_from(seed: int, first: Lived) -> Asked:
    """What people answer in the second."""
    return lambda number, _: swapped(Random(f"swapped {seed} {number}"), first.waves[number])


def document(folder: Path, wave: str) -> str:
    """The canonical text that was published of a wave."""
    return str(
        _asked(folder, "SELECT document FROM publication JOIN wave ON wave.id = wave_id WHERE name = ?", wave)[0][0]
    )


def _cells(folder: Path, wave: str) -> dict[str, str]:
    """Everybody's cell; their mails say the same, by its path."""
    asked = (
        "SELECT email, cell FROM invitee JOIN person ON person.id = person_id JOIN wave ON wave.id = wave_id"
        " WHERE wave.name = ?"
    )
    return dict(_asked(folder, asked, wave))


def _asked(folder: Path, statement: str, wave: str) -> list[Any]:
    connection = sqlite3.connect(folder / "office.sqlite")
    found = connection.execute(statement, (wave,)).fetchall()
    connection.close()
    return found
