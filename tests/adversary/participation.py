"""A13 and A15 in one life: what a box does for a used code, and whether the web can read what it put in."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from pulse.database import Role
from pulse.house import House, open_house
from tests.adversary.oracle import BEFORE, Statement, listening, measure, seconds
from tests.adversary.worlds import FOUNDED, room
from tests.conftest import TestClock
from tests.engines import furnish
from tests.respond.stage import Stage, open_stage
from tests.stories.conftest import installation

POSTS = 4_000
"""How many codes are timed, each beside one that was used before."""
TELLS_APART = 0.05
"""From here on, the chance of guessing right from the time of a reply counts as more than a coin's."""


def attempt(seed: int) -> list[str]:
    """Use a code twice, compare what the box was asked to do, and try to read the ballot as the web does."""
    with _staged(people=6) as (house, stage):
        stage.answer(0)
        person = 1 + seed % 5
        first, again = (_asked(stage, person) for _ in range(2))
        found = [] if first == again else ["a used code makes the box do something else"]
        return found + _counted(house) + _read_as_web(stage)


def timed(_: int) -> list[str]:
    """Time the replies to thousands of codes, used and not used before, and tell one from the other by that."""
    with _staged(people=BEFORE + POSTS) as (_house, stage):
        auc = measure(stage, POSTS, seconds).auc()
    return [f"the time of a reply tells: {auc:.3f}"] if abs(auc - 0.5) > TELLS_APART else []


@contextmanager
def _staged(people: int) -> Iterator[tuple[House, Stage]]:
    """A new installation with one open wave of so many people, and the web before it."""
    with room() as folder:
        house = open_house(Role.WORKER, installation(folder, "http://localhost", 9), TestClock(FOUNDED))
        furnish(house)
        with open_stage(house, people=people) as stage:
            yield house, stage
        house.databases.dispose()


def _asked(stage: Stage, person: int) -> list[Statement]:
    web: House = stage.app.extensions["pulse"]
    with listening(web.databases.box.engine) as statements:
        stage.answer(person)
    return list(statements)


def _counted(house: House) -> list[str]:
    with closing(sqlite3.connect(house.databases.box.engine.url.database or "")) as connection:
        ballots = connection.execute("SELECT count(*) FROM ballot WHERE counts").fetchone()[0]
    return [] if ballots == 2 else [f"two people cast {ballots} ballots"]


def _read_as_web(stage: Stage) -> list[str]:
    web: House = stage.app.extensions["pulse"]
    try:
        with web.databases.box.reading() as session:
            session.execute(text("SELECT sealed FROM ballot")).all()
    except DatabaseError:
        return []
    return ["the web reads ballots"]
