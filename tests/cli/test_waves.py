"""From an empty directory to an open wave, by commands alone."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.roster.writing import file, line

PROGRAMME = """\
name = "field"
title = "Field Pulse"
audience = "Sales"
first_wave = 2026-02-03
time_zone = "Europe/Berlin"
"""


@pytest.fixture
def programme(pulse: Command, tmp_path: Path) -> Path:
    """The file of a programme for a roster of 30 people, which is imported."""
    people = [line(f"p{number}@acme.example", f"Sales / Team {number % 3}") for number in range(30)]
    (tmp_path / "people.csv").write_bytes(file(*people))
    assert pulse("roster", "import", "people.csv").status == 0
    path = tmp_path / "field.toml"
    path.write_text(PROGRAMME, "utf-8")
    return path


def test_a_programme_is_applied_opened_and_listed(pulse: Command, programme: Path) -> None:
    assert pulse("wave", "list").said == "There are no waves yet.\n"
    applied = pulse("programme", "apply", programme)
    assert (applied.status, applied.said.splitlines()[0]) == (0, "Applied field. Its newest wave:")
    closes = (datetime.now(UTC) + timedelta(days=3)).replace(second=0, microsecond=0)
    opened = pulse("wave", "open", "field", "--closes", closes.isoformat())
    assert opened.said.startswith(f"Wave 1 of Field Pulse is open for 30 people until {closes:%Y-%m-%d %H:%M} UTC.")
    assert re.search(r"fingerprint [0-9a-f]{64}\.$", opened.said.rstrip())
    [listed] = pulse("wave", "list").said.splitlines()
    assert re.fullmatch(rf"\w{{16}}  field 1  open      .+ UTC - {closes:%Y-%m-%d %H:%M} UTC", listed)
    again = pulse("wave", "open", "field")
    assert (again.status, "has an open wave" in again.complained) == (2, True)


def test_a_wave_whose_keys_are_lost_is_struck_out_when_that_was_read(
    pulse: Command, programme: Path, tmp_path: Path
) -> None:
    pulse("programme", "apply", programme)
    pulse("wave", "open", "field")
    name = pulse("wave", "list").said.split()[0]
    kept = pulse("wave", "strike-out", name, "--yes")
    assert (kept.status, "are complete" in kept.complained) == (2, True)
    (tmp_path / "data" / "keys" / f"{name}.share").unlink()
    told = pulse("wave", "strike-out", name)
    assert (told.status, told.said) == (2, "")
    assert "nobody can ever read what the 30 people invited to it have answered" in told.complained
    assert f"belongs into {tmp_path}/data/keys or into the box" in told.complained
    done = pulse("wave", "strike-out", name, "--yes")
    assert (done.status, done.complained) == (0, "")
    assert done.said.startswith(f"Wave 1 of Field Pulse ({name}) is struck out. It takes no more answers;")


def test_a_tick_without_work_says_so(pulse: Command) -> None:
    ticked = pulse("tick")
    assert (ticked.status, ticked.said) == (0, "Nothing was due.\n")


def test_whether_a_worker_runs_can_be_asked(pulse: Command, tmp_path: Path) -> None:
    alone = pulse("worker", "--check")
    assert (alone.status, alone.said[:32]) == (1, "No worker ever showed itself: no")
    (tmp_path / "data" / "office.sqlite.worker-1.turn").touch()
    watched = pulse("worker", "--check")
    assert (watched.status, watched.said[:31]) == (0, "A worker last showed itself at ")


def test_a_wave_of_an_unknown_programme_is_refused(pulse: Command) -> None:
    refused = pulse("wave", "open", "field")
    assert (refused.status, refused.said) == (2, "")
    assert "There is no programme 'field'" in refused.complained


def test_a_broken_programme_file_is_refused_with_key_and_reason(pulse: Command, programme: Path) -> None:
    programme.write_text(PROGRAMME + "colour = 3\n", "utf-8")
    refused = pulse("programme", "apply", programme)
    assert refused.status == 2
    assert "colour" in refused.complained
    assert pulse("wave", "list").said == "There are no waves yet.\n"


@pytest.mark.parametrize(("closes", "reason"), [("soon", "is no date and time"), ("2026-05-18T18:00", "has no offset")])
def test_a_closing_time_needs_an_offset(pulse: Command, closes: str, reason: str) -> None:
    refused = pulse("wave", "open", "field", "--closes", closes)
    assert refused.status == 2
    assert reason in refused.complained


def test_while_a_programme_runs_an_imported_roster_waits(pulse: Command, programme: Path, tmp_path: Path) -> None:
    assert pulse("roster", "pending").said == "No roster waits for approval.\n"
    pulse("programme", "apply", programme)
    people = (tmp_path / "people.csv").read_bytes()
    (tmp_path / "people.csv").write_bytes(people + (line("new@acme.example", "Sales / Team 1") + "\n").encode())
    handed_in = pulse("roster", "import", "people.csv")
    assert handed_in.said.startswith("Nothing is imported yet. This roster of 31 people waits for approval by somebody")
    digest = hashlib.sha256((tmp_path / "people.csv").read_bytes()).hexdigest()
    pending = pulse("roster", "pending").said
    assert digest in handed_in.said
    assert digest in pending
    assert "joins     Ann Berg <new@acme.example>: rep of Sales / Team 1" in pending
    assert "30 people" in pulse("wave", "preview", "field").said


def test_with_approval_switched_off_one_person_imports(pulse: Command, programme: Path, tmp_path: Path) -> None:
    pulse("programme", "apply", programme)
    people = (tmp_path / "people.csv").read_bytes()
    (tmp_path / "people.csv").write_bytes(people + (line("new@acme.example", "Sales / Team 1") + "\n").encode())
    assert pulse("roster", "import", "people.csv", PULSE_ROSTER_APPROVAL="one person").said.startswith("Imported 31")


def test_what_protects_people_less_waits_for_a_person_of_hr(pulse: Command, programme: Path) -> None:
    programme.write_text(PROGRAMME + "k = 8\n", "utf-8")
    assert pulse("programme", "apply", programme).said.startswith("Applied field.")
    assert pulse("account", "add", "hr@acme.example", "--role", "hr").status == 0
    programme.write_text(PROGRAMME, "utf-8")
    assert pulse("programme", "apply", programme).said.startswith("field protects people less than before")
    assert "     8  fewest answers behind a number\n" in pulse("wave", "preview", "field").said
    programme.write_text(PROGRAMME + "k = 9\n", "utf-8")
    assert pulse("programme", "apply", programme).said.startswith("Applied field.")
    assert "     9  fewest answers behind a number\n" in pulse("wave", "preview", "field").said


def test_a_preview_says_who_is_invited_in_which_cell_and_under_which_thresholds(
    pulse: Command, programme: Path
) -> None:
    pulse("programme", "apply", programme)
    said = pulse("wave", "preview", "field").said
    assert said.startswith("Field Pulse would invite 30 people on ")
    assert "    10  Sales / Team 0\n" in said
    assert "     5  fewest answers behind a number\n" in said
