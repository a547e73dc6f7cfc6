"""Bringing the tables of a database to this version, and telling whether they are."""

from enum import Enum
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

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
    newest = ScriptDirectory(str(MIGRATIONS / name)).get_current_head()
    with database.reading() as session:
        found = MigrationContext.configure(session.connection()).get_current_revision()
    if found is None:
        return Schema.MISSING
    return Schema.CURRENT if found == newest else Schema.OTHER
