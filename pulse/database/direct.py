"""A transaction on the driver's own connection, for answering alone: SQLAlchemy's would cost more than the work.

The statements are still SQLAlchemy's; each is written out once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Delete, Dialect, Engine, Insert, Select, Update
from sqlalchemy.engine import result_tuple
from sqlalchemy.exc import DBAPIError

Statement = Select[Any] | Insert | Update | Delete


@dataclass(frozen=True)
class Written:
    """A statement as a driver takes it, the values that stand in it, and what makes a row of what it finds."""

    text: str
    fixed: Mapping[str, Any]
    order: Sequence[str] | None
    """How a driver wants its values that takes them without their names."""
    row: Callable[[Iterable[Any]], Any]

    def values(self, given: Mapping[str, Any]) -> Mapping[str, Any] | Sequence[Any]:
        named = {**self.fixed, **given}
        return named if self.order is None else [named[name] for name in self.order]


@dataclass(frozen=True)
class Found:
    """What a statement found: a row or nothing."""

    row: Any

    def one_or_none(self) -> Any:
        return self.row


@dataclass
class Direct:
    """One transaction; it begins with its first statement, on the same way to the server where that is possible.

    Whoever listens to the engine hears its statements and its commit like any other's.
    """

    engine: Engine
    connection: Any
    cursor: Any
    begin: str

    @property
    def dialect(self) -> Dialect:
        return self.engine.dialect

    def run(self, script: str = "") -> None:
        """Run a statement without values."""
        begin, self.begin = self.begin, ""
        self._run("; ".join(filter(None, (begin, script))), ())

    def execute(self, statement: Statement, values: Mapping[str, Any]) -> Found:
        """Run a statement that finds one row at most."""
        if self.begin:
            self.run()
        written = _written(statement, self.dialect)
        self._run(written.text, written.values(values))
        row = self.cursor.fetchone() if self.cursor.description else None
        return Found(None if row is None else written.row(row))

    def commit(self) -> None:
        self.engine.dispatch.commit(self.connection)
        self.connection.commit()

    def _run(self, text: str, values: Mapping[str, Any] | Sequence[Any]) -> None:
        self.engine.dispatch.before_cursor_execute(self.connection, self.cursor, text, values, None, False)
        self.cursor.execute(text, values)


@contextmanager
def direct(engine: Engine, begin: str) -> Iterator[Direct]:
    """Open a transaction: committed at the end, rolled back by an error; what the driver raises, SQLAlchemy names."""
    errors = engine.dialect.loaded_dbapi.Error
    try:
        with closing(engine.raw_connection()) as connection:
            try:
                transaction = Direct(engine, connection, connection.cursor(), begin)
                yield transaction
                transaction.commit()
            except errors as error:
                if engine.dialect.is_disconnect(error, connection, None):
                    connection.invalidate(error)
                raise
    except errors as error:
        raise DBAPIError.instance(None, None, error, errors, hide_parameters=True) from error


@lru_cache(maxsize=64)
def _written(statement: Statement, dialect: Dialect) -> Written:
    compiled = statement.compile(dialect=dialect)
    fixed = {name: value for name, value in compiled.params.items() if value is not None}
    columns = list(statement.selected_columns.keys()) if isinstance(statement, Select) else []
    return Written(str(compiled), fixed, getattr(compiled, "positiontup", None), result_tuple(columns))
