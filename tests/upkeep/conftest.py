"""An installation of SQLite files or PostgreSQL, and empty databases to copy it to."""

from collections.abc import Iterator

import pytest

from pulse.house import House
from pulse.settings import Settings
from tests.conftest import TestClock
from tests.engines import Cluster
from tests.upkeep.stage import Installation, begun
from tests.worker.postbox import Postbox


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with Postbox() as started:
        yield started


@pytest.fixture
def installation(house: House, clock: TestClock, postbox: Postbox) -> Installation:
    return begun(house, clock, postbox)


@pytest.fixture
def postgresql(installation: Installation, postgres: Cluster) -> Iterator[Settings]:
    """The installation's settings with empty databases in PostgreSQL."""
    with postgres.pair() as (office, box):
        yield installation.settings.model_copy(update={"office_url": office, "box_url": box})
