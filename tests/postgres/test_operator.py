"""An operator who does what the page about PostgreSQL says, in its own words, has an installation that works."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from pulse.cli.main import REFUSED
from pulse.database import Database, Schema, schema
from tests.cli.running import Outcome, run_pulse
from tests.engines import ROOMS
from tests.postgres.server import WEB, WORKER, Server, running

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "postgresql.md").read_text("utf-8")


@pytest.fixture
def fresh() -> Iterator[Server]:
    """A server on which nobody has done anything for Pulse."""
    with running() as server:
        for role in (WORKER, WEB):
            server.run(f"DROP ROLE {role}")
        yield server


def administrators_statements() -> list[str]:
    block = re.search(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    assert block
    return [statement for statement in block[1].split(";\n") if statement.strip()]


def migrated(server: Server) -> Outcome:
    """Run the command as the page says, on databases of the names it gives."""
    urls = {f"PULSE_{room.upper()}_URL": server.url(f"pulse_{room}", WORKER) for room in ROOMS}
    secret = {"PULSE_SECRET_KEY": "a secret for tests alone, of some length"}
    return run_pulse(server.folder, secret | urls, "migrate")


def test_the_page_leads_to_tables_that_both_roles_can_use(fresh: Server) -> None:
    for statement in administrators_statements():
        fresh.run(statement)
    outcome = migrated(fresh)
    assert (outcome.status, outcome.complained) == (0, "")
    for room in ROOMS:
        for role in (WORKER, WEB):
            database = Database(sa.create_engine(fresh.url(f"pulse_{room}", role)))
            assert schema(database, room) is Schema.CURRENT
            database.engine.dispose()


def test_a_web_role_forgotten_is_named_with_the_statement_that_makes_it(fresh: Server) -> None:
    for statement in administrators_statements():
        if WEB not in statement:
            fresh.run(statement)
    outcome = migrated(fresh)
    assert outcome.status == REFUSED
    assert f"CREATE ROLE {WEB} LOGIN PASSWORD" in outcome.complained
    assert "Traceback" not in outcome.complained
