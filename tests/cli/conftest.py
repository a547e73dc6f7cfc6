"""An installation of the operator's own: SQLite files that do not exist yet, a mail server that does not answer."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import Outcome, run_pulse

Command = Callable[..., Outcome]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "PULSE_OFFICE_URL": f"sqlite:///{tmp_path}/data/office.sqlite",
        "PULSE_BOX_URL": f"sqlite:///{tmp_path}/data/box.sqlite",
        "PULSE_KEY_DIRECTORIES": f"{tmp_path}/data/keys",
        "PULSE_SECRET_KEY": "a secret for tests alone, of some length",
        "PULSE_MAIL_URL": "smtp://127.0.0.1:9",
    }


@pytest.fixture
def pulse(environment: dict[str, str], tmp_path: Path) -> Command:
    """Run `python -m pulse` with these arguments; keywords change settings."""

    def run(*arguments: str | Path, **changed: str) -> Outcome:
        return run_pulse(tmp_path, environment | changed, *arguments)

    return run
