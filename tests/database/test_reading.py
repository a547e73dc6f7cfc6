"""The two ways to use a database: a read sees one moment and keeps nothing, a write keeps all or nothing."""

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from pulse import audit
from pulse.audit import AuditEntry
from pulse.house import House

ENTRIES = select(func.count()).select_from(AuditEntry)


def note(house: House) -> None:
    with house.databases.office.writing() as session:
        audit.record(session, house.clock(), "somebody", "did", "something")


def test_a_read_sees_one_moment_whatever_is_written_meanwhile(house: House) -> None:
    note(house)
    with house.databases.office.reading() as session:
        assert session.scalar(ENTRIES) == 1
        note(house)
        assert session.scalar(ENTRIES) == 1
    with house.databases.office.reading() as session:
        assert session.scalar(ENTRIES) == 2


def test_an_error_keeps_nothing_of_a_write(house: House) -> None:
    def fail() -> None:
        with house.databases.office.writing() as session:
            audit.record(session, house.clock(), "somebody", "did", "something")
            session.execute(insert(AuditEntry).values(at=house.clock()))

    with pytest.raises(IntegrityError):
        fail()
    with house.databases.office.reading() as session:
        assert session.scalar(ENTRIES) == 0


def test_an_instant_comes_back_in_utc_and_to_the_microsecond(house: House) -> None:
    moment = house.clock().replace(microsecond=123_456)
    with house.databases.office.writing() as session:
        audit.record(session, moment, "somebody", "did", "something")
    with house.databases.office.reading() as session:
        kept = session.scalars(select(AuditEntry.at)).one()
    assert (kept, kept.isoformat()) == (moment, moment.isoformat())
