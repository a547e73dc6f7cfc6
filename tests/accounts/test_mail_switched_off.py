"""Mailed links can be switched off per calling: then neither is a mail owed nor does a link or code let in."""

from secrets import token_bytes

import pytest
from sqlalchemy.orm import Session

from pulse.accounts import operations, queries
from pulse.accounts.models import StaffRole
from pulse.accounts.operations import Doors, Request
from pulse.accounts.tickets import Ticket, ticket
from pulse.settings import BadSettings, load_settings
from tests.conftest import TestClock

LENA, HANNA, OTTO = "lena@acme.example", "hanna@acme.example", "otto@acme.example"
KEY, BROWSER = b"the secret key of this installation", b"the browser that asked"
SECRET = {"PULSE_SECRET_KEY": "a secret for tests alone, of some length"}
PROVIDER = SECRET | {
    "PULSE_OIDC_ISSUER": "https://login.acme.example",
    "PULSE_OIDC_CLIENT_ID": "pulse",
    "PULSE_OIDC_CLIENT_SECRET": "hunter2",
}


def ask(office: Session, clock: TestClock, email: str) -> Ticket:
    nonce = token_bytes(16)
    operations.ask_to_sign_in(office, Request(email, BROWSER, "/"), nonce, clock())
    office.flush()
    return ticket(KEY, nonce)


def owed(office: Session, clock: TestClock, *callings: str) -> list[str]:
    return [sign_in.email for sign_in in queries.waiting_sign_ins(office, callings, clock())]


def is_let_in(office: Session, clock: TestClock, asked: Ticket, *callings: str, by_code: bool = False) -> bool:
    doors = Doors(KEY, callings)
    if by_code:
        return operations.enter_by_code(office, doors, asked.code, BROWSER, clock()) is not None
    return operations.enter_by_link(office, doors, asked.token, BROWSER, clock()) is not None


def test_mails_are_owed_to_the_callings_they_are_switched_on_for(office: Session, clock: TestClock) -> None:
    for email in (LENA, HANNA, OTTO):
        ask(office, clock, email)
    assert owed(office, clock, "leader", "hr", "operator") == [LENA, HANNA, OTTO]
    assert owed(office, clock, "leader", "operator") == [LENA, OTTO]
    assert owed(office, clock, "leader") == [LENA]
    assert owed(office, clock) == []


@pytest.mark.parametrize("by_code", [False, True])
@pytest.mark.parametrize(("email", "calling"), [(LENA, "leader"), (HANNA, "hr"), (OTTO, "operator")])
def test_a_link_or_code_of_before_lets_in_no_longer(
    office: Session, clock: TestClock, email: str, calling: str, by_code: bool
) -> None:
    others = {"leader", "hr", "operator"} - {calling}
    assert not is_let_in(office, clock, ask(office, clock, email), *others, by_code=by_code)
    assert is_let_in(office, clock, ask(office, clock, email), calling, by_code=by_code)


def test_a_leader_who_is_of_hr_needs_both(office: Session, clock: TestClock) -> None:
    operations.add_account(office, LENA, StaffRole.HR, "a test", clock())
    asked = ask(office, clock, LENA)
    assert owed(office, clock, "leader", "operator") == owed(office, clock, "hr") == []
    assert not is_let_in(office, clock, asked, "leader")
    assert owed(office, clock, "leader", "hr") == []  # the link was tried and is used up
    assert is_let_in(office, clock, ask(office, clock, LENA), "leader", "hr")


def test_the_setting_is_a_list_in_the_environment() -> None:
    assert load_settings(environ=PROVIDER | {"PULSE_MAILED_SIGN_IN": "leader; operator"}).mailed_sign_in == (
        "leader",
        "operator",
    )


@pytest.mark.parametrize(
    ("environ", "problem"),
    [
        (SECRET | {"PULSE_MAILED_SIGN_IN": "leader"}, "mailed_sign_in must name leader, hr and operator unless"),
        (PROVIDER | {"PULSE_MAILED_SIGN_IN": "leaders"}, "PULSE_MAILED_SIGN_IN"),
        (PROVIDER | {"PULSE_OIDC_CLIENT_SECRET": ""}, "oidc_issuer needs oidc_client_id and oidc_client_secret"),
        (PROVIDER | {"PULSE_OIDC_ISSUER": "http://login.acme.example"}, "must begin with https://"),
        (PROVIDER | {"PULSE_OIDC_ISSUER": "https://login.acme.example/?x=1"}, "must begin with https://"),
        (PROVIDER | {"PULSE_OIDC_ISSUER": "https://[::1"}, "must begin with https://"),
        (PROVIDER | {"PULSE_OIDC_MAIL_VERIFIED": "no"}, "PULSE_OIDC_MAIL_VERIFIED"),
    ],
)
def test_settings_that_lock_somebody_out_or_trust_too_much_stop_the_start(
    environ: dict[str, str], problem: str
) -> None:
    with pytest.raises(BadSettings, match=r"^Pulse cannot start") as refused:
        load_settings(environ=environ)
    assert problem in str(refused.value)
    assert "hunter2" not in str(refused.value)
