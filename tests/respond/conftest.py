"""A wave that is open, and the web that takes its answers."""

from collections.abc import Iterator

import pytest

from pulse.house import House
from tests.respond.stage import Stage, open_stage


@pytest.fixture
def stage(house: House) -> Iterator[Stage]:
    with open_stage(house) as opened:
        yield opened
