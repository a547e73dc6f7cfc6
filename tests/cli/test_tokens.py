"""Tokens and webhooks are made, listed and taken away on the command line; a secret is printed once."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.cli.conftest import Command

UNTIL = str((datetime.now(UTC) + timedelta(days=90)).date())


def test_a_token_is_printed_once_and_listed_without_it(pulse: Command) -> None:
    made = pulse("token", "add", "--purpose", "figures", "--name", "BI warehouse", "--until", UNTIL)
    assert (made.status, made.complained) == (0, "")
    token = made.said.splitlines()[0]
    assert re.fullmatch(r"pulse_[\w-]{43}", token)
    listed = pulse("token", "list").said
    assert token not in listed
    assert listed == f"figures   good     until {UNTIL}  never used  BI warehouse\n"


def test_a_revoked_token_is_listed_as_revoked(pulse: Command) -> None:
    pulse("token", "add", "--purpose", "metrics", "--name", "Prometheus", "--until", UNTIL)
    assert pulse("token", "revoke", "Prometheus").status == 0
    assert "metrics   revoked" in pulse("token", "list").said
    again = pulse("token", "revoke", "Prometheus")
    assert (again.status, again.complained) == (
        2,
        "There is no token of this name that is not revoked. List them with: python -m pulse token list\n",
    )


def test_a_token_needs_an_end_and_a_known_purpose(pulse: Command) -> None:
    for wrong in (
        ("--purpose", "comments", "--name", "a", "--until", UNTIL),
        ("--purpose", "figures", "--name", "a", "--until", "soon"),
        ("--purpose", "figures", "--name", "a"),
        ("--purpose", "figures", "--name", "a", "--until", "2020-01-01"),
    ):
        assert pulse("token", "add", *wrong).status == 2
    assert pulse("token", "list").said == ""


def test_a_webhook_is_added_listed_by_its_host_and_removed(pulse: Command, tmp_path: Path) -> None:
    settings = {"PULSE_WEBHOOKS_INSIDE": "true"}
    added = pulse("webhook", "add", "https://127.0.0.1:9/hook?key=topsecret", **settings)
    assert (added.status, added.complained) == (0, "")
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", added.said.splitlines()[0])
    secret = tmp_path / "data" / "keys" / "webhooks" / "1.secret"
    assert secret.stat().st_mode & 0o077 == 0
    listed = pulse("webhook", "list").said
    assert listed == "1  127.0.0.1:9  0 delivered, 0 waiting, 0 given up\n"
    assert pulse("webhook", "remove", "1").status == 0
    assert not secret.exists()
    assert pulse("webhook", "list").said == ""
    assert pulse("webhook", "remove", "1").status == 2


def test_an_address_that_may_not_be_told_is_refused(pulse: Command) -> None:
    for address in ("https://127.0.0.1/", "http://acme.example/", "https://u:p@acme.example/", "ftp://acme.example/"):
        assert pulse("webhook", "add", address).status == 2
    assert pulse("webhook", "list").said == ""
