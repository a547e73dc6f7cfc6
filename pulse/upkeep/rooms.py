"""The two databases as upkeep sees them: all their tables, copied whole and compared."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib import import_module

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from pulse.database import (
    Box,
    Content,
    Database,
    Databases,
    Office,
    Progress,
    Schema,
    clear,
    contents,
    copy,
    count_rows,
    require_known,
    schema,
)
from pulse.errors import HOME, Refusal

# Nobody asks for a table of a room that was not imported, so it would be left behind.
for file in sorted(HOME.glob("*/*models.py")):
    import_module(f"pulse.{file.parent.name}.{file.stem}")

PROCESSES = "pulse.worker.models"
OF_A_MOMENT = {mapper.local_table for mapper in Office.registry.mappers if mapper.class_.__module__ == PROCESSES}
"""What workers note about themselves, such as whose turn it is; it is not part of an installation."""
TABLES = {
    "office": [table for table in Office.metadata.sorted_tables if table not in OF_A_MOMENT],
    "box": list(Box.metadata.sorted_tables),
}


class NotCopied(Refusal):
    """Copying failed; what was copied is gone again."""


class NotEmpty(Refusal):
    """There is an installation where another one was to be copied to."""


class OtherVersion(Refusal):
    """A database does not have the tables of this version."""


@contextmanager
def both_writing(databases: Databases) -> Iterator[Mapping[str, Session]]:
    """A transaction in each database; the box is committed first, for without the office it says nothing."""
    with databases.office.writing() as office, databases.box.writing() as box:
        yield _begun({"office": office, "box": box})


@contextmanager
def both_reading(databases: Databases) -> Iterator[Mapping[str, Session]]:
    """A consistent read of each database."""
    with ExitStack() as stack:
        yield _begun({name: stack.enter_context(database.reading()) for name, database in named(databases).items()})


def _begun(sessions: Mapping[str, Session]) -> Mapping[str, Session]:
    for session in sessions.values():
        # What is read is of this moment, and whoever writes from now on waits.
        session.execute(text("SELECT 1 FROM alembic_version"))
    return sessions


def named(databases: Databases) -> Mapping[str, Database]:
    """Both databases by name."""
    return {"office": databases.office, "box": databases.box}


def require_current(databases: Databases, where: str) -> None:
    """Both databases have the tables of this version. Raises OtherVersion."""
    for name, database in named(databases).items():
        if schema(database, name) is not Schema.CURRENT:
            raise OtherVersion(
                f"The {name} {where} does not have the tables of this version. With its address in the settings, run: "
                "python -m pulse migrate"
            )


def require_empty(sessions: Mapping[str, Session]) -> None:
    """No table of either database holds anything. Raises NotEmpty."""
    for name, session in sessions.items():
        if held := [table for table, rows in count_rows(session, TABLES[name]).items() if rows]:
            raise NotEmpty(
                f"The {name} that the settings name is not empty: {', '.join(held)}. Nothing was changed. Copy into "
                "new databases, on which only `migrate` was run."
            )


def copied(source: Mapping[str, Session], target: Mapping[str, Session], progress: Progress) -> Mapping[str, Content]:
    """Copy the databases of `source`, read back every row and return what each table now holds. Raises NotCopied."""
    found: dict[str, Content] = {}
    for name, here in source.items():
        tables = TABLES[name]
        require_known(here, [*(table.name for table in tables), *(str(table) for table in OF_A_MOMENT)])
        try:
            copy(here, target[name], tables, progress)
            arrived = contents(target[name], tables)
        except SQLAlchemyError as error:
            # Its text may hold a row.
            raise NotCopied(
                f"The {name} could not be copied ({type(error).__name__}). Nothing is left of it."
            ) from None
        if differing := [table for table, left in contents(here, tables).items() if left != arrived[table]]:
            raise NotCopied(f"These tables did not arrive as they were: {', '.join(differing)}. Nothing is left of it.")
        found |= arrived
    return found


def emptied(databases: Databases) -> None:
    """Take everything out of both databases again."""
    with both_writing(databases) as target:
        for name, session in target.items():
            clear(session, TABLES[name])
