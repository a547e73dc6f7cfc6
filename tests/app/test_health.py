"""Alive says that the process answers, ready that it could serve."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from pulse.app import create_app
from pulse.database import Role
from pulse.house import House, open_house
from pulse.settings import Settings
from tests.benchmarks.organisation import environment
from tests.conftest import TestClock
from tests.engines import as_web

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def _web(settings: Settings, clock: TestClock) -> Iterator[FlaskClient]:
    house = open_house(Role.WEB, settings, clock)
    yield create_app(house).test_client()
    house.databases.dispose()


def test_a_process_with_its_databases_is_ready(house: House, clock: TestClock) -> None:
    with _web(as_web(house.settings), clock) as web:
        assert (web.get("/healthz").status_code, web.get("/readyz").status_code) == (200, 200)


@pytest.mark.once
@pytest.mark.parametrize("missing", ["office_url", "box_url"])
def test_a_process_without_one_of_its_databases_is_alive_and_not_ready(
    house: House, clock: TestClock, tmp_path: Path, missing: str
) -> None:
    elsewhere = house.settings.model_copy(update={missing: f"sqlite:///{tmp_path}/empty.sqlite"})
    with _web(elsewhere, clock) as web:
        response = web.get("/readyz")
        assert (web.get("/healthz").status_code, response.status_code) == (200, 503)
        assert response.text == "not ready\n"


@pytest.mark.once
def test_a_database_out_of_reach_is_not_ready(house: House, clock: TestClock) -> None:
    nowhere = house.settings.model_copy(update={"box_url": "postgresql+psycopg://nobody@127.0.0.1:1/nothing"})
    with _web(nowhere, clock) as web:
        assert web.get("/readyz").status_code == 503


@pytest.mark.parametrize(("secret", "problem"), [(None, "Field required"), ("short", "at least 32")])
def test_bad_settings_stop_the_start_with_a_sentence(secret: str | None, problem: str) -> None:
    command, variables = [sys.executable, "-c", "import wsgi"], {"PULSE_SECRET_KEY": secret} if secret else {}
    started = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert started.returncode == 1
    assert "secret_key: " in started.stderr
    assert problem in started.stderr
    assert "Set it in the file named by PULSE_CONFIG or as PULSE_SECRET_KEY." in started.stderr
    assert "Traceback" not in started.stderr


@pytest.mark.once
def test_the_program_itself_is_not_looked_through_for_garbage(settings: Settings) -> None:
    command = [sys.executable, "-c", "import gc, wsgi; print(gc.get_freeze_count(), len(gc.get_objects()))"]
    started = subprocess.run(command, cwd=ROOT, env=environment(settings), capture_output=True, text=True, check=True)
    program, watched = map(int, started.stdout.split())
    assert program > 10 * watched
