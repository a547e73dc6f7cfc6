"""`export` writes whole files or none, and the log of changes says so."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from pulse.audit import AuditEntry
from pulse.house import House
from tests.cli.running import Outcome, run_pulse


@pytest.fixture
def wave(names: tuple[str, ...]) -> str:
    return names[0]


def export(house: House, directory: Path, *arguments: str) -> Outcome:
    settings = {
        "PULSE_OFFICE_URL": house.settings.office_url,
        "PULSE_BOX_URL": house.settings.box_url,
        "PULSE_SECRET_KEY": house.settings.secret_key.get_secret_value(),
    }
    return run_pulse(directory, settings, "export", *arguments)


def noted(house: House) -> list[str]:
    with house.databases.office.reading() as session:
        return list(session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "publication exported")))


def test_figures_and_comments_go_into_files_of_their_own(house: House, tmp_path: Path, wave: str) -> None:
    outcome = export(house, tmp_path, wave, "--format", "json", "--out", "wave.json", "--comments", "comments.json")
    assert (outcome.status, outcome.said) == (0, "Wrote wave.json.\nWrote comments.json.\n")
    assert json.loads((tmp_path / "wave.json").read_text("utf-8"))["figures"]
    assert len(json.loads((tmp_path / "comments.json").read_text("utf-8"))["comments"]) == 3
    assert noted(house) == ["pulse-field-wave-1-figures.json", "pulse-field-wave-1-comments.json"]
    assert list(tmp_path.glob("*.part")) == []


def test_an_export_replaces_an_older_file(house: House, tmp_path: Path, wave: str) -> None:
    (tmp_path / "wave.csv").write_text("old")
    assert export(house, tmp_path, wave, "--format", "csv", "--out", "wave.csv").status == 0
    assert (tmp_path / "wave.csv").read_bytes().startswith(b"\xef\xbb\xbfprogramme,")


def test_comments_never_share_a_file_with_figures(house: House, tmp_path: Path, wave: str) -> None:
    outcome = export(house, tmp_path, wave, "--format", "csv", "--out", "wave.csv", "--comments", "wave.csv")
    assert outcome.status == 2
    assert "a file of their own" in outcome.complained
    assert (noted(house), (tmp_path / "wave.csv").exists()) == ([], False)


def test_a_file_that_cannot_be_written_is_named_and_nothing_is_noted(house: House, tmp_path: Path, wave: str) -> None:
    outcome = export(house, tmp_path, wave, "--format", "csv", "--out", "nowhere/wave.csv")
    assert (outcome.status, outcome.complained) == (
        2,
        "nowhere/wave.csv cannot be written: No such file or directory.\n",
    )
    assert noted(house) == []
