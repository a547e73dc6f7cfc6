"""The server of the tests: started by itself, gone with its process; and tables made on it by many at once."""

import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from pulse.ballots import mix
from pulse.ballots.operations import cast, destroy, place_contract
from pulse.ballots.queries import number_of_ballots
from pulse.database import Database, Schema, migrate, schema
from tests.engines import ROOMS
from tests.postgres.conftest import KEYS, WAVE
from tests.postgres.server import INSTALLATIONS, OLDEST, Server, running

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 8
PATIENCE_SECONDS = 60
MIGRATE = """
import sys, sqlalchemy
from pulse.ballots import mix
from pulse.ballots.operations import cast, destroy, place_contract
from pulse.ballots.queries import number_of_ballots
from pulse.database import Database, migrate
for name, url in zip(("office", "box"), sys.argv[1:]):
    migrate(Database(sqlalchemy.create_engine(url)), name)
"""
SERVE = """
import sys
from tests.postgres.server import running
with running() as server:
    print(server.process.pid, flush=True)
    sys.stdin.read()
"""


def test_eight_processes_migrate_at_once_and_all_succeed(server: Server) -> None:
    with server.database() as office, server.database() as box:
        urls = [server.url(name) for name in (office, box)]
        started = [subprocess.Popen([sys.executable, "-c", MIGRATE, *urls], cwd=ROOT) for _ in range(PROCESSES)]
        assert [process.wait(PATIENCE_SECONDS) for process in started] == [0] * PROCESSES
        for name, url in zip(ROOMS, urls, strict=True):
            database = Database(sa.create_engine(url))
            assert schema(database, name) is Schema.CURRENT
            database.engine.dispose()


def test_the_server_prints_nothing_and_ends_even_when_its_process_is_killed() -> None:
    command = [sys.executable, "-c", SERVE]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdout
        pid = int(process.stdout.readline())
        assert Path(f"/proc/{pid}").exists()
        process.kill()
        assert process.communicate() == ("", "")
    limit = time.monotonic() + PATIENCE_SECONDS
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < limit
        time.sleep(0.05)


@pytest.mark.parametrize("version", [version for version in INSTALLATIONS if version != OLDEST])
def test_a_newer_server_takes_the_tables_the_grants_and_the_mixing(version: int) -> None:
    with running(version) as newer, newer.database() as name:
        box = Database(sa.create_engine(newer.url(name)))
        migrate(box, "box")
        with box.writing() as session:
            place_contract(session, WAVE, "{}", KEYS)
            for number in range(30):
                cast(session, WAVE, b"ballot %d" % number)
            mix.mix(session, WAVE, Random(1).shuffle)
            assert number_of_ballots(session, WAVE) == 30
            destroy(session, WAVE)
            assert number_of_ballots(session, WAVE) == 0
        box.engine.dispose()
