"""A file whose content was copied elsewhere takes nothing more, not even of somebody who already waited to write."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from pulse.database import Database, Moved, moved_marker, sqlite
from pulse.house import House


def write_a_session(database: Database) -> None:
    with database.writing() as session:
        session.connection()


def write_directly(database: Database) -> None:
    with database.transaction():
        pass


@pytest.mark.sqlite
@pytest.mark.parametrize("write", [write_a_session, write_directly])
def test_whoever_waited_while_a_file_was_moved_writes_nothing_there(
    house: House, monkeypatch: pytest.MonkeyPatch, write: Callable[[Database], None]
) -> None:
    looked, look = Event(), sqlite.require_in_use

    def noted(database: str) -> None:
        look(database)
        looked.set()

    box = house.databases.box
    marker = moved_marker(str(box.engine.url.database))
    with ThreadPoolExecutor(1) as other:
        with box.writing() as session:
            session.connection()
            monkeypatch.setattr(sqlite, "require_in_use", noted)
            waiting = other.submit(write, box)
            assert looked.wait(20)
            marker.write_text("moved")
        with pytest.raises(Moved):
            waiting.result(30)
    marker.unlink()
    write(box)
