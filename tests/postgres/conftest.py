"""Databases that were migrated where they are, since a copy of a template does not have the grants of its database."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from pulse.ballots.operations import cast, place_contract
from pulse.ballots.suite import WaveKeys
from pulse.database import Database, migrate
from pulse.invitations.operations import issue
from tests.engines import ROOMS, Cluster
from tests.postgres.server import WEB, WORKER, Server

WAVE, DIGEST = "W4VE00000000000A", bytes(32)
KEYS = WaveKeys(b"public", b"the wrapped key", b"the share of the key")


@dataclass(frozen=True)
class Installed:
    """An office and a box as an operator installs them, each as the worker and as the web see it."""

    worker: dict[str, Database]
    web: dict[str, Database]

    @property
    def box(self) -> Database:
        return self.worker["box"]


@pytest.fixture(scope="session")
def server(postgres: Cluster) -> Server:
    return postgres.server


@pytest.fixture(scope="module")
def installed(server: Server) -> Iterator[Installed]:
    """A box with one open wave, one invited person and one ballot, and an office."""
    with server.database() as office, server.database() as box:
        names = dict(zip(ROOMS, (office, box), strict=True))
        worker, web = (
            {room: Database(sa.create_engine(server.url(name, role))) for room, name in names.items()}
            for role in (WORKER, WEB)
        )
        for room, database in worker.items():
            migrate(database, room)
        _open_a_wave(worker["box"])
        yield Installed(worker, web)
        for database in (*worker.values(), *web.values()):
            database.engine.dispose()


def _open_a_wave(box: Database) -> None:
    with box.writing() as session:
        place_contract(session, WAVE, "{}", KEYS)
        issue(session, WAVE, [(DIGEST, "CELL")])
        cast(session, WAVE, b"sealed already")
