"""What PostgreSQL lets the web's role do, by trying: put ballots in, and nothing that could read or change one."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from pulse.accounts.operations import Request, ask_to_sign_in
from pulse.audit import record
from pulse.ballots.operations import cast, hold_open, place_contract
from pulse.ballots.queries import contract, number_of_ballots
from pulse.database import Box, Database, NoWebRole, Office, Schema, migrate, reads_ballots, schema
from pulse.database.grants import BOX, UNREADABLE
from pulse.invitations.operations import Admission, redeem
from pulse.pauses.operations import resume
from tests.conftest import TestClock
from tests.postgres.conftest import DIGEST, KEYS, WAVE, Installed
from tests.postgres.server import ADMINISTRATOR, WEB, WORKER, Server

DENIED_IN_THE_BOX = [
    "SELECT sealed FROM ballot",
    "SELECT count(*) FROM ballot",
    "SELECT 1 FROM ballot",
    "SELECT ctid, xmin FROM ballot",
    'SELECT * FROM "ballot_W4VE00000000000A"',
    'INSERT INTO "ballot_W4VE00000000000A" DEFAULT VALUES',
    "TABLE ballot",
    "COPY ballot TO STDOUT",
    'COPY "ballot_W4VE00000000000A" TO STDOUT',
    "COPY (SELECT sealed FROM ballot) TO STDOUT",
    "INSERT INTO ballot DEFAULT VALUES RETURNING sealed",
    "INSERT INTO ballot SELECT wave, '', sealed, counts FROM ballot",
    "INSERT INTO ballot DEFAULT VALUES ON CONFLICT (wave, id) DO UPDATE SET counts = false",
    "UPDATE ballot SET counts = false",
    "UPDATE ballot SET wave = 'x'",
    "DELETE FROM ballot",
    "TRUNCATE ballot",
    'TRUNCATE "ballot_W4VE00000000000A"',
    "DROP TABLE ballot",
    "ALTER TABLE ballot RENAME TO taken",
    "LOCK TABLE ballot IN SHARE MODE",
    "SELECT share FROM contract",
    "SELECT wrapped_key FROM contract",
    "SELECT * FROM contract",
    "SELECT contract FROM contract FOR UPDATE",
    "INSERT INTO contract DEFAULT VALUES",
    "UPDATE contract SET closed = true",
    "UPDATE contract SET public_key = ''",
    "DELETE FROM contract",
    "INSERT INTO invitation VALUES ('w', '', 'c', false, '')",
    "UPDATE invitation SET cell = 'another'",
    "SELECT noise FROM invitation",
    "DELETE FROM invitation",
    "TRUNCATE invitation",
    "CREATE TABLE mine (id int)",
    "CREATE TABLE mine PARTITION OF ballot FOR VALUES IN ('mine')",
    "CREATE TEMPORARY TABLE mine (id int)",
    "CREATE VIEW mine AS SELECT 1",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE TRIGGER mine BEFORE INSERT ON ballot EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE SCHEMA mine",
    f"SET ROLE {WORKER}",
    f"SET SESSION AUTHORIZATION {WORKER}",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT lo_import('PG_VERSION')",
]
DENIED_IN_THE_OFFICE = [
    "UPDATE audit_entry SET actor = 'somebody else'",
    "DELETE FROM audit_entry",
    "INSERT INTO publication DEFAULT VALUES",
    "UPDATE publication SET document = ''",
    "UPDATE published_figure SET total = 0",
    "DELETE FROM published_comment",
    "SELECT * FROM pause",
    "SELECT count(*) FROM pause",
    "INSERT INTO pause (membership_id, waves) VALUES (1, 3) RETURNING waves",
    "UPDATE pause SET waves = 0",
    "DELETE FROM pause",
    "UPDATE wave SET closes_at = now()",
    "DELETE FROM invitee",
    "INSERT INTO account (email, role) VALUES ('me@acme.example', 'hr')",
    "UPDATE membership SET unit_id = 1",
    "INSERT INTO api_token (digest, purpose, name) VALUES ('x', 'figures', 'mine')",
    "UPDATE api_token SET revoked_at = NULL",
    "UPDATE api_token SET until = '2100-01-01'",
    "INSERT INTO webhook (url) VALUES ('https://mine.example/')",
    "UPDATE webhook SET url = 'https://mine.example/'",
    "DELETE FROM webhook_notice",
    "INSERT INTO proposed_roster DEFAULT VALUES",
    "UPDATE proposed_roster SET file = ''",
    "DELETE FROM proposed_roster",
    "INSERT INTO programme DEFAULT VALUES",
    "UPDATE programme SET definition = '{}'",
    "DELETE FROM programme",
    "INSERT INTO roster_import DEFAULT VALUES",
    "UPDATE roster_import SET approval = 'two people'",
    "TRUNCATE sign_in",
    "CREATE TABLE mine (id int)",
    f"SET ROLE {WORKER}",
]


INSUFFICIENT_PRIVILEGE = "42501"


def refusal(installed: Installed, room: str, statement: str) -> str | None:
    """Try a statement as the web and return with what PostgreSQL refuses it."""
    with installed.web[room].engine.connect() as connection:
        try:
            connection.exec_driver_sql(statement)
        except ProgrammingError as error:
            return getattr(error.orig, "sqlstate", None)
    return None


@pytest.mark.parametrize("statement", DENIED_IN_THE_BOX)
def test_the_web_is_denied_in_the_box(installed: Installed, statement: str) -> None:
    assert refusal(installed, "box", statement) == INSUFFICIENT_PRIVILEGE


@pytest.mark.parametrize("statement", DENIED_IN_THE_OFFICE)
def test_the_web_is_denied_in_the_office(installed: Installed, statement: str) -> None:
    assert refusal(installed, "office", statement) == INSUFFICIENT_PRIVILEGE


def test_nobody_but_the_two_roles_enters(installed: Installed, server: Server) -> None:
    server.run("CREATE ROLE stranger LOGIN")
    for database in installed.worker.values():
        engine = sa.create_engine(database.engine.url.set(username="stranger"))
        with pytest.raises(OperationalError, match="permission denied for database"):
            engine.connect()
    server.run("DROP ROLE stranger")


def test_the_web_can_do_all_that_answering_needs(installed: Installed) -> None:
    with installed.web["box"].writing() as session:
        assert contract(session, WAVE).fingerprint == hold_open(session, WAVE)
        assert redeem(session, WAVE, DIGEST) == Admission(WAVE, "CELL")
        cast(session, WAVE, b"sealed")
        for _ in range(3):
            cast(session, WAVE, b"sealed", counts=False)
    with installed.box.reading() as session:
        assert number_of_ballots(session, WAVE) == 2


def test_the_web_cannot_cast_into_a_wave_that_was_not_opened(installed: Installed) -> None:
    with pytest.raises(IntegrityError, match="no partition"), installed.web["box"].writing() as session:
        cast(session, "N0SUCHWAVE000000", b"sealed")


def test_the_web_can_do_in_the_office_what_its_pages_need(installed: Installed, clock: TestClock) -> None:
    with installed.web["office"].writing() as session:
        ask_to_sign_in(session, Request("hanna@acme.example", b"browser", "/"), b"nonce", clock())
        record(session, clock(), "hanna@acme.example", "export", "figures")
        readable = [table for table in Office.metadata.sorted_tables if table.name not in UNREADABLE]
        for table in readable:
            session.execute(sa.select(table).limit(1))
        resume(session, 1)


def test_both_can_tell_whether_ballots_can_be_read(installed: Installed) -> None:
    with installed.box.reading() as worker, installed.web["box"].reading() as web:
        assert (reads_ballots(worker), reads_ballots(web)) == (True, False)


def test_every_table_of_the_box_has_its_grants_or_none() -> None:
    assert set(Box.metadata.tables) | {"alembic_version"} == set(BOX)


def test_a_new_wave_is_closed_to_the_web_but_for_casting(installed: Installed) -> None:
    with installed.box.writing() as session:
        place_contract(session, "AN0THERWAVE00000", "{}", KEYS)
    assert refusal(installed, "box", 'SELECT * FROM "ballot_AN0THERWAVE00000"') == INSUFFICIENT_PRIVILEGE
    with installed.web["box"].writing() as session:
        cast(session, "AN0THERWAVE00000", b"sealed")


def test_migrating_again_takes_away_what_was_granted_by_hand(installed: Installed) -> None:
    with installed.box.engine.begin() as connection:
        connection.exec_driver_sql(f"GRANT SELECT, DELETE ON ballot TO {WEB}")
        connection.exec_driver_sql("GRANT SELECT (share) ON contract TO PUBLIC")
    assert refusal(installed, "box", "SELECT sealed FROM ballot") is None
    migrate(installed.box, "box")
    for statement in ("SELECT sealed FROM ballot", "DELETE FROM ballot", "SELECT share FROM contract"):
        assert refusal(installed, "box", statement) == INSUFFICIENT_PRIVILEGE


def test_without_a_role_for_the_web_nothing_is_migrated(server: Server) -> None:
    with server.database() as name:
        database = Database(sa.create_engine(server.url(name)))
        with pytest.raises(NoWebRole, match="CREATE ROLE nobody_here LOGIN"):
            migrate(database, "box", "nobody_here")
        assert schema(database, "box") is Schema.MISSING
        database.engine.dispose()


@pytest.mark.parametrize("role", [WORKER, ADMINISTRATOR, "heir"])
def test_a_web_role_that_can_become_the_workers_is_refused(server: Server, role: str) -> None:
    server.run("DROP ROLE IF EXISTS heir")
    server.run(f"CREATE ROLE heir LOGIN NOINHERIT IN ROLE {WORKER}")
    with server.database() as name:
        database = Database(sa.create_engine(server.url(name)))
        with pytest.raises(NoWebRole, match="a role of its own"):
            migrate(database, "box", role)
        database.engine.dispose()
