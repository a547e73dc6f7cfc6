"""The two databases: the office, where people and publications are, and the box, where sealed ballots are.

Both run on SQLite or PostgreSQL, chosen by their URLs. They share no foreign key and no row id.
"""

from pulse.database.engines import Database, Databases, Role, dialect, open_databases
from pulse.database.grants import NoWebRole, reads_ballots
from pulse.database.locks import hold, hold_shared
from pulse.database.migrating import MIGRATIONS, Schema, migrate, schema
from pulse.database.partitions import empty, make_room
from pulse.database.rewriting import Shuffle, rewrite
from pulse.database.tables import Box, Instant, Office

__all__ = [
    "MIGRATIONS",
    "Box",
    "Database",
    "Databases",
    "Instant",
    "NoWebRole",
    "Office",
    "Role",
    "Schema",
    "Shuffle",
    "dialect",
    "empty",
    "hold",
    "hold_shared",
    "make_room",
    "migrate",
    "open_databases",
    "reads_ballots",
    "rewrite",
    "schema",
]
