"""An installation of the first version becomes one of this version, with all it had, and goes on."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import select

from pulse.app import create_app
from pulse.ballots.models import Ballot
from pulse.cli.verify import findings
from pulse.database import Box, Database, Databases, Office, Role, Schema, migrate, reads_ballots, schema
from pulse.house import open_house
from pulse.publications.models import Publication
from pulse.settings import Settings
from tests.conftest import TestClock
from tests.engines import Cluster, as_web
from tests.postgres.server import WEB
from tests.postgres.test_statistics import SAMPLES
from tests.upgrade.first import first_version
from tests.upkeep.stage import SECOND_AFTER, SECOND_OPEN, Installation
from tests.worker.postbox import Postbox
from tests.worker.wave import INVITED

AT_ONCE = 8
MANY = 60
PRIVILEGES = sa.text(
    "SELECT table_name, column_name, privilege_type FROM information_schema.role_column_grants WHERE grantee = :web"
    " AND table_name NOT LIKE '%\\_________________' ORDER BY 1, 2, 3"
)


@pytest.fixture
def addresses(engine: str, settings_folder: str, request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """Two databases without any table."""
    if engine == "sqlite":
        yield f"sqlite:///{settings_folder}/office.sqlite", f"sqlite:///{settings_folder}/box.sqlite"
        return
    started: Cluster = request.getfixturevalue("postgres")
    with started.server.database() as office, started.server.database() as box:
        yield started.server.url(office), started.server.url(box)


@pytest.fixture
def settings_folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("first"))


@pytest.fixture
def first(settings: Settings) -> Iterator[Databases]:
    with first_version(settings) as databases:
        yield databases


@pytest.fixture
def upgraded(first: Databases, settings: Settings) -> Databases:
    for name, database in both(first):
        migrate(database, name)
    return first


def both(databases: Databases) -> tuple[tuple[str, Database], ...]:
    return ("office", databases.office), ("box", databases.box)


@pytest.mark.postgresql
def test_what_the_server_noted_of_the_box_before_is_forgotten(first: Databases) -> None:
    reopen(first.box, {"ballot": [f"{number:016}" for number in range(MANY)]})
    with first.box.writing() as session:
        session.execute(sa.text("ANALYZE"))
    with first.box.reading() as session:
        noted = session.execute(SAMPLES).all()
    assert {column for table, column in noted if table.startswith("ballot")} > {"id", "sealed"}
    assert len({table for table, _ in noted if table.startswith("ballot")}) > 1, "of the wave's partition too"
    migrate(first.box, "box")
    with first.box.reading() as session:
        assert {column for _, column in session.execute(SAMPLES)} <= {"wave"}


def reopen(box: Database, ids: Mapping[str, Sequence[str]]) -> None:
    """Open the wave of the first version again, with these rows in it, by table."""
    with box.engine.begin() as connection:
        connection.execute(sa.text("UPDATE contract SET closed = :no"), {"no": False})
        wave = connection.scalar(sa.text("SELECT wave FROM contract"))
        for table, found in ids.items():
            rows = [{"wave": wave, "id": one.encode(), "sealed": b"sealed"} for one in found]
            connection.execute(sa.insert(sa.table(table, *map(sa.column, rows[0]))), rows)


@contextmanager
def web_on(settings: Settings, clock: TestClock) -> Iterator[FlaskClient]:
    house = open_house(Role.WEB, settings, clock)
    yield create_app(house).test_client()
    house.databases.dispose()


def test_what_the_first_version_published_verifies_and_the_next_wave_runs(
    upgraded: Databases, settings: Settings, clock: TestClock
) -> None:
    clock.now = SECOND_OPEN.replace(day=1)
    with Postbox() as postbox:
        changed = settings.model_copy(update={"mail_url": type(settings.mail_url)(postbox.url)})
        house = open_house(Role.WORKER, changed, clock)
        assert findings(house) == ()
        installation = Installation(house, clock, postbox)
        installation.lives_until(SECOND_OPEN)
        assert installation.answers() == [303] * INVITED
        installation.lives_until(SECOND_AFTER)
        assert findings(house) == ()
        with house.databases.office.reading() as session:
            assert session.scalars(select(Publication.sequence).order_by(Publication.sequence)).all() == [1, 2]
        house.databases.dispose()


def test_an_open_wave_keeps_its_answers(first: Databases) -> None:
    reopen(first.box, {"ballot": [f"{'ballot':16}"], "decoy": [f"{'decoy':16}"]})
    migrate(first.box, "box")
    with first.box.reading() as session:
        assert session.execute(select(Ballot.id, Ballot.sealed, Ballot.counts)).all() == [
            (b"ballot          ", b"sealed", True)
        ]


def test_the_web_is_not_ready_before_and_ready_after(first: Databases, settings: Settings, clock: TestClock) -> None:
    if not first.office.embedded:
        for _, database in both(first):
            with database.engine.begin() as connection:
                connection.execute(sa.text(f"GRANT SELECT ON alembic_version TO {WEB}"))
                connection.execute(sa.text(f"GRANT USAGE ON SCHEMA public TO {WEB}"))
    assert schema(first.office, "office") is Schema.OTHER
    with web_on(as_web(settings), clock) as web:
        assert (web.get("/healthz").status_code, web.get("/readyz").status_code) == (200, 503)
        for name, database in both(first):
            migrate(database, name)
        assert web.get("/readyz").status_code == 200


def test_eight_processes_may_migrate_at_once(first: Databases, settings: Settings) -> None:
    values = environment(settings)
    command = (sys.executable, "-m", "pulse", "migrate")
    started = [subprocess.Popen(command, env=values, stderr=subprocess.PIPE) for _ in range(AT_ONCE)]
    ends = [(process.communicate()[1].decode(), process.returncode) for process in started]
    assert ends == [("", 0)] * AT_ONCE
    assert [schema(database, name) for name, database in both(first)] == [Schema.CURRENT] * 2


def environment(settings: Settings) -> Mapping[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PULSE_OFFICE_URL": settings.office_url,
        "PULSE_BOX_URL": settings.box_url,
        "PULSE_SECRET_KEY": settings.secret_key.get_secret_value(),
        "PULSE_KEY_DIRECTORIES": str(settings.key_directories[0]),
    }


@pytest.mark.sqlite
def test_every_table_is_strict_and_those_in_key_order_still_are(upgraded: Databases) -> None:
    for base, (_, database) in zip((Office, Box), both(upgraded), strict=True):
        with database.reading() as session:
            made = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
            tables = {row.name: re.sub(r"\s+", " ", row.sql.rpartition(")")[2]) for row in session.execute(made)}
        del tables["alembic_version"]
        assert {name for name, rules in tables.items() if "STRICT" not in rules} == set()
        known = {name: table.dialect_options["sqlite"]["with_rowid"] for name, table in base.metadata.tables.items()}
        in_key_order = {name for name, rules in tables.items() if "WITHOUT ROWID" in rules}
        assert in_key_order == {name for name in tables if known.get(name) is False}
        assert in_key_order >= ({"ballot", "contract", "invitation"} if base is Box else {"published_figure"})


@pytest.mark.postgresql
def test_the_web_may_do_what_it_may_in_a_new_installation(upgraded: Databases, postgres: Cluster) -> None:
    with postgres.server.database() as office, postgres.server.database() as box:
        for (name, database), new in zip(both(upgraded), (office, box), strict=True):
            fresh = Database(sa.create_engine(postgres.server.url(new)))
            migrate(fresh, name)
            privileges = [privileges_of(one) for one in (database, fresh)]
            assert privileges[0] == privileges[1] != []
            fresh.engine.dispose()
    with upgraded.box.reading() as session:
        assert reads_ballots(session, WEB) is False


def privileges_of(database: Database) -> list[tuple[str, ...]]:
    with database.reading() as session:
        return [tuple(row) for row in session.execute(PRIVILEGES, {"web": WEB})]
