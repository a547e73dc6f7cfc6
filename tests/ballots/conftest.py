"""A box with one open wave, its keys, and the same box as the web process sees it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pulse.ballots.keys import KeyDirectories
from pulse.ballots.operations import place_contract
from pulse.ballots.suite import WaveKeys
from pulse.database import Database, Role, make_room, open_databases
from pulse.house import House
from pulse.settings import Settings
from tests.engines import as_web

WAVE, OTHER = "W4VE00000000000A", "W4VE00000000000B"
CONTRACT = '{"format":"pulse.contract/1","wave":"W4VE00000000000A"}'


@pytest.fixture
def directories(tmp_path: Path) -> KeyDirectories:
    return KeyDirectories((tmp_path / "keys", tmp_path / "more keys"))


@pytest.fixture
def keys(directories: KeyDirectories) -> WaveKeys:
    return directories.create(WAVE)


@pytest.fixture
def box(house: House, keys: WaveKeys) -> Database:
    """The worker's box, open for one wave and with room for another."""
    with house.databases.box.writing() as session:
        make_room(session, OTHER)
        place_contract(session, WAVE, CONTRACT, keys)
    return house.databases.box


@pytest.fixture
def web_box(box: Database, settings: Settings) -> Iterator[Database]:
    """The same box as the web process may use it."""
    databases = open_databases(as_web(settings), Role.WEB)
    yield databases.box
    databases.dispose()
