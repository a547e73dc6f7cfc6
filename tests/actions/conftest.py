"""The stage of this room's tests: published themes that wait for an answer."""

from collections.abc import Iterator

import pytest

from pulse.house import House
from tests.actions.loop import Loop
from tests.conftest import TestClock
from tests.dashboards.stage import staged


@pytest.fixture
def loop(house: House, clock: TestClock) -> Iterator[Loop]:
    with staged(house, clock) as stage:
        yield Loop(stage)
