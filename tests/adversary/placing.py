"""A8 on PostgreSQL: where rows stand and which transaction wrote them, once the worker has mixed."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from statistics import fmean

import sqlalchemy as sa

from pulse.database import Role
from pulse.house import House, open_house
from pulse.worker.mix import mix_due
from tests.adversary.storage import ANSWERED, INVITED, MEAN, MOST, arrive, first_wave, later, tau
from tests.adversary.worlds import FOUNDED, room
from tests.conftest import TestClock
from tests.engines import cluster
from tests.stories.conftest import installation

ROUNDS = 6
TABLES = {"invitation": "digest", "ballot": "sealed"}
KNOWN_BY = 32
"""So many of its last bytes tell a row."""


def order_after_mixing(seed: int) -> list[str]:
    """How far rows follow the arrival after each of some mixings, and whether one transaction wrote them all."""
    taus, found = [], []
    with _installed() as house:
        coming = arrive(house, Random(seed), ANSWERED)
        for _ in range(ROUNDS):
            assert mix_due(later(house, days=4)) == 1
            for table, arrived in zip(TABLES, zip(*coming, strict=True), strict=True):
                standing, writers = _standing(house, table)
                taus.append(tau([standing.index(one) for one in arrived]))
                found += [f"{writers} transactions wrote the {table}s"] if writers > 1 else []
            _forget_mixing(house)
    if abs(fmean(taus)) > MEAN or max(map(abs, taus)) > MOST:
        found.append(f"rows follow the arrival: mean tau {fmean(taus):.3f}, most {max(map(abs, taus)):.3f}")
    return found


@contextmanager
def _installed() -> Iterator[House]:
    with room() as folder, cluster() as server, server.pair() as (office, box):
        settings = installation(folder, "http://localhost", 9).model_copy(update={"office_url": office, "box_url": box})
        house = open_house(Role.WORKER, settings, TestClock(FOUNDED))
        first_wave(house, INVITED)
        yield house
        house.databases.dispose()


def _standing(house: House, table: str) -> tuple[list[bytes], int]:
    """The rows of a table as they stand in its file, and how many transactions wrote them."""
    key, writer = sa.column(TABLES[table], sa.LargeBinary), sa.column("xmin", sa.Text)
    asked = sa.select(key, writer).select_from(sa.table(table)).order_by(sa.column("ctid"))
    with house.databases.box.reading() as session:
        rows = session.execute(asked).all()
    return [row[0][-KNOWN_BY:] for row in rows], len({row.xmin for row in rows})


def _forget_mixing(house: House) -> None:
    """Let the worker take all ballots for new ones, so that it mixes again."""
    with house.databases.box.writing() as session:
        session.execute(sa.text("UPDATE contract SET mixed = 0"))
