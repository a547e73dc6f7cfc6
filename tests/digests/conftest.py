"""The stage of this room's tests: an organisation that raises themes, and a mail server."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pydantic import SecretStr

from pulse.house import House
from tests.actions.loop import Loop
from tests.conftest import TestClock
from tests.dashboards.stage import staged
from tests.worker.postbox import Postbox


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with Postbox() as started:
        yield started


@pytest.fixture
def loop(house: House, clock: TestClock, postbox: Postbox) -> Iterator[Loop]:
    settings = house.settings.model_copy(update={"mail_url": SecretStr(postbox.url)})
    with staged(replace(house, settings=settings), clock) as stage:
        yield Loop(stage)
