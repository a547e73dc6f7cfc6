"""How long the release of a large wave takes, and how much memory: real sealed ballots, released by a fresh process."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sqlalchemy import insert

from pulse.ballots.sheet import Sheet
from pulse.database import Database
from pulse.release.operations import release_wave
from pulse.roster.models import Membership, Person, Position, Unit
from tests.benchmarks.memory import peak
from tests.benchmarks.rounds import Say
from tests.benchmarks.rows import Quantity, Row, at_most
from tests.release.stage import OPENS, Parents, Stage, house_in, sheet

SECONDS = 120
PER_MANAGER = 10
FIRST = ("Anna", "Jörg", "Sinéad", "Will", "María", "Łukasz", "Noor", "Per", "Zoë", "Hans-Peter", "Mia", "Tom")
LAST = (
    "Müller",
    "van der Berg",
    "O'Neill",
    "Young",
    "García",
    "Żak",
    "Schmidt-Weiß",
    "Price",
    "Lind",
    "Okafor",
    "Rossi",
)
WORDS = (
    "The quota is too high for my territory and nobody explains it, least of all {name}.",
    "We lose deals on price every week; {name} knows, and nothing happens.",
    "Leads from marketing are stale. Call +49 89 123 4567 and hear it yourself.",
    "My one-to-ones with {name} help me, please keep them as they are.",
)


@dataclass(frozen=True)
class Measured:
    """What one release took: seconds, those the processor worked on it, and its greatest memory in megabytes."""

    seconds: float
    worked: float
    megabytes: float


@dataclass(frozen=True)
class Size:
    """How many ballots there are, in how many units."""

    ballots: int = 100_000
    units: int = 10_000


FULL = Size()


def measure(say: Say, size: Size = FULL) -> Iterator[Row]:
    """Fill a box, then release it in a process of its own."""
    with tempfile.TemporaryDirectory() as directory:
        say(f"sealing {size.ballots:,} ballots in {size.units:,} units")
        wave_id = _prepare(Path(directory), size)
        say("releasing them")
        measured = _in_a_fresh_process(directory, wave_id)
    what = f"{size.ballots:,} ballots in {size.units:,} units"
    yield Row(what, Quantity(measured.seconds, "s"), goal=at_most(SECONDS))
    yield Row("  processor time", Quantity(measured.worked, "s"))
    yield Row("  memory at most", Quantity(measured.megabytes, "MB"))


def _in_a_fresh_process(directory: str, wave_id: int) -> Measured:
    command = [sys.executable, "-m", "tests.benchmarks.release", directory, str(wave_id)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Measured(*(float(number) for number in printed.split()))


def _prepare(directory: Path, size: Size) -> int:
    house, random = house_in(directory), Random(7)
    parents, each = _hierarchy(size.units), size.ballots // size.units
    people = [code for code in parents for _ in range(each)]
    names = _employ(house.databases.office, parents, people, random)
    wave = Stage(house).open(parents, dict.fromkeys(parents, each))
    wave.cast(_sheets(people, names, random))
    wave.close()
    house.databases.dispose()
    return wave.id


def _hierarchy(units: int) -> Parents:
    """Every unit leads ten others, level by level."""
    return {f"u{number}": f"u{(number - 1) // PER_MANAGER}" if number else None for number in range(units)}


def _employ(office: Database, parents: Parents, people: list[str], random: Random) -> list[str]:
    names = [f"{random.choice(FIRST)} {random.choice(LAST)} {number}" for number in range(len(people))]
    place = {code: number for number, code in enumerate(parents, start=1)}
    with office.writing() as session:
        units = [
            {"id": place[code], "code": code, "parent_id": place[above] if above else None, "name": code}
            for code, above in parents.items()
        ]
        session.connection().execute(insert(Unit), units)
        session.connection().execute(
            insert(Person), [_person(number, name) for number, name in enumerate(names, start=1)]
        )
        session.connection().execute(
            insert(Membership),
            [
                {"person_id": number, "unit_id": place[code], "position": Position.REP, "since": OPENS}
                for number, code in enumerate(people, start=1)
            ],
        )
    return names


def _person(number: int, name: str) -> dict[str, object]:
    where = {"time_zone": "Europe/Berlin", "language": "en", "country": "DE"}
    return {"id": number, "email": f"person{number}@acme.example", "name": name, **where}


def _sheets(people: list[str], names: list[str], random: Random) -> Iterator[tuple[str, Sheet]]:
    scales = {"S1.v1": 5, "S2.v1": 5, "Q1.v1": 5, "R5.v1": 4, "P4.v1": 7, "X1.v1": 11}
    for cell in random.sample(people, len(people)):
        answers = {item: random.randrange(1, codes) for item, codes in scales.items() if random.random() < 0.95}
        said = random.choice(WORDS).format(name=random.choice(names)) if random.random() < 0.2 else None
        yield cell, sheet(answers, said, visibility=random.choice(("words", "words", "themes", "skip")))


def _release(directory: Path, wave_id: int) -> Measured:
    house = house_in(directory)
    began, worked = time.perf_counter(), time.process_time()
    release_wave(house, wave_id)
    return Measured(time.perf_counter() - began, time.process_time() - worked, peak())


if __name__ == "__main__":
    measured = _release(Path(sys.argv[1]), int(sys.argv[2]))
    print(measured.seconds, measured.worked, measured.megabytes)
