"""A13 and A15 in one life: what a box does for a used code, and whether the web can read what it put in."""

import sqlite3
from contextlib import closing

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from pulse.database import Role, migrate
from pulse.house import House, open_house
from tests.adversary.oracle import Statement, listening
from tests.adversary.worlds import FOUNDED, room
from tests.conftest import TestClock
from tests.respond.stage import Stage, open_stage
from tests.stories.conftest import installation


def attempt(seed: int) -> list[str]:
    """Use a code twice, compare what the box was asked to do, and try to read the ballot as the web does."""
    with room() as folder:
        house = open_house(Role.WORKER, installation(folder, "http://localhost", 9), TestClock(FOUNDED))
        migrate(house.databases.office, "office")
        migrate(house.databases.box, "box")
        with open_stage(house, people=6) as stage:
            stage.answer(0)
            person = 1 + seed % 5
            first, again = (_asked(stage, person) for _ in range(2))
            found = [] if _alike(first, again) else ["a used code makes the box do something else"]
            found += _counted(house) + _read_as_web(stage)
        house.databases.dispose()
    return found


def _asked(stage: Stage, person: int) -> list[Statement]:
    web: House = stage.app.extensions["pulse"]
    with listening(web.databases.box.engine) as statements:
        stage.answer(person)
    return list(statements)


def _alike(first: list[Statement], again: list[Statement]) -> bool:
    """Whether the same statements were run with values of the same sizes; the last goes to another table."""
    same = [sql for sql, _ in first[:-1]] == [sql for sql, _ in again[:-1]]
    return same and [set(sizes) for _, sizes in first] == [set(sizes) for _, sizes in again]


def _counted(house: House) -> list[str]:
    with closing(sqlite3.connect(house.databases.box.engine.url.database or "")) as connection:
        ballots = connection.execute("SELECT count(*) FROM ballot").fetchone()[0]
    return [] if ballots == 2 else [f"two people cast {ballots} ballots"]


def _read_as_web(stage: Stage) -> list[str]:
    web: House = stage.app.extensions["pulse"]
    try:
        with web.databases.box.reading() as session:
            session.execute(text("SELECT sealed FROM ballot")).all()
    except DatabaseError:
        return []
    return ["the web reads ballots"]
