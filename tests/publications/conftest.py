"""Waves that are closed and wait for their publication."""

import pytest

from pulse.house import House
from tests.release.stage import Stage


@pytest.fixture
def stage(house: House) -> Stage:
    return Stage(house)
