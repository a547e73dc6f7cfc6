"""The two databases: the office, where people and publications are, and the box, where sealed ballots are.

Both run on SQLite or PostgreSQL, chosen by their URLs. They share no foreign key and no row id.
"""

from pulse.database.copying import Content, Progress, TableUnknown, clear, contents, copy, count_rows, require_known
from pulse.database.direct import Direct
from pulse.database.engines import Database, Databases, Role, dialect, open_databases
from pulse.database.grants import NoWebRole, reads_ballots
from pulse.database.inserting import analyze, insert_all, portions
from pulse.database.locks import hold, hold_shared
from pulse.database.migrating import MIGRATIONS, Schema, migrate, schema
from pulse.database.partitions import empty, make_room
from pulse.database.rewriting import Shuffle, rewrite
from pulse.database.sqlite import Moved, moved_marker
from pulse.database.tables import Box, Instant, Office

__all__ = [
    "MIGRATIONS",
    "Box",
    "Content",
    "Database",
    "Databases",
    "Direct",
    "Instant",
    "Moved",
    "NoWebRole",
    "Office",
    "Progress",
    "Role",
    "Schema",
    "Shuffle",
    "TableUnknown",
    "analyze",
    "clear",
    "contents",
    "copy",
    "count_rows",
    "dialect",
    "empty",
    "hold",
    "hold_shared",
    "insert_all",
    "make_room",
    "migrate",
    "moved_marker",
    "open_databases",
    "portions",
    "reads_ballots",
    "require_known",
    "rewrite",
    "schema",
]
