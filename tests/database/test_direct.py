"""Transactions on the driver's own connection: kept or not at all, heard by whoever listens, few ways to the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import bindparam, event, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from pulse.ballots.operations import cast, hold_open, place_contract
from pulse.ballots.queries import number_of_ballots
from pulse.ballots.suite import WaveKeys
from pulse.database import Box, Database
from pulse.database.postgresql import TRUSTED_SECONDS, USED
from pulse.house import House
from pulse.invitations.operations import issue, redeem

WAVE = "W4VE00000000000A"
CODES = tuple(bytes([number]) * 32 for number in range(40))
INVITATIONS = Box.metadata.tables["invitation"]
CELL = select(INVITATIONS.c.cell).where(INVITATIONS.c.wave == WAVE, INVITATIONS.c.digest == bindparam("code"))

OTHERS_END = text(
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE usename = current_user AND pid <> pg_backend_pid()"
)


@pytest.fixture
def box(house: House) -> Database:
    with house.databases.box.writing() as session:
        place_contract(session, WAVE, "{}", WaveKeys(b"public", b"wrapped", b"share"))
        issue(session, WAVE, [(code, "CELL") for code in CODES])
    return house.databases.box


def submit(box: Database, number: int) -> None:
    with box.transaction() as transaction:
        hold_open(transaction, WAVE)
        redeem(transaction, WAVE, CODES[number])
        cast(transaction, WAVE, b"ballot %d" % number)


def ballots(box: Database) -> int:
    with box.reading() as session:
        return number_of_ballots(session, WAVE)


@contextmanager
def listening(box: Database) -> Iterator[list[str]]:
    """What the engine runs and commits."""
    heard: list[str] = []

    def hear(_: object, __: object, statement: str, *others: object) -> None:
        heard.append(statement)

    def commit(_: object) -> None:
        heard.append("COMMIT")

    event.listen(box.engine, "before_cursor_execute", hear)
    event.listen(box.engine, "commit", commit)
    yield heard


def test_what_was_written_is_kept(box: Database) -> None:
    submit(box, 1)
    assert ballots(box) == 1


def test_an_error_undoes_everything(box: Database) -> None:
    def fail() -> None:
        with box.transaction() as transaction:
            cast(transaction, WAVE, b"ballot")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert ballots(box) == 0


def test_a_row_has_names_and_no_row_is_none(box: Database) -> None:
    with box.transaction() as transaction:
        assert transaction.execute(CELL, {"code": CODES[3]}).one_or_none().cell == "CELL"
        assert transaction.execute(CELL, {"code": b"unknown"}).one_or_none() is None


def test_what_the_driver_raises_has_the_usual_name_and_says_no_value(box: Database) -> None:
    again = {"wave": WAVE, "digest": CODES[0], "cell": "A SECRET", "redeemed": False, "noise": b"noise"}
    with pytest.raises(IntegrityError) as raised, box.transaction() as transaction:
        transaction.execute(insert(INVITATIONS), again)
    assert "SECRET" not in str(raised.value)
    submit(box, 1)


def test_a_submission_asks_four_things_and_the_first_begins_it(box: Database) -> None:
    with listening(box) as heard:
        submit(box, 1)
    asked, commit = heard[:-1], heard[-1]
    assert [statement.split()[0] for statement in asked[-4:]] == ["SELECT", "SELECT", "UPDATE", "INSERT"]
    assert len(asked) == 5
    assert commit == "COMMIT"
    # In PostgreSQL the lock is asked for with the beginning: what is read afterwards is what stood there then.
    assert asked[0].startswith("BEGIN IMMEDIATE" if box.embedded else "BEGIN; SELECT pg_advisory_xact_lock_shared(")


@pytest.fixture
def pings(box: Database, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every time a connection was asked whether it lives."""
    asked: list[Any] = []
    really = box.engine.dialect.do_ping

    def ask(connection: Any) -> bool:
        asked.append(connection)
        return really(connection)

    monkeypatch.setattr(box.engine.dialect, "do_ping", ask)
    return asked


@pytest.mark.postgresql
def test_a_connection_is_asked_whether_it_lives_after_a_rest_alone(box: Database, pings: list[Any]) -> None:
    submit(box, 1)
    pings.clear()
    submit(box, 2)
    assert not pings
    connection = box.engine.raw_connection()
    entry = connection._connection_record
    connection.close()
    assert entry
    entry.info[USED] -= TRUSTED_SECONDS
    submit(box, 3)
    assert len(pings) == 1


def cut_off(house: House) -> None:
    """Let the server end every connection but the one that says so."""
    with house.databases.office.writing() as session:
        session.execute(OTHERS_END).all()


@pytest.mark.postgresql
def test_a_connection_that_the_server_cut_off_a_moment_ago_is_replaced(box: Database, house: House) -> None:
    submit(box, 1)
    cut_off(house)
    submit(box, 2)
    assert ballots(box) == 2


@pytest.mark.postgresql
def test_a_connection_lost_in_between_is_not_used_again(box: Database, house: House) -> None:
    def lose() -> None:
        with box.transaction() as transaction:
            hold_open(transaction, WAVE)
            cut_off(house)
            redeem(transaction, WAVE, CODES[0])

    with pytest.raises(OperationalError):
        lose()
    submit(box, 1)
    assert ballots(box) == 1
