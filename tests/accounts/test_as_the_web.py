"""On either engine, the web's own role may do all that signing in, staying in and proving anew needs."""

from collections.abc import Iterator

import pytest

from pulse.accounts import ways
from pulse.accounts.ways import NoWayBack, TooManyWays, Way
from pulse.house import House
from tests.accounts.test_proving import HANNA, fields, mailed, send
from tests.conftest import TestClock
from tests.dashboards.stage import Stage, staged

BROWSER = b"the browser that set out"


@pytest.fixture
def stage(house: House, clock: TestClock) -> Iterator[Stage]:
    with staged(house, clock) as ready:
        yield ready


def set_out(stage: Stage, state: str, browser: bytes, *, entered_before: bool = False) -> None:
    with stage.web_databases.office.writing() as office:
        ways.set_out(office, Way("/log", False, stage.clock()), state, browser, entered_before=entered_before)


def test_hr_proves_anew_and_carries_on(stage: Stage) -> None:
    web = stage.sign_in(HANNA)
    stage.clock.forward(minutes=20)
    assert send(web, "/hr/themes").location == "/prove"
    send(web, "/prove", form_at="/prove")
    assert send(web, "/sign-in/code", form_at="/sign-in/code", code=mailed(stage).code).location == "/prove/carry-on"
    assert web.post("/hr/themes", data=fields(web.get("/prove/carry-on"))).location == "/hr/themes"


def test_a_session_is_noted_as_used_and_ended_everywhere(stage: Stage) -> None:
    web = stage.sign_in(HANNA)
    for _ in range(3):
        stage.clock.forward(minutes=40)
        assert web.get("/log").status_code == 200
    assert send(web, "/sign-out/everywhere").location == "/sign-in"
    assert web.get("/log").status_code == 303


def test_a_way_to_the_provider_leads_back_once(stage: Stage) -> None:
    set_out(stage, "state", BROWSER)
    with stage.web_databases.office.writing() as office:
        assert ways.come_back(office, "state", BROWSER, stage.clock()) == Way("/log", False, stage.clock())
    with stage.web_databases.office.writing() as office, pytest.raises(NoWayBack):
        ways.come_back(office, "state", BROWSER, stage.clock())


def test_a_thousand_strangers_do_not_keep_those_out_who_were_here_before(stage: Stage) -> None:
    for number in range(ways.MOST_OF_STRANGERS // ways.MOST_PER_BROWSER):
        with stage.web_databases.office.writing() as office:
            for way in range(ways.MOST_PER_BROWSER):
                browser = b"stranger %d" % number
                known = Way("/", False, stage.clock())
                ways.set_out(office, known, f"{number}.{way}", browser, entered_before=False)
    with pytest.raises(TooManyWays):
        set_out(stage, "one more", BROWSER)
    set_out(stage, "one who was here", BROWSER, entered_before=True)
    stage.clock.forward(minutes=10)
    set_out(stage, "ten minutes later", BROWSER)
