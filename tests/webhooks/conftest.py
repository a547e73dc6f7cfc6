"""A house whose webhooks may lead to this machine, with one published wave, and a receiver that waits."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from pulse.house import House
from tests.dashboards.conftest import stage
from tests.dashboards.stage import Stage
from tests.webhooks.receiver import Receiver, receiving

__all__ = ["stage"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(Receiver()) as started:
        yield started


@pytest.fixture
def sender(stage: Stage) -> House:
    """The worker's house, with webhooks let loose on this machine."""
    allowed = {"webhooks_inside": True, "webhooks_plain": True}
    return replace(stage.house, settings=stage.house.settings.model_copy(update=allowed))
