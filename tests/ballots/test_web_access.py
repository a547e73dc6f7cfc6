"""What the web process may do to the box: add to it, and never look inside."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from pulse.ballots.operations import cast, hold_open
from pulse.ballots.queries import contract, number_of_ballots
from pulse.database import Database
from pulse.invitations.operations import Admission, issue, redeem
from tests.ballots.conftest import WAVE

DIGEST = bytes(32)

pytestmark = pytest.mark.sqlite

FORBIDDEN = [
    "SELECT sealed FROM ballot",
    "SELECT count(*) FROM ballot",
    "SELECT 1 FROM ballot",
    "SELECT id FROM ballot ORDER BY wave",
    "SELECT (SELECT max(id) FROM ballot) FROM contract",
    "INSERT INTO ballot SELECT 'x', id, sealed, counts FROM ballot",
    "INSERT INTO ballot VALUES ('w', zeroblob(16), x'', 1) ON CONFLICT DO UPDATE SET counts = 0",
    "INSERT INTO ballot VALUES ('w', zeroblob(16), x'', 1) RETURNING sealed",
    "UPDATE ballot SET wave = 'x'",
    "DELETE FROM ballot",
    "DROP TABLE ballot",
    "UPDATE contract SET closed = 1",
    "DELETE FROM contract",
    "INSERT INTO contract SELECT * FROM contract",
    "DELETE FROM invitation",
    "INSERT INTO invitation VALUES ('w', x'00', 'c', 0, x'00')",
    "ATTACH DATABASE ':memory:' AS aside",
    "CREATE TEMP VIEW peek AS SELECT * FROM ballot; SELECT * FROM peek",
]


@pytest.fixture(autouse=True)
def _one_ballot(box: Database) -> None:
    with box.writing() as session:
        issue(session, WAVE, [(DIGEST, "CELL")])
        cast(session, WAVE, b"sealed already")


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_web_process_is_denied(web_box: Database, box: Database, statement: str) -> None:
    with web_box.writing() as session:
        *before, last = statement.split("; ")
        for part in before:
            session.execute(sa.text(part))
        with pytest.raises(DatabaseError, match=r"prohibited|not authorized"):
            session.execute(sa.text(last))
    with box.reading() as session:
        assert number_of_ballots(session, WAVE) == 1


def test_the_web_process_cannot_copy_the_box(web_box: Database, tmp_path: Path) -> None:
    with closing(web_box.engine.raw_connection()) as connection, pytest.raises(sqlite3.DatabaseError, match="denied"):
        connection.cursor().execute(f"VACUUM INTO '{tmp_path}/copy.sqlite'")
    assert not list(tmp_path.glob("copy*"))


def test_the_web_process_can_do_all_it_needs(web_box: Database, box: Database) -> None:
    with web_box.writing() as session:
        assert contract(session, WAVE).fingerprint == hold_open(session, WAVE)
        assert redeem(session, WAVE, DIGEST) == Admission(WAVE, "CELL")
        cast(session, WAVE, b"sealed")
        cast(session, WAVE, b"sealed", counts=False)
    with box.reading() as session:
        assert number_of_ballots(session, WAVE) == 2
