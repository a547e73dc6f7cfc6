"""A promise that was kept stands on the trend, between the waves it was kept between."""

import json
from datetime import timedelta

import pytest

from tests.actions.loop import LENA, MUNICH, Loop
from tests.dashboards.stage import everybody
from tests.dashboards.test_home import text

pytestmark = pytest.mark.once


def test_a_kept_promise_is_marked_on_the_trend_and_in_its_table(loop: Loop) -> None:
    loop.raised("price", "coaching")
    made, other = loop.promised(), loop.promised("Weekly talks.", theme="coaching")
    loop.stage.clock.now += timedelta(weeks=3)
    loop.stage.hold_wave(everybody())
    loop.keep(made)
    loop.drop(other, "No time.")
    loop.stage.hold_wave(everybody())
    address = f"/team/{loop.stage.code(MUNICH)}/trend/safety"
    web = loop.stage.sign_in(LENA)
    assert "(promise kept)" in text(web.get(address).text)
    layout = json.loads(web.get(f"{address}.json").text)["layout"]
    (note,) = [note for note in layout["annotations"] if note["text"] == "promise kept"]
    assert note["x"] == 2.5


def test_a_promise_kept_after_the_last_wave_waits_for_the_next(loop: Loop) -> None:
    loop.raised("price")
    loop.stage.clock.now += timedelta(days=1)
    loop.keep(loop.promised())
    loop.stage.clock.now += timedelta(weeks=3)
    web = loop.stage.sign_in(LENA)
    assert "promise kept" not in web.get(f"/team/{loop.stage.code(MUNICH)}/trend/safety").text
