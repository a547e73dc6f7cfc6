"""docs/deployment.md leads to an installation that works: its commands are run, in their order, in a folder.

What would change this machine itself, its users and its services, is noted down instead of done.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deployment.machine import ROOT, Machine, machine_in
from tests.engines import Cluster

PAGE = (ROOT / "docs" / "deployment.md").read_text("utf-8")
NOTED = ("groupadd", "useradd", "systemctl", "doctor")
STAND_IN = '#!/bin/sh\necho "$(basename "$0") $*" >> "{log}"\n'
AS_OURSELVES = '#!/bin/sh\nwhile [ "${1#--}" != "$1" ]; do shift; done\nexec "$@"\n'


def blocks(heading: str) -> str:
    """The commands under a heading."""
    (section,) = re.findall(rf"^## {heading}$(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    return "\n".join(re.findall(r"```sh\n(.*?)```", section, re.DOTALL))


@dataclass(frozen=True)
class Operator:
    """Root on a machine in a folder."""

    machine: Machine
    log: Path

    def does(self, heading: str, **changed: str) -> str:
        """Everything under a heading; returns what the commands said."""
        script = self.machine.here("set -e\n" + blocks(heading)).replace(".ci/environment .venv", ":")
        for place in ("/usr/local/bin", "/etc/systemd/system"):
            script = script.replace(place, f"{self.machine.folder}{place}")
        script = re.sub(r"--(owner|group) \S+ ", "", script).replace("pulse doctor", "doctor")
        for old, new in changed.items():
            script = script.replace(old, new)
        return self.runs(script)

    def runs(self, script: str) -> str:
        """A script of a shell, with our stand-ins first."""
        places = f"{self.machine.folder}/stand-ins:{self.machine.folder}/usr/local/bin:{os.environ['PATH']}"
        folder = self.machine.folder / "opt" / "pulse"
        done = subprocess.run(
            ("sh", "-c", script), cwd=folder, env={"PATH": places}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @property
    def noted(self) -> list[str]:
        return self.log.read_text().splitlines()


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    machine, log = machine_in(tmp_path), tmp_path / "noted"
    for place in ("stand-ins", "usr/local/bin", "etc/systemd/system"):
        (tmp_path / place).mkdir(parents=True)
    for name in NOTED:
        _executable(tmp_path / "stand-ins" / name, STAND_IN.format(log=log))
    _executable(tmp_path / "stand-ins" / "setpriv", AS_OURSELVES)
    # The command reaches into this folder instead of the machine.
    config = tmp_path / "opt" / "pulse" / "config"
    config.unlink()
    config.mkdir()
    for file in (ROOT / "config").iterdir():
        (config / file.name).symlink_to(file)
    (config / "pulse.sh").unlink()
    _executable(config / "pulse.sh", machine.here((ROOT / "config" / "pulse.sh").read_text()))
    return Operator(machine, log)


def _executable(file: Path, content: str) -> None:
    file.write_text(content)
    file.chmod(0o755)


def test_what_it_says_can_be_done_in_that_order(operator: Operator, postgres: Cluster) -> None:
    folder = operator.machine.folder
    said = operator.does("Install")
    assert "hr@acme.example may sign in as hr at https://pulse.acme.example/sign-in." in said
    assert operator.noted[-1] == "doctor "
    assert "systemctl enable --now pulse-web pulse-worker" in operator.noted
    data, secrets = folder / "var/lib/pulse", folder / "etc/pulse/secrets.env"
    # Two users write into them, who have the group alone in common.
    assert [(data / f"{name}.sqlite").stat().st_mode & 0o777 for name in ("office", "box")] == [0o660, 0o660]
    assert secrets.stat().st_mode & 0o077 == 0
    assert (folder / "etc/systemd/system/pulse-web.service").exists()

    assert "It holds no key." in operator.does("Back up")
    new = {"office.sqlite": "office2.sqlite", "box.sqlite": "box2.sqlite"}
    for name, other in new.items():
        (data / name).rename(data / other)
    assert "Restored." in operator.does("Restore")
    assert "The tables of office and box" in operator.does("Upgrade")

    with postgres.pair() as (office, box):
        for name in ("web.env", "worker.env"):
            file = folder / "etc/pulse" / name
            text = re.sub(r"PULSE_OFFICE_URL=.*", lambda _: f'PULSE_OFFICE_URL="{office}"', file.read_text())
            file.write_text(re.sub(r"PULSE_BOX_URL=.*", lambda _: f'PULSE_BOX_URL="{box}"', text))
        assert "Moved " in operator.does("Move to PostgreSQL")
        assert "hr@acme.example" in operator.runs("pulse account list")


def test_every_place_and_user_of_the_units_is_made(operator: Operator) -> None:
    made = blocks("Install")
    units = "".join(
        (ROOT / "config/systemd" / name).read_text() for name in ("pulse-web.service", "pulse-worker.service")
    )
    for kind, found in re.findall(r"^(User|Group)=(\S+)$", units, re.MULTILINE):
        assert re.search(rf"{'useradd' if kind == 'User' else 'groupadd'} .*{found}$", made, re.MULTILINE)
    for place in re.findall(r"(?:ReadWritePaths|EnvironmentFile|PULSE_CONFIG)=-?(/(?:etc|var)\S+)", units):
        assert place in made, place


def test_every_file_it_names_exists_and_every_command_is_known(operator: Operator) -> None:
    for path in re.findall(r"`(config/[\w./-]+)`", PAGE):
        assert (ROOT / path).exists(), path
    for link in re.findall(r"\]\(([\w.]+)\)", PAGE):
        assert (ROOT / "docs" / link).exists(), link
    said = subprocess.run(
        (sys.executable, "-m", "pulse", "--help"), cwd=ROOT, capture_output=True, text=True, check=True
    )
    for command in set(re.findall(r"(?:^|`)pulse (\w+)", PAGE, re.MULTILINE)):
        assert command in said.stdout
