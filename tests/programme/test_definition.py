"""A programme file: what it may say, and how everything wrong with it is told at once."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.programme.definition import BadProgramme, Definition, parse_definition, read_definition

SMALLEST = """
name = "sales-pulse"
title = "Sales Pulse"
audience = "Sales"
first_wave = 2026-02-03
time_zone = "Europe/Berlin"
"""
EXAMPLE = Path(__file__).resolve().parents[2] / "config" / "programme.example.toml"


def problems(extra: str, without: str = "") -> list[str]:
    lines = [line for line in SMALLEST.splitlines() if not without or not line.startswith(without)]
    with pytest.raises(BadProgramme) as refused:
        parse_definition("\n".join(lines) + "\n" + extra, "sales.toml")
    return str(refused.value).splitlines()


def test_the_smallest_file_is_a_wave_every_four_weeks_from_tuesday_nine_to_monday_six() -> None:
    programme = parse_definition(SMALLEST, "sales.toml")
    assert (programme.every_weeks, programme.opens_at, programme.open_days, programme.closes_at) == (4, 9, 6, 18)
    assert (programme.reminders, programme.remind, programme.instrument) == (1, "everyone", "pulse-9")
    assert (programme.k, programme.comment_k, programme.least_comments) == (5, 8, 3)


def test_a_strict_programme_starts_at_eight_answers() -> None:
    assert parse_definition(SMALLEST + "strict = true", "sales.toml").k == 8
    assert problems("strict = true\nk = 7") == ["sales.toml: k: must be 8 or more in a strict programme."]


def test_the_shipped_example_is_valid() -> None:
    assert read_definition(EXAMPLE).audience


def test_the_shipped_example_explains_every_key() -> None:
    text = EXAMPLE.read_text("utf-8")
    assert [key for key in Definition.model_fields if f"{key} = " not in text and f"[[{key}]]" not in text] == []


def test_everything_wrong_is_told_at_once_with_file_key_and_reason() -> None:
    found = problems('every_weeks = 3\nk = 4\ncolour = "red"\nremind = "bosses"', without="title")
    assert [line.split(":")[:2] for line in found] == [
        ["sales.toml", " title"],
        ["sales.toml", " every_weeks"],
        ["sales.toml", " remind"],
        ["sales.toml", " k"],
        ["sales.toml", " colour"],
    ]
    assert "title: is missing." in found[0]
    assert "colour: is no key of a programme." in found[4]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("k = 4", "k"),
        ("k = 101\ncomment_k = 100", "k"),
        ("comment_k = 101", "comment_k"),
        ("comment_k = 4", "comment_k"),
        ("k = 9\ncomment_k = 8", "comment_k"),
        ("least_comments = 2", "least_comments"),
        ("opens_at = 2", "opens_at"),
        ("closes_at = 3", "closes_at"),
        ("send_at = 7", "send_at"),
        ("send_at = 18", "send_at"),
        ("reminders = 3", "reminders"),
        ("every_weeks = 2\nopen_days = 7", "open_days"),
        ("open_days = 14", "open_days"),
        ('instrument = "pulse-12"', "instrument"),
        ("planning_waves = [0]", "planning_waves.0"),
        ('[[pinned]]\nitem = "X4"', "pinned.0.from_wave"),
    ],
)
def test_a_value_out_of_its_bounds_is_refused_by_its_key(line: str, key: str) -> None:
    assert [problem.split(": ")[1] for problem in problems(line)] == [key]


@pytest.mark.parametrize(
    "line",
    [
        'time_zone = "Europe/Atlantis"',
        "first_wave = 2026-02-07",
        "first_wave = 0001-01-03",
        "first_wave = 9999-12-27",
        'title = "Two\\nlines"',
        'title = " spaced "',
        'name = "Not A Name"',
    ],
)
def test_a_key_that_cannot_be_used_is_refused(line: str) -> None:
    key = line.partition(" ")[0]
    assert [problem.split(": ")[1] for problem in problems(line, without=key)] == [key]


def test_what_is_no_toml_is_refused_by_name(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("name = ", "utf-8")
    with pytest.raises(BadProgramme, match=r"broken\.toml is not a TOML file"):
        read_definition(broken)
    with pytest.raises(BadProgramme, match=r"missing\.toml cannot be read"):
        read_definition(tmp_path / "missing.toml")


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 100_000], ids=["a number too large", "a nest too deep"])
def test_what_python_cannot_read_is_refused_by_name(tmp_path: Path, value: str) -> None:
    (tmp_path / "large.toml").write_text(f"k = {value}", "utf-8")
    with pytest.raises(BadProgramme, match=r"large\.toml is not a TOML file"):
        read_definition(tmp_path / "large.toml")


def test_a_pin_holds_three_waves_and_the_latest_wins() -> None:
    pins = '[[pinned]]\nitem = "X4"\nfrom_wave = 2\n[[pinned]]\nitem = "F3"\nfrom_wave = 4\n'
    programme = parse_definition(SMALLEST + pins, "sales.toml")
    assert [programme.pinned_in(wave, 3) for wave in range(1, 8)] == [None, "X4", "X4", "F3", "F3", "F3", None]


@given(st.dictionaries(st.sampled_from(list(Definition.model_fields)), st.integers() | st.text() | st.none()))
def test_a_definition_survives_storing_or_is_refused(values: dict[str, Any]) -> None:
    base: dict[str, Any] = {"name": "p", "title": "P", "audience": "Sales"}
    source = base | {"first_wave": "2026-02-03", "time_zone": "UTC"} | values
    try:
        definition = Definition.model_validate(source)
    except ValueError:
        return
    assert Definition.model_validate(json.loads(definition.model_dump_json())) == definition
