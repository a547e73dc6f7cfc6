"""`settings` prints what can be set, and docs/settings.md is what it prints."""

from pathlib import Path

from pulse.settings import Settings
from tests.cli.conftest import Command
from tests.cli.running import run_unheard

PAGE = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


def test_the_page_about_settings_is_what_the_command_prints(pulse: Command) -> None:
    printed = pulse("settings")
    assert printed.status == 0
    assert PAGE.read_text("utf-8") == printed.said, (
        "A setting was changed. Write the page anew: python -m pulse settings > docs/settings.md"
    )


def test_every_setting_has_its_variable_and_a_description(pulse: Command) -> None:
    said = pulse("settings").said
    for name, field in Settings.model_fields.items():
        assert f"`PULSE_{name.upper()}`" in said
        assert field.description
        assert field.description in said


def test_secrets_are_marked_and_none_is_printed(pulse: Command) -> None:
    said = pulse("settings", PULSE_SECRET_KEY="canary, a secret of some length and more").said
    assert "canary" not in said
    assert "## secret_key" in said
    assert "A secret" in said[said.index("## secret_key") :].split("## ")[1]


def test_whoever_reads_no_further_gets_no_complaint(tmp_path: Path) -> None:
    outcome = run_unheard(tmp_path, {}, "settings")
    assert (outcome.status, outcome.complained) == (141, "")
