"""The box's schema, in the models and in a migrated file: nothing that could say who or when."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from pulse.ballots import models
from pulse.database import Box, Database, Instant
from pulse.invitations.models import Invitation

ALLOWED = {
    "contract": {"wave", "closed", "mixed", "fingerprint", "share", "wrapped_key", "public_key", "contract"},
    "invitation": {"digest", "wave", "cell", "redeemed", "noise"},
    "ballot": {"id", "wave", "sealed", "counts"},
}
TIMES = (sa.DateTime, sa.Date, sa.Time, sa.Interval, Instant)


def columns() -> Iterator[sa.Column[object]]:
    for table in Box.metadata.tables.values():
        yield from table.columns


pytestmark = pytest.mark.sqlite


@pytest.fixture
def rows(box: Database) -> dict[str, str]:
    """The SQL of every table of the migrated box."""
    with box.reading() as session:
        found = session.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        return {name: sql for name, sql in found if name != "alembic_version"}


def test_the_box_has_these_columns_and_no_others() -> None:
    assert {models.Ballot.__tablename__, Invitation.__tablename__} < ALLOWED.keys()
    assert {name: set(table.columns.keys()) for name, table in Box.metadata.tables.items()} == ALLOWED


def test_the_migrated_file_has_these_columns_and_no_others(box: Database) -> None:
    inspector = sa.inspect(box.engine)
    found = {
        table: {column["name"] for column in inspector.get_columns(table)}
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }
    assert found == ALLOWED


def test_no_column_of_the_box_holds_a_time_or_counts_up() -> None:
    for column in columns():
        assert not isinstance(column.type, TIMES), column
        assert column.server_default is None or column is models.Ballot.__table__.c.counts, column
        if isinstance(column.type, sa.Integer):
            assert (column.table.name, column.name) == ("contract", "mixed")


def test_no_table_of_the_box_refers_to_another() -> None:
    assert not any(column.foreign_keys for column in columns())


def test_no_table_of_the_file_has_a_row_number(rows: dict[str, str], box: Database) -> None:
    assert rows.keys() == ALLOWED.keys()
    for name, sql in rows.items():
        assert "WITHOUT ROWID" in sql
        with box.reading() as session, pytest.raises(sa.exc.OperationalError, match="no such column"):
            session.execute(sa.select(sa.literal_column("rowid")).select_from(sa.table(name)))


def test_every_table_of_the_file_is_strict(rows: dict[str, str], box: Database) -> None:
    assert all("STRICT" in sql for sql in rows.values())
    with box.writing() as session, pytest.raises(sa.exc.IntegrityError, match="cannot store TEXT value in BLOB"):
        session.execute(sa.text("INSERT INTO ballot VALUES ('w', 'sixteen chars ok', 'not bytes', 1)"))


def test_the_file_has_no_trigger_and_no_view(box: Database) -> None:
    with box.reading() as session:
        assert not session.scalars(sa.text("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')")).all()


def test_the_file_forgets_what_is_deleted(box: Database) -> None:
    with box.reading() as session:
        assert session.scalar(sa.text("PRAGMA journal_mode")) == "truncate"
        assert session.scalar(sa.text("PRAGMA secure_delete")) == 1
        assert session.scalar(sa.text("PRAGMA synchronous")) == 2
