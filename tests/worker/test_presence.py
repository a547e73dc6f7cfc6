"""Signs of life: what tells an operator whether a worker is there."""

from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import event

from pulse.house import House
from pulse.worker import presence
from pulse.worker.presence import NoWorker, present, seen
from pulse.worker.running import run
from tests.worker.test_processes import wait_until

MOMENT = timedelta(minutes=1)
NO_TIME = timedelta(microseconds=-1)


def is_seen(house: House) -> bool:
    try:
        return bool(seen(house.databases.office))
    except NoWorker:
        return False


def test_a_worker_that_never_was_is_not_seen(house: House) -> None:
    with pytest.raises(NoWorker, match=r"^No worker ever showed itself: .* Start one: python -m pulse worker"):
        seen(house.databases.office)


def test_a_worker_that_shows_itself_is_seen_until_that_is_long_ago(house: House) -> None:
    office = house.databases.office
    with present(office) as place:
        place.show_life()
    latest = seen(office)
    assert abs(datetime.now(UTC) - latest) < MOMENT
    with pytest.raises(NoWorker, match=f"^No worker has shown itself since {latest:%Y-%m-%d %H:%M:%S} UTC: "):
        seen(office, recent=NO_TIME)


def test_the_latest_sign_of_several_workers_counts(house: House) -> None:
    office = house.databases.office
    with present(office) as first, present(office) as second:
        second.show_life()
        earlier = seen(office)
        first.show_life()
        assert seen(office) > earlier


def test_life_is_shown_once_a_minute(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    office = house.databases.office
    with present(office) as place:
        place.show_life()
        latest = seen(office)
        place.show_life()
        assert seen(office) == latest
        monkeypatch.setattr(presence, "SIGN_SECONDS", 0)
        place.show_life()
        assert seen(office) > latest


@pytest.mark.postgresql
def test_a_sign_that_cannot_be_left_keeps_no_worker_from_its_work(house: House) -> None:
    office = house.databases.office

    def full(*_: object) -> None:
        raise office.engine.dialect.loaded_dbapi.OperationalError

    with present(office) as place:
        event.listen(office.engine, "before_cursor_execute", full)
        place.show_life()
        event.remove(office.engine, "before_cursor_execute", full)
        assert not is_seen(house)


def test_a_worker_that_runs_is_seen(house: House) -> None:
    stop = Event()
    worker = Thread(target=run, args=(house, stop, {}))
    worker.start()
    try:
        wait_until(lambda: is_seen(house))
    finally:
        stop.set()
        worker.join()
