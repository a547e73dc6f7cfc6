"""What the pages ask the database: publications alone, as often for many waves and teams as for few."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from tests.dashboards.stage import Stage, everybody
from tests.dashboards.test_home import MUNICH, SOUTH

pytestmark = pytest.mark.once


@contextmanager
def statements(stage: Stage) -> Iterator[list[str]]:
    """Collect what the web asks its databases."""
    asked: list[str] = []

    def listen(connection: object, cursor: object, statement: str, *others: object) -> None:
        asked.append(statement)

    engines = [stage.web_databases.office.engine, stage.web_databases.box.engine]
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", listen)
    yield asked
    for engine in engines:
        sa.event.remove(engine, "before_cursor_execute", listen)


def asked_for(stage: Stage, email: str, address: str) -> list[str]:
    web = stage.sign_in(email)
    web.get(address)
    with statements(stage) as asked:
        assert web.get(address).status_code == 200
    return asked


@pytest.mark.parametrize("tail", ["", "/trend", "/trend/safety", "/trend/safety.json", "/comments", "/promises"])
def test_a_page_asks_as_often_after_many_waves_as_after_one(stage: Stage, tail: str) -> None:
    address = f"/team/{stage.code(MUNICH)}{tail}"
    stage.hold_wave(everybody())
    once = asked_for(stage, "lena@acme.example", address)
    for _ in range(3):
        stage.hold_wave(everybody())
    assert len(asked_for(stage, "lena@acme.example", address)) == len(once) <= 28


def test_a_page_asks_as_often_for_many_teams_as_for_few(stage: Stage) -> None:
    stage.hold_wave(everybody())
    for tail in ("", "/map", "/forecast", "/field"):
        few = asked_for(stage, "sue@acme.example", f"/team/{stage.code(SOUTH)}{tail}")
        many = asked_for(stage, "ruth@acme.example", f"/team/{stage.code('Sales')}{tail}")
        assert len(few) == len(many)


def test_no_page_of_staff_touches_the_box(stage: Stage) -> None:
    stage.hold_wave(everybody())
    stage.open_wave()
    for email, path in (("sue@acme.example", SOUTH), ("lena@acme.example", MUNICH)):
        unit = stage.code(path)
        for tail in ("", "/trend", "/trend/safety", "/comments", "/forecast", "/forecast.json"):
            for statement in asked_for(stage, email, f"/team/{unit}{tail}"):
                assert not any(table in statement for table in ("ballot", "invitation", "invitee", "outbox"))
    for address in ("/hr", f"/hr/wave/{stage.held[0]}", "/hr/targets", "/hr/exports", "/log"):
        for statement in asked_for(stage, "hanna@acme.example", address):
            assert not any(table in statement for table in ("ballot", "invitation", "invitee"))
