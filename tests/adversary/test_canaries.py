"""A12 over a whole installation: what was marked is found nowhere, and would be."""

from pathlib import Path

import pytest

from tests.adversary import canaries


@pytest.mark.parametrize("log", ["text", "json"])
def test_no_log_and_no_file_of_an_installation_holds_what_was_marked(log: canaries.LogFormat) -> None:
    assert canaries.attempt(1, log=log) == []


def test_a_mark_in_a_file_is_found_wherever_it_stands(tmp_path: Path) -> None:
    log, office = tmp_path / "web.log", tmp_path / "office.sqlite"
    log.write_bytes(b"GET /w/WAVE?code=canary1 Agent")
    office.write_bytes(b"repcanary1@acme.example ... canary1 waits for prices")
    assert canaries.holds(log, "canary1", "canary1")
    assert canaries.holds(office, "canary1", "canary1")
    office.write_bytes(b"repcanary1@acme.example")
    assert not canaries.holds(office, "canary1", "canary1")
