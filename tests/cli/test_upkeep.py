"""`move`, `backup` and `restore` as an operator runs them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.engines import Cluster
from tests.roster.writing import file, line

PEOPLE = [line(f"rep{number}@acme.example") for number in range(25)]
Urls = dict[str, str]


@pytest.fixture
def begun(pulse: Command, tmp_path: Path) -> Path:
    """An installation with a roster; its folder."""
    (tmp_path / "people.csv").write_bytes(file(*PEOPLE))
    assert pulse("roster", "import", tmp_path / "people.csv").status == 0
    return tmp_path / "data"


@pytest.fixture
def urls(postgres: Cluster) -> Iterator[Urls]:
    with postgres.pair() as (office, box):
        yield {"PULSE_OFFICE_URL": office, "PULSE_BOX_URL": box}


def test_an_installation_moves_to_postgresql_and_its_files_are_left_alone(
    pulse: Command, begun: Path, urls: Urls
) -> None:
    move = ("move", begun / "office.sqlite", begun / "box.sqlite")
    dry = pulse(*move, "--dry-run", **urls)
    assert (dry.status, dry.complained) == (0, "")
    assert "person                            25" in dry.said
    done = pulse(*move, **urls)
    assert done.status == 0
    assert done.said.startswith("Moved ")
    assert pulse("verify", **urls).status == 0
    refused = pulse("account", "list")
    assert (refused.status, refused.said) == (2, "")
    assert "office.sqlite.moved, beside it, says more" in refused.complained
    assert "python -m pulse move" in (begun / "office.sqlite.moved").read_text()


def test_moving_to_files_or_from_nothing_is_refused(pulse: Command, begun: Path, urls: Urls) -> None:
    assert "Set PULSE_OFFICE_URL" in pulse("move", begun / "office.sqlite", begun / "box.sqlite").complained
    outcome = pulse("move", begun / "nowhere.sqlite", begun / "box.sqlite", **urls)
    assert (outcome.status, outcome.complained) == (2, f"{begun}/nowhere.sqlite is no file.\n")
    assert not (begun / "nowhere.sqlite").exists()


def test_a_backup_is_restored_into_a_new_place(pulse: Command, begun: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    done = pulse("backup", folder)
    assert done.status == 0
    assert "It holds no key." in done.said
    new = {
        name: f"sqlite:///{tmp_path}/new/{name[6:-4].lower()}.sqlite" for name in ("PULSE_OFFICE_URL", "PULSE_BOX_URL")
    }
    outcome = pulse("restore", folder, **new)
    assert outcome.status == 0
    assert "Everybody has to sign in anew." in outcome.said
    assert "25 people" in pulse("roster", "import", tmp_path / "people.csv", **new).said
    assert pulse("verify", **new).status == 0


def test_a_second_backup_into_the_same_folder_and_a_restore_over_something_are_refused(
    pulse: Command, begun: Path, tmp_path: Path
) -> None:
    pulse("backup", tmp_path / "backup")
    assert pulse("backup", tmp_path / "backup").status == 2
    outcome = pulse("restore", tmp_path / "backup")
    assert outcome.status == 2
    assert "is not empty: audit_entry" in outcome.complained
    assert "is no whole backup" in pulse("restore", tmp_path / "nothing").complained
    for page in ("[]", '{"format": "pulse.backup/1", "made_at": 1, "sha256": 2}', "[" * 100_000):
        (tmp_path / "backup" / "backup.json").write_text(page, "utf-8")
        assert "is no whole backup" in pulse("restore", tmp_path / "backup").complained
