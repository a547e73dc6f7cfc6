"""Both databases: reachable, of this version, two, and closed where they should be."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from pulse.database import Database, Schema, schema
from pulse.house import House
from pulse.worker.checkup.findings import Finding, fault, note, warning
from pulse.worker.checkup.server import about_server

# Web and worker may be two users of one group.
OTHERS = stat.S_IRWXO
COSTS = {
    "office": "the roster, all programmes and everything that was ever published",
    "box": "the answers of every wave that is not released",
}


def about_databases(house: House) -> Iterator[Finding]:
    """Judge both databases; nothing is created."""
    for name, database in _both(house):
        yield from _about_tables(database, name)
    if _place(house.databases.office) == _place(house.databases.box):
        yield fault(
            "Office and box are the same database, so people and ballots lie side by side. Give box_url another one."
        )
    elif usable(house):
        box = house.databases.box
        yield from _about_file(box) if box.embedded else about_server(house)


def usable(house: House) -> bool:
    """Whether both databases have the tables of this version."""
    return all(_state(database, name) is Schema.CURRENT for name, database in _both(house))


def _both(house: House) -> tuple[tuple[str, Database], ...]:
    return ("office", house.databases.office), ("box", house.databases.box)


def _about_tables(database: Database, name: str) -> Iterator[Finding]:
    found = _state(database, name)
    if found is None:
        yield fault(f"The database {name} cannot be reached: {database.engine.url!r}. It holds {COSTS[name]}.")
    elif found is Schema.MISSING:
        yield fault(f"The database {name} has no tables yet. Run: python -m pulse migrate")
    elif found is Schema.OTHER:
        yield fault(f"The database {name} has the tables of another version. Run: python -m pulse migrate")


def _state(database: Database, name: str) -> Schema | None:
    if database.embedded and not Path(database.engine.url.database or "").exists():
        # Connecting would create the file.
        return Schema.MISSING
    try:
        return schema(database, name)
    except SQLAlchemyError:
        return None


def _place(database: Database) -> object:
    url = database.engine.url
    if database.embedded:
        return Path(url.database or "").resolve()
    return url.host, url.port, url.database


def _about_file(box: Database) -> Iterator[Finding]:
    file = Path(box.engine.url.database or "")
    found = file.stat()
    if file.resolve().parent.stat().st_mode & OTHERS:
        open_to_others = (
            f"The box {file} can be opened by other users of this machine. What they find is sealed, and still more "
            "than they need."
            if found.st_mode & OTHERS
            else f"The directory {file.parent} can be opened by other users of this machine. They cannot read the box, "
            "but keep everybody who answers waiting."
        )
        yield warning(f"{open_to_others} Run: chmod o= {file.parent}")
    if found.st_uid != os.geteuid():
        yield warning(f"The box {file} belongs to another user of this machine.")
    yield note(
        "The box is a SQLite file. The web process refuses to read ballots, but whoever acts as the same user of this "
        "machine could open the file. On PostgreSQL the web has a role that cannot."
    )
