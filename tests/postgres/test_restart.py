"""The server goes away in the middle of use: nothing is lost, nobody is told a wrong thing, and Pulse goes on alone."""

from collections.abc import Iterator

import pytest

from pulse.house import House
from tests.conftest import TestClock
from tests.postgres.server import Server
from tests.respond.stage import Count, Stage, open_stage

pytestmark = pytest.mark.postgresql


@pytest.fixture
def stage(house: House) -> Iterator[Stage]:
    with open_stage(house) as opened:
        yield opened


def test_after_a_restart_the_web_goes_on(stage: Stage, server: Server) -> None:
    assert stage.answer(1).status_code == 303
    server.stop()
    server.start()
    assert stage.answer(2).status_code == 303
    assert stage.browser().get("/readyz").status_code == 200
    assert stage.count() == Count(ballots=2, decoys=0, redeemed=2)


def test_while_the_server_is_away_the_web_says_so_and_keeps_what_was_written(
    stage: Stage, server: Server, clock: TestClock
) -> None:
    stage.answer(1)
    server.stop()
    try:
        answer = stage.answer(2)
        clock.forward(minutes=1)
        page, ready, alive = (stage.browser().get(path) for path in (stage.path, "/readyz", "/healthz"))
    finally:
        server.start()
    assert answer.status_code == 503
    assert "Nothing was sent and nothing is lost" in answer.text
    assert (page.status_code, ready.status_code, alive.status_code) == (503, 503, 200)
    assert "Nothing was changed" in page.text
    assert stage.count() == Count(ballots=1, decoys=0, redeemed=1)
    assert stage.answer(2).status_code == 303
