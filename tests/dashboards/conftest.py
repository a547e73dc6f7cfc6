"""The stage of this room's tests: an organisation in front of whose web one stands."""

from collections.abc import Iterator

import pytest

from pulse.house import House
from tests.conftest import TestClock
from tests.dashboards.stage import Stage, staged


@pytest.fixture
def stage(house: House, clock: TestClock) -> Iterator[Stage]:
    with staged(house, clock) as ready:
        yield ready
