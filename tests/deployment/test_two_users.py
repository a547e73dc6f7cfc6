"""Web and worker as two users of one group, on SQLite files: both may write, and the web cannot reach the keys."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.deployment.machine import ROOT

GROUP, WORKER, WEB = 10_000, 10_001, 10_002
WRITES = """
import sqlalchemy as sa
from pulse.database import Role
from pulse.house import open_house
databases = open_house(Role.WEB).databases
with databases.box.writing() as box, databases.office.writing() as office:
    box.execute(sa.text("UPDATE invitation SET noise = x'00'"))
    office.execute(sa.text("DELETE FROM staff_session"))
"""


def run(user: int, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python as this user, with the group's rights on what it makes."""
    become = ("setpriv", f"--reuid={user}", f"--regid={GROUP}", "--clear-groups")
    values = {
        "PATH": os.environ["PATH"],
        "PYTHONDONTWRITEBYTECODE": "1",
        "PULSE_OFFICE_URL": f"sqlite:///{folder}/data/office.sqlite",
        "PULSE_BOX_URL": f"sqlite:///{folder}/data/box.sqlite",
        "PULSE_KEY_DIRECTORIES": f"{folder}/keys",
        "PULSE_SECRET_KEY": "a secret for tests alone, of some length",
    }
    command = (*become, sys.executable, *arguments)
    return subprocess.run(command, cwd=ROOT, env=values, umask=0o007, capture_output=True, text=True, check=False)


@pytest.fixture
def folder() -> Iterator[Path]:
    """The folders of docs/deployment.md; not below pytest's own, which only root may enter."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        if os.geteuid() != 0 or run(WEB, folder, "-c", "import pulse").returncode != 0:
            pytest.skip("only root can become two users, and both must reach this Python")
        for place, mode in (("data", 0o2770), ("keys", 0o700)):
            (folder / place).mkdir()
            os.chown(folder / place, WORKER, GROUP)
            (folder / place).chmod(mode)
        yield folder


def test_both_write_once_the_files_are_the_groups_and_only_the_worker_enters_the_keys(folder: Path) -> None:
    assert run(WORKER, folder, "-m", "pulse", "migrate").returncode == 0
    assert "readonly" in run(WEB, folder, "-c", WRITES).stderr
    for file in (folder / "data").glob("*.sqlite*"):
        file.chmod(0o660)
    done = run(WEB, folder, "-c", WRITES)
    assert (done.returncode, done.stderr) == (0, "")
    assert run(WORKER, folder, "-c", WRITES.replace("WEB", "WORKER")).returncode == 0
    assert "Permission" in run(WEB, folder, "-c", f"import os; os.listdir('{folder}/keys')").stderr
