"""A machine with Pulse and its tables."""

from pathlib import Path

import pytest

from tests.deployment.machine import Machine, machine_in


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    found = machine_in(tmp_path)
    found.migrate()
    return found
