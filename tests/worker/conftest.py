"""An installation with a roster, a programme, and a mail server that does as it is told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from pulse.house import House
from tests.conftest import TestClock
from tests.programme.organisation import apply, bring_in, roster
from tests.worker.postbox import Postbox

TWO_WEEKS_BEFORE = datetime(2026, 1, 19, 12, tzinfo=UTC)


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with Postbox() as started:
        yield started


@pytest.fixture
def stage(house: House, clock: TestClock, postbox: Postbox) -> House:
    """The installation two weeks before the first wave of its programme opens."""
    clock.now = TWO_WEEKS_BEFORE
    mail_url = SecretStr(postbox.url)
    found = replace(house, settings=house.settings.model_copy(update={"mail_url": mail_url}))
    bring_in(found, roster())
    apply(found)
    return found
