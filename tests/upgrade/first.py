"""An installation as the first version of Pulse left it: its tables, and what it wrote into them in its first wave.

first.json was written by that version, from a roster, a wave that everybody answered, and its release.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from pulse.database import MIGRATIONS, Databases, Role, open_databases
from pulse.settings import Settings

FIRST = "0001"
ROWS = Path(__file__).with_name("first.json")


@contextmanager
def first_version(settings: Settings) -> Iterator[Databases]:
    """Both databases with the tables of the first version and its rows."""
    databases = open_databases(settings, Role.WORKER)
    rows = json.loads(ROWS.read_text("utf-8"))
    for name, database in (("office", databases.office), ("box", databases.box)):
        with database.engine.begin() as connection:
            _upgrade(connection, name)
            _fill(connection, rows[name])
    yield databases
    databases.dispose()


def _upgrade(connection: Connection, name: str) -> None:
    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS / name))
    configuration.attributes["connection"] = connection
    command.upgrade(configuration, FIRST)


def _fill(connection: Connection, rows: Mapping[str, list[dict[str, Any]]]) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SET LOCAL TIME ZONE 'UTC'"))
    metadata = sa.MetaData()
    metadata.reflect(connection, only=list(rows))
    for table in metadata.sorted_tables:
        for row in rows[table.name]:
            _make_room(connection, table.name, row)
            # As it stands in the file, so that nothing of today's types is in between.
            untyped = sa.table(table.name, *map(sa.column, row))
            values = {name: _value(table.c[name], one) for name, one in row.items()}
            connection.execute(sa.insert(untyped).values(values))
        _count_on(connection, table)


def _make_room(connection: Connection, table: str, row: Mapping[str, Any]) -> None:
    if connection.dialect.name == "postgresql" and table == "contract":
        for part in ("ballot", "contract", "decoy", "invitation"):
            wave = row["wave"]
            connection.execute(sa.text(f"CREATE TABLE \"{part}_{wave}\" PARTITION OF {part} FOR VALUES IN ('{wave}')"))


def _value(column: sa.Column[Any], value: Any) -> Any:
    if isinstance(value, dict):
        return bytes.fromhex(value["hex"])
    return bool(value) if isinstance(column.type, sa.Boolean) and value is not None else value


def _count_on(connection: Connection, table: sa.Table) -> None:
    if connection.dialect.name != "postgresql" or "id" not in table.c or not isinstance(table.c.id.type, sa.Integer):
        return
    counter = sa.func.pg_get_serial_sequence(table.name, "id")
    connection.execute(sa.select(sa.func.setval(counter, sa.func.max(table.c.id))).select_from(table))
