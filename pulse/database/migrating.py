"""Bringing the tables of a database to this version, and telling whether they are."""

from enum import Enum
from pathlib import Path

import sqlalchemy as sa

from pulse.database.engines import Database
from pulse.database.grants import grant
from pulse.settings import WEB_ROLE

MIGRATIONS = Path(__file__).parent.parent / "migrations"


class Schema(Enum):
    """How the tables of a database compare with those this version needs."""

    MISSING = "missing"
    OTHER = "other"
    """Of another version; `migrate` brings older ones up to date."""
    CURRENT = "current"


def migrate(database: Database, name: str, web_role: str = WEB_ROLE) -> None:
    """Bring the schema of `name`, "office" or "box", to this version; safe from several processes at once.

    In PostgreSQL it runs as the worker's role, and then grants the web's role what the web needs. Raises NoWebRole,
    and then nothing is changed.
    """
    from alembic import command
    from alembic.config import Config

    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS / name))
    with database.engine.begin() as connection:
        if not database.embedded:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"pulse {name}"})
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "head")
        if not database.embedded:
            grant(connection, name, web_role)


def schema(database: Database, name: str) -> Schema:
    """Compare the tables of `name`, "office" or "box", with this version's; nothing is changed."""
    with database.reading() as session:
        if not sa.inspect(session.connection()).has_table("alembic_version"):
            return Schema.MISSING
        found = session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    if found is None:
        return Schema.MISSING
    return Schema.CURRENT if found == newest(name) else Schema.OTHER


def newest(name: str) -> str:
    """The version of the tables of `name` that this program needs: the number of its last migration."""
    return max(file.stem.partition("_")[0] for file in (MIGRATIONS / name / "versions").glob("[0-9]*.py"))
