"""The operator's commands about accounts: another role, no account, no session."""

from tests.cli.conftest import Command


def test_a_role_is_changed_and_the_account_taken_away(pulse: Command) -> None:
    pulse("account", "add", "kim@acme.example", "--role", "hr")
    changed = pulse("account", "change", "Kim@ACME.example", "--role", "operator")
    assert changed.said == "kim@acme.example may sign in as operator from now on.\n"
    assert pulse("account", "list").said == "operator  kim@acme.example\n"
    assert pulse("account", "remove", "kim@acme.example").said == "kim@acme.example has no account any more.\n"
    assert pulse("account", "list").said == ""


def test_an_account_that_is_not_there_is_neither_changed_nor_removed(pulse: Command) -> None:
    for arguments in (("remove", "kim@acme.example"), ("change", "kim@acme.example", "--role", "hr")):
        outcome = pulse("account", *arguments)
        assert (outcome.status, "has no account" in outcome.complained) == (2, True)


def test_somebody_is_signed_out_of_every_browser(pulse: Command) -> None:
    assert pulse("account", "sign-out", "kim@acme.example").said == "kim@acme.example was signed out of 0 browsers.\n"
