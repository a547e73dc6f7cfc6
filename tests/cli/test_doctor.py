"""`doctor` ends with 1 when something is wrong, and with 0 when all is well."""

from pathlib import Path

from tests.cli.conftest import Command
from tests.worker.postbox import Postbox


def test_a_new_installation_hears_what_is_missing(pulse: Command) -> None:
    outcome = pulse("doctor")
    assert outcome.status == 1
    assert "fault: The database office has no tables yet. Run: python -m pulse migrate" in outcome.said
    assert "fault: The mail server 127.0.0.1 does not answer" in outcome.said
    assert outcome.said.index("fault:") < outcome.said.index("warning:")


def test_settings_that_do_not_start_are_explained(pulse: Command) -> None:
    outcome = pulse("doctor", PULSE_SECRET_KEY="short")
    assert (outcome.status, outcome.complained) == (1, "")
    assert "secret_key" in outcome.said


def test_all_is_well_in_a_healthy_installation(pulse: Command, tmp_path: Path) -> None:
    for name in ("keys", "data"):
        (tmp_path / name).mkdir(mode=0o700)
    with Postbox() as server:
        changed = {
            "PULSE_MAIL_URL": server.url,
            "PULSE_KEY_DIRECTORIES": f"{tmp_path}/keys",
            "PULSE_CONTACT": "pulse@acme.example",
            "PULSE_MAIL_FROM": "Pulse <pulse@acme.example>",
        }
        assert pulse("migrate", **changed).status == 0
        outcome = pulse("doctor", **changed)
    assert (outcome.said.splitlines()[-1], outcome.status) == ("All is well.", 0)
