"""The stage of this room's tests, on a house of its own."""

import pytest

from pulse.house import House
from tests.release.stage import Stage


@pytest.fixture
def stage(house: House) -> Stage:
    return Stage(house)
