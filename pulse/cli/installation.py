"""The installation that a command works on, and `migrate`, which gives it its tables."""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pulse.cli.arguments import Commands, command
from pulse.database import Database, Role, Schema, migrate, schema
from pulse.errors import Refusal
from pulse.house import House, open_house

ACTOR = "command line"
"""Who stands in the audit log: whoever can run commands can act as anybody, so no name would prove anything."""


class NotReadable(Refusal):
    """A file named on the command line cannot be read."""


class TablesMissing(Refusal):
    """The databases are not those of this version, and changing them is the operator's decision."""

    sentence = "The databases do not have the tables of this version. Run: python -m pulse migrate"


@contextmanager
def installation() -> Iterator[House]:
    """Open the house with its tables: SQLite files get theirs when first used, all else takes `migrate`.

    Raises BadSettings, BrokenInstrument or TablesMissing.
    """
    with _opened() as house:
        for database, name in _both(house):
            found = schema(database, name)
            if found is Schema.MISSING and database.embedded:
                migrate(database, name, house.settings.web_role)
            elif found is not Schema.CURRENT:
                raise TablesMissing
        yield house


def content(file: Path) -> bytes:
    """What a file holds. Raises NotReadable."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise NotReadable(f"{file} cannot be read: {error.strerror}.") from None


def add_to(commands: Commands) -> None:
    """Declare `migrate`."""
    command(
        commands,
        "migrate",
        _migrate,
        purpose="create the tables, or bring them to this version",
        example="migrate",
        more="SQLite files get their tables when first used; PostgreSQL, and every upgrade, needs this command.",
    )


def _migrate(options: Namespace) -> None:
    with _opened() as house:
        for database, name in _both(house):
            migrate(database, name, house.settings.web_role)
    print("The tables of office and box are those of this version.")


@contextmanager
def _opened() -> Iterator[House]:
    house = open_house(Role.WORKER)
    try:
        yield house
    finally:
        house.databases.dispose()


def _both(house: House) -> Sequence[tuple[Database, str]]:
    return (house.databases.office, "office"), (house.databases.box, "box")
