"""A8, A9 and A10 on SQLite: what a copy of the box's file tells about who answered when and which ballot is whose."""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import fmean

import sqlalchemy as sa
from scipy.stats import kendalltau

from pulse.ballots.operations import cast
from pulse.database import Role
from pulse.house import House, open_house
from pulse.invitations.operations import Admission, redeem
from pulse.programme.definition import parse_definition
from pulse.programme.operations import apply_programme
from pulse.roster.importing import read_roster
from pulse.roster.operations import import_roster
from pulse.worker.close import close_due
from pulse.worker.mix import mix_due
from pulse.worker.open import open_due
from tests.adversary.worlds import FOUNDED, room, row
from tests.conftest import TestClock
from tests.engines import furnish
from tests.stories.conftest import HEADER, PROGRAMME, installation

INVITED, ANSWERED, ROUNDS = 440, 400, 6
MEAN, MOST = 0.04, 0.15
FEW_INVITED, FEW_ANSWERED, AGAIN = 120, 90, 12
FLOOD = 24
"""So often one code is used before everybody else's answer."""
HEADER_COUNTERS = (slice(24, 28), slice(40, 44), slice(92, 96))
"""SQLite's change counter, schema cookie and the change for which its version number is valid."""
LUCK = 8
"""Matching two random orders is right about once; more often than this, once in a million times."""


def order_after_mixing(seed: int) -> list[str]:
    """A8: how far the places of ballots and of marks in the file follow the arrival, once the worker has mixed."""
    taus, found = [], []
    with room() as folder:
        base = founded(folder / "base", INVITED)
        for number in range(ROUNDS):
            with reopened(base, folder / f"{number}") as house:
                coming = arrive(house, Random(f"{seed} {number}"), ANSWERED)
                assert mix_due(house) == 1
                found += leftovers(house)
                taus += [tau(places(box_file(house), kind)) for kind in zip(*coming, strict=True)]
    if abs(fmean(taus)) > MEAN or max(map(abs, taus)) > MOST:
        found.append(f"the file follows the arrival: mean tau {fmean(taus):.3f}, most {max(map(abs, taus)):.3f}")
    return found


def history_after_close(seed: int) -> list[str]:
    """A9: the same ballots in two orders, with used codes and mixings in between, leave one file."""
    with room() as folder:
        base = founded(folder / "base", FEW_INVITED)
        first, second = (_history(base, folder / f"{number}", number) for number in (-1, seed))
    return [] if first == second else ["two orders of arrival leave two files"]


def links_of_copies(seed: int) -> list[str]:
    """A10: a copy after every request, and of those the ones that follow a mixing, against one another and alone.

    Whoever copies was invited too, and uses their code again and again, so that others may be mixed one by one.
    """
    found = []
    with room() as folder, reopened(founded(folder / "base", FEW_INVITED), folder / "live") as house:
        copies = []
        truth = []
        mine, *others = requests(house, Random(seed), FEW_ANSWERED)
        truth.append(submit(house, *mine))
        for request in others:
            for number in range(FLOOD):
                submit(house, *mine[:2], hashlib.shake_256(b"%d %d" % (len(truth), number)).digest(1900))
            truth.append(submit(house, *request))
            if mix_due(house):
                copies.append(shutil.copy(box_file(house), folder / f"copy {len(truth)}"))
        for copy in copies:
            found += matched_by_order(Path(copy), truth)
        for one, other in pairwise(copies):
            found += linked_between(Path(one), Path(other))
        with before_compacting(house, folder / "uncompacted") as taken:
            assert close_due(later(house)) == 1
        for file in (*taken, box_file(house)):
            content = file.read_bytes()
            found += [f"after close {digest.hex()} is there" for digest, _ in truth if digest in content]
    assert len(copies) > 1
    return found


def matched_by_order(copy: Path, truth: Sequence[tuple[bytes, bytes]]) -> list[str]:
    """Take the marks and the ballots in the order in which they lie in the file, and suppose they belong together."""
    marks = in_order(copy, [digest for digest, _ in truth if digest in set(redeemed(copy))])
    lying = in_order(copy, [ballot for _, ballot in truth])
    right = len(set(zip(marks, lying, strict=False)) & set(truth))
    return [f"{right} of {len(marks)} marks lie where their ballots lie"] if right > LUCK else []


def linked_between(one: Path, other: Path) -> list[str]:
    """What is new in the second copy: a single new mark beside a single new ballot would belong together."""
    marks = set(redeemed(other)) - set(redeemed(one))
    ballots = set(stored(other)) - set(stored(one))
    return ["one new mark, one new ballot"] if min(len(marks), len(ballots)) == 1 else []


def founded(folder: Path, people: int) -> Path:
    """An installation whose first wave is open and in which nobody has answered."""
    house = open_house(Role.WORKER, installation(folder, "http://localhost", 9), TestClock(FOUNDED))
    furnish(house)
    first_wave(house, people)
    house.databases.dispose()
    return folder


def first_wave(house: House, people: int) -> None:
    """Bring so many people in and let the first wave open, four days later."""
    now = house.clock()
    rows = "\n".join(
        row(f"rep{number}@acme.example", f"Sales / T{number // 12}", "rep", number) for number in range(people)
    )
    with house.databases.office.writing() as session:
        import_roster(session, read_roster((HEADER + rows + "\n").encode(), ()), now, "HR")
        apply_programme(session, parse_definition(PROGRAMME, "field.toml"), house.questionnaire, now, "HR")
    open_due(house)
    assert open_due(later(house, days=4)) == 1


@contextmanager
def reopened(base: Path, target: Path) -> Iterator[House]:
    """The worker's house on a copy of such an installation."""
    shutil.copytree(base, target)
    clock = TestClock(FOUNDED)
    clock.forward(days=4)
    house = open_house(Role.WORKER, installation(target, "http://localhost", 9), clock)
    yield house
    house.databases.dispose()


def later(house: House, days: int = 8) -> House:
    """The same house so many days later; after eight, a wave is over."""
    return replace(house, clock=TestClock(house.clock() + timedelta(days=days)))


def requests(house: House, random: Random, people: int) -> list[tuple[str, bytes, bytes]]:
    """Who answers, in which order: the wave, the digest of a code, and a sealed ballot, for the box just bytes."""
    asked = sa.text("SELECT wave, digest FROM invitation ORDER BY digest LIMIT :people")
    with house.databases.box.reading() as session:
        rows = session.execute(asked, {"people": people}).all()
    coming = [(wave, digest, hashlib.shake_256(digest).digest(1900)) for wave, digest in rows]
    random.shuffle(coming)
    return coming


def submit(house: House, wave: str, digest: bytes, sealed: bytes) -> tuple[bytes, bytes]:
    """One durable transaction, as the web runs it; gives the mark and what can be found of the ballot in a file."""
    with house.databases.box.writing() as session:
        admitted = isinstance(redeem(session, wave, digest), Admission)
        cast(session, wave, sealed, counts=admitted)
    return digest, sealed[-32:]


@contextmanager
def before_compacting(house: House, target: Path) -> Iterator[list[Path]]:
    """The box's file, if it is compacted, as whoever takes the disk away just before that has it."""
    taken: list[Path] = []

    def copy(statement: str) -> None:
        if statement == "VACUUM":
            taken.append(Path(shutil.copy(box_file(house), target)))

    def listen(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_trace_callback(copy)

    sa.event.listen(house.databases.box.engine, "checkout", listen)
    yield taken
    sa.event.remove(house.databases.box.engine, "checkout", listen)


def arrive(house: House, random: Random, people: int) -> list[tuple[bytes, bytes]]:
    """So many people answer, one after the other."""
    return [submit(house, *request) for request in requests(house, random, people)]


def box_file(house: House) -> Path:
    return Path(house.databases.box.engine.url.database or "")


def places(file: Path, parts: Sequence[bytes]) -> list[int]:
    """Where each of these stands in the file."""
    content = file.read_bytes()
    found = [content.find(part) for part in parts]
    assert min(found) > 0
    return found


def in_order(file: Path, parts: Sequence[bytes]) -> list[bytes]:
    content = file.read_bytes()
    return sorted((part for part in parts if part in content), key=content.find)


def tau(found: Sequence[int]) -> float:
    return float(kendalltau(range(len(found)), found).statistic)


def leftovers(house: House) -> list[str]:
    """Journals that still hold anything."""
    file = box_file(house)
    beside = [one for one in file.parent.glob(f"{file.name}-*") if one.stat().st_size]
    return [f"{one.name} holds {one.stat().st_size} bytes" for one in beside]


def redeemed(copy: Path) -> list[bytes]:
    with closing(sqlite3.connect(copy)) as connection:
        return [digest for (digest,) in connection.execute("SELECT digest FROM invitation WHERE redeemed")]


def stored(copy: Path) -> list[bytes]:
    with closing(sqlite3.connect(copy)) as connection:
        return [ballot for (ballot,) in connection.execute("SELECT id FROM ballot")]


def _history(base: Path, target: Path, seed: int) -> bytes:
    """The box after close, its header's counters masked; the people came in an order of their own."""
    with reopened(base, target) as house:
        random = Random(seed)
        coming = requests(house, random, FEW_ANSWERED)
        for number, request in enumerate(coming):
            submit(house, *request)
            if number % (FEW_ANSWERED // AGAIN) == 0:
                submit(house, *random.choice(coming[: number + 1]))
            if random.random() < 0.3:
                mix_due(house)
        assert close_due(later(house)) == 1
        content = bytearray(box_file(house).read_bytes())
    for counter in HEADER_COUNTERS:
        content[counter] = bytes(4)
    return bytes(content)
