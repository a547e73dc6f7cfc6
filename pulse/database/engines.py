"""Opening the databases: a process of one role, two databases, two ways to use each."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from pulse.database import postgresql, sqlite
from pulse.database.direct import Direct, direct
from pulse.settings import Settings

BEGINS = "begins"
"""The option of a connection that says how its transactions begin, if not as those do that write."""
CHECK = "check"
"""The option that holds what comes first in every transaction that may write."""
READS: Mapping[str, str] = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
# In SQLite a deferred transaction that turns to writing fails at once when another writes; an immediate one waits.
WRITES: Mapping[str, str] = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "BEGIN"}


class Role(Enum):
    """Which process asks; the web may put ballots into the box and never read them."""

    WEB = "web"
    WORKER = "worker"


@dataclass(frozen=True)
class Database:
    """One database and its two ways of use."""

    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent read: every statement sees the same moment; nothing is kept."""
        with Session(self._reader) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back by an error."""
        with Session(self.engine) as session, session.begin():
            yield session

    @contextmanager
    def transaction(self) -> Iterator[Direct]:
        """The same for answering, which is done so often that a session would cost more than the work."""
        _require_in_use(self.engine)
        with self._line, direct(self.engine, WRITES[self.engine.dialect.name]) as transaction:
            if self.embedded:
                transaction.run()
                # It may have been moved while this one waited for its turn to write.
                _require_in_use(self.engine)
            yield transaction

    def checked(self, check: Callable[[Connection], None]) -> "Database":
        """This database, where every transaction that may write begins with a check."""
        return Database(self.engine.execution_options(**{CHECK: check}))

    @property
    def embedded(self) -> bool:
        """Whether this is a SQLite file."""
        return self.engine.dialect.name == "sqlite"

    @property
    def _line(self) -> AbstractContextManager[None]:
        return sqlite.in_line(self.engine.url.database or "") if self.embedded else nullcontext()

    @cached_property
    def _reader(self) -> Engine:
        return self.engine.execution_options(**{BEGINS: READS[self.engine.dialect.name]})


@dataclass(frozen=True)
class Databases:
    """The two databases as one process sees them."""

    office: Database
    box: Database

    def dispose(self) -> None:
        self.office.engine.dispose()
        self.box.engine.dispose()


def open_databases(settings: Settings, role: Role) -> Databases:
    """Open both databases for a process of this role; nothing is created or changed.

    In PostgreSQL the role is the one named in the URLs, and what it may do is granted by `migrate`.
    """
    prepare_box = sqlite.prepare_web_box if role is Role.WEB else sqlite.prepare_box
    return Databases(
        office=Database(_connect(settings.office_url, sqlite.prepare_office)),
        box=Database(_connect(settings.box_url, prepare_box)),
    )


def _connect(url: str, prepare: Any) -> Engine:
    address = make_url(url)
    # Without `hide_parameters` an error would carry what it could not write, a sealed ballot or an address, into a log.
    if address.get_backend_name() == "sqlite":
        sqlite.make_directory(address)
        engine = sa.create_engine(address, connect_args=sqlite.CONNECTING, hide_parameters=True)
        event.listen(engine, "connect", prepare)
    else:
        engine = sa.create_engine(address, connect_args=postgresql.CONNECTING, hide_parameters=True)
        event.listen(engine, "connect", postgresql.prepare)
        postgresql.watch(engine)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    _require_in_use(connection.engine)
    options = connection.get_execution_options()
    connection.exec_driver_sql(options.get(BEGINS, WRITES[connection.dialect.name]))
    _require_in_use(connection.engine)
    if CHECK in options and BEGINS not in options:
        options[CHECK](connection)


def _require_in_use(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        sqlite.require_in_use(engine.url.database or "")


def dialect(session: Session | Direct) -> str:
    """The kind of database behind a session or a transaction: "sqlite" or "postgresql"."""
    bind = session.get_bind() if isinstance(session, Session) else session
    return bind.dialect.name
