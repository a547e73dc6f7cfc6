"""The steps of a large wave, each in a process of its own, which says how long it took and what memory it needed.

`python -m tests.benchmarks.steps STEP FOLDER`, with an installation and a moment in the environment.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from importlib import import_module
from pathlib import Path

from pulse.database import Role, migrate
from pulse.house import House, open_house
from pulse.programme.operations import apply_programme
from pulse.roster.importing import read_roster
from pulse.roster.operations import import_roster
from pulse.worker.close import close_due
from pulse.worker.invite import send_due
from pulse.worker.release import release_due
from tests.benchmarks.memory import most_held
from tests.benchmarks.organisation import ACTOR, NOW, PROGRAMME, at, opened

ROSTER, CODES = "roster.csv", "codes"


def found(house: House, folder: Path) -> None:
    """Make the tables, import the roster and apply the programme."""
    migrate(house.databases.office, "office")
    migrate(house.databases.box, "box")
    with house.databases.office.writing() as session:
        import_roster(session, read_roster((folder / ROSTER).read_bytes(), ()), house.clock(), ACTOR)
    with house.databases.office.writing() as session:
        apply_programme(session, PROGRAMME, house.questionnaire, house.clock(), ACTOR)


def open_it(house: House, folder: Path) -> None:
    """Open the wave, and leave its address and its codes in a file."""
    wave = opened(house)
    (folder / CODES).write_text("\n".join((wave.path, wave.contract.canonical(), *wave.codes)))


def send(house: House, _: Path) -> None:
    """Send every invitation."""
    while send_due(house):
        pass


def close(house: House, _: Path) -> None:
    """Shut the box."""
    close_due(house)


def release(house: House, _: Path) -> None:
    """Publish, and owe everybody the mail that says so."""
    release_due(house)


STEPS: Mapping[str, Callable[[House, Path], None]] = {
    "found": found, "open": open_it, "send": send, "close": close, "release": release,
}  # fmt: skip


def main(step: str, folder: Path) -> None:
    """Take one step and print what it took; beside what it needs, the process holds what a running worker holds."""
    import_module("pulse.worker.running")
    house = open_house(Role.WORKER, clock=at(datetime.fromisoformat(os.environ[NOW])))
    began, worked = time.perf_counter(), time.process_time()
    STEPS[step](house, folder)
    seconds = {"seconds": time.perf_counter() - began, "worked": time.process_time() - worked}
    print(json.dumps(seconds | {"held": asdict(most_held())}))
    house.databases.dispose()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
