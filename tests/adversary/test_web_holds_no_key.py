"""The web process can seal and never open: it loads no code that opens, and needs no key directory."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pulse.app import create_app
from pulse.database import Role
from pulse.house import open_house
from tests.stories.conftest import Company, company
from tests.stories.test_one_wave import LEADERS, NORTH, SOUTH

__all__ = ["company"]

ROOT = Path(__file__).resolve().parents[2]
OPENERS = ("pulse.release", "pulse.ballots.unseal", "pulse.ballots.keys", "pulse.ballots.mix", "pulse.worker")


def test_the_web_process_loads_nothing_that_opens_ballots() -> None:
    listed = subprocess.run(
        (sys.executable, "-c", "import pulse.app, sys; print(*sys.modules, sep='\\n')"),
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert "pulse.ballots.seal" in listed
    assert [module for module in listed if module.startswith(OPENERS)] == []


@pytest.mark.once
def test_a_ballot_is_cast_where_no_key_directory_exists(company: Company, tmp_path: Path) -> None:
    company.imports(*LEADERS, *NORTH, *SOUTH)
    company.applies()
    company.passes(days=4)
    company.passes(hours=1)
    nowhere = tmp_path / "nowhere"
    settings = company.web_house.settings.model_copy(update={"key_directories": (nowhere,)})
    blind = replace(open_house(Role.WEB, settings), clock=company.clock)
    link = company.links()["north0@acme.example"]
    sent = (
        create_app(blind)
        .test_client()
        .post(f"/w/{link['wave']}", data={"code": link["code"], "S1.v1": "3"}, follow_redirects=True)
    )
    blind.databases.dispose()
    assert sent.status_code == 200
    assert "Nothing links it to you" in sent.text
    assert not nowhere.exists()
