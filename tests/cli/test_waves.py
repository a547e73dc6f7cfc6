"""From an empty directory to an open wave, by commands alone."""

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


def test_a_tick_without_work_says_so(pulse: Command) -> None:
    ticked = pulse("tick")
    assert (ticked.status, ticked.said) == (0, "Nothing was due.\n")


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
