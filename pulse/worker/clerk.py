"""Noting what became of each mail while the next one is written; it is noted before the next one leaves."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager

from sqlalchemy.orm import Session

from pulse.database import Database

Note = Callable[[Session], None]


class Clerk:
    """Makes one note at a time, each in a transaction of its own."""

    def __init__(self, session: Session, thread: Executor) -> None:
        self._session, self._thread = session, thread
        self._noting: Future[None] | None = None

    def note(self, what: Note) -> None:
        """Begin to make a note, once the one before is made."""
        self.catch_up()
        self._noting = self._thread.submit(self._note, what)

    def catch_up(self) -> None:
        """Wait until the latest note is on the disk. Raises whatever kept it from getting there."""
        if self._noting:
            self._noting.result()

    def _note(self, what: Note) -> None:
        with self._session.begin():
            what(self._session)


@contextmanager
def clerk(office: Database) -> Iterator[Clerk]:
    """A clerk with one connection for all notes; taking one for each would cost as much as the note."""
    with office.engine.connect() as connection, Session(connection) as session, ThreadPoolExecutor(1) as thread:
        found = Clerk(session, thread)
        yield found
        found.catch_up()
