"""Which version the tables have is known without the program that changes them."""

import subprocess
import sys

import pytest
from alembic.script import ScriptDirectory

from pulse.database import MIGRATIONS
from pulse.database.migrating import newest

LOADED = "import sys, {0}; print(*(name for name in ('alembic', 'dbos') if name in sys.modules))"


@pytest.mark.parametrize("name", ["office", "box"])
def test_the_newest_version_is_the_number_of_the_last_migration(name: str) -> None:
    assert newest(name) == ScriptDirectory(str(MIGRATIONS / name)).get_current_head()


@pytest.mark.parametrize("process", ["pulse.app", "pulse.worker"])
def test_no_web_and_no_worker_carries_what_migrates(process: str) -> None:
    loaded = subprocess.run([sys.executable, "-c", LOADED.format(process)], check=True, capture_output=True, text=True)
    assert loaded.stdout.split() == []
