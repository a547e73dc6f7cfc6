"""What a PostgreSQL server writes down beside the tables is named by the check-up, with what it would cost."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from pulse.clock import system_clock
from pulse.database import Role, migrate, open_databases
from pulse.house import House, open_house
from pulse.settings import Settings
from pulse.worker.checkup import Finding
from pulse.worker.checkup.server import about_server
from tests.postgres.server import ADMINISTRATOR, WEB, WORKER, Server, running

TALKATIVE = {
    "track_commit_timestamp": "on",
    "wal_level": "replica",
    "archive_mode": "on",
    "archive_command": "true",
    "max_wal_senders": "4",
}
PATIENCE_SECONDS = 20


@pytest.fixture(scope="module")
def talkative() -> Iterator[Server]:
    """A server that archives, takes replicas, and notes when everything was committed."""
    with running(changed=TALKATIVE) as server:
        yield server


@contextmanager
def installed(server: Server, settings: Settings) -> Iterator[House]:
    with server.database() as office, server.database() as box:
        urls = {"office_url": server.url(office), "box_url": server.url(box)}
        house = open_house(Role.WORKER, settings.model_copy(update=urls), system_clock)
        migrate(house.databases.office, "office")
        migrate(house.databases.box, "box")
        yield house
        house.databases.dispose()


@pytest.fixture
def quiet(server: Server, settings: Settings) -> Iterator[House]:
    with installed(server, settings) as house:
        yield house


@pytest.fixture
def noisy(talkative: Server, settings: Settings) -> Iterator[House]:
    with installed(talkative, settings) as house:
        yield house


def said(house: House) -> list[str]:
    return [_sentence(finding) for finding in about_server(house)]


def _sentence(finding: Finding) -> str:
    return f"{finding.gravity}: {finding.sentence}"


@pytest.mark.postgresql
def test_a_quiet_server_hears_nothing(quiet: House) -> None:
    assert said(quiet) == []


@pytest.mark.postgresql
def test_commit_times_and_an_archive_are_named_with_what_they_tell(noisy: House) -> None:
    times, archive = said(noisy)
    assert times.startswith("warning: PostgreSQL keeps the time of every commit (track_commit_timestamp)")
    assert "ties a ballot to a person" in times
    assert archive.startswith("warning: PostgreSQL archives the box's write-ahead log")
    assert "the order in which answers came, never what they say" in archive


@pytest.mark.postgresql
def test_commit_times_do_tell_when_a_ballot_came(noisy: House) -> None:
    # What the warning says is so: the server answers the question that nobody should be able to ask.
    with noisy.databases.box.writing() as session:
        session.execute(sa.text("CREATE TABLE witness AS SELECT 1 AS ballot"))
    with noisy.databases.box.reading() as session:
        assert session.scalar(sa.text("SELECT pg_xact_commit_timestamp(xmin) FROM witness")) is not None


@pytest.mark.postgresql
def test_a_slot_kept_for_a_replica_is_named(noisy: House, talkative: Server) -> None:
    talkative.run("SELECT pg_create_physical_replication_slot('forgotten', true)")
    try:
        assert any("drop replication slots that nobody uses" in sentence for sentence in said(noisy))
    finally:
        talkative.run("SELECT pg_drop_replication_slot('forgotten')")
    assert not any("replica" in sentence for sentence in said(noisy))


@pytest.mark.postgresql
def test_a_replica_that_listens_is_named(noisy: House, talkative: Server, tmp_path: Path) -> None:
    program, where = f"{talkative.binaries}/pg_receivewal", ("-h", f"{talkative.folder}", "-D", f"{tmp_path}")
    listener = subprocess.Popen([program, *where, "-U", ADMINISTRATOR, "--no-loop"], stderr=subprocess.DEVNULL)
    try:
        ends = time.monotonic() + PATIENCE_SECONDS
        while not any("to a replica" in sentence for sentence in said(noisy)):
            assert time.monotonic() < ends
            assert listener.poll() is None
            time.sleep(0.05)
    finally:
        listener.terminate()
        listener.wait(PATIENCE_SECONDS)


@pytest.mark.postgresql
@pytest.mark.parametrize("setting", ["log_statement = 'mod'", "log_min_duration_statement = 0"])
def test_a_log_of_statements_with_their_values_is_named(quiet: House, server: Server, setting: str) -> None:
    server.run(f"ALTER ROLE {WORKER} SET {setting}")
    try:
        with _anew(quiet) as house:
            [sentence] = said(house)
        assert "logs statements with their values" in sentence
        server.run(f"ALTER ROLE {WORKER} SET log_parameter_max_length = 0")
        with _anew(quiet) as house:
            assert said(house) == []
    finally:
        server.run(f"ALTER ROLE {WORKER} RESET ALL")


@contextmanager
def _anew(house: House) -> Iterator[House]:
    """The same with new connections, which see what was changed."""
    again = replace(house, databases=open_databases(house.settings, Role.WORKER))
    yield again
    again.databases.dispose()


@pytest.mark.postgresql
def test_a_web_role_that_may_become_a_reader_of_ballots_is_named(quiet: House, server: Server) -> None:
    server.run("CREATE ROLE auditor")
    server.run(f"ALTER ROLE {WEB} NOINHERIT")
    server.run(f"GRANT auditor TO {WEB}")
    try:
        with quiet.databases.box.writing() as session:
            session.execute(sa.text("GRANT SELECT (sealed) ON ballot TO auditor"))
        [sentence] = said(quiet)
        assert sentence.startswith(f"fault: The web's role {WEB} can read ballots")
    finally:
        with quiet.databases.box.writing() as session:
            session.execute(sa.text("REVOKE ALL ON ballot FROM auditor"))
        server.run(f"ALTER ROLE {WEB} INHERIT")
        server.run("DROP ROLE auditor")
