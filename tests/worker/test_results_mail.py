"""The mail that says results are open tells a leader by when to answer, as the clock of the team's themes has it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr

from pulse.house import House
from pulse.worker.invite import send_due
from pulse.worker.release import release_due
from tests.actions.loop import LENA, SUE, Loop
from tests.conftest import TestClock
from tests.dashboards.stage import staged
from tests.worker.postbox import Postbox
from tests.worker.wave import text


@pytest.fixture
def loop(house: House, clock: TestClock, postbox: Postbox) -> Iterator[Loop]:
    settings = house.settings.model_copy(update={"mail_url": SecretStr(postbox.url)})
    for directory in settings.key_directories:
        directory.mkdir()
    with staged(replace(house, settings=settings), clock) as stage:
        yield Loop(stage)


def told(loop: Loop, postbox: Postbox, email: str) -> str:
    """The results mail of a leader, as one line."""
    release_due(loop.stage.house)
    loop.stage.clock.now += timedelta(days=1)
    send_due(loop.stage.house)
    (mail,) = postbox.to(email)
    return " ".join(text(mail).split())


def test_a_leader_is_told_by_when_the_first_answer_is_due(loop: Loop, postbox: Postbox) -> None:
    loop.raised("price")
    assert "the first is due by Monday 23 February." in told(loop, postbox, LENA)


def test_a_leader_whose_team_raised_nothing_is_told_of_no_day(loop: Loop, postbox: Postbox) -> None:
    loop.raised("price")
    assert "due" not in told(loop, postbox, SUE)


def test_only_themes_of_this_wave_count(loop: Loop, postbox: Postbox) -> None:
    loop.raised("price")
    release_due(loop.stage.house)
    loop.stage.clock.now += timedelta(weeks=4)
    send_due(loop.stage.house)
    loop.raised()
    assert "due" not in told(loop, postbox, LENA)
