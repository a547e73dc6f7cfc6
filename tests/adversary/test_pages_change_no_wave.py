"""A16 through the pages: whatever HR, an operator or a leader posts anywhere, an open wave stays as it was."""

from collections.abc import Iterator
from secrets import token_bytes

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pulse.accounts.queries import staff
from pulse.accounts.sessions import begin_session
from pulse.app import create_app
from pulse.database import Role
from pulse.house import House, open_house
from pulse.worker import tick
from tests.adversary.scheming import HR, OPERATOR, Schemer
from tests.conftest import TestClock
from tests.engines import as_web

METHODS = ("POST", "PUT", "PATCH", "DELETE")
WISHES = {
    "decision": "approve", "closes_at": "2020-01-01T00:00Z", "opens_at": "2030-01-01", "k": "1", "state": "closed",
    "close": "1", "reopen": "1", "release": "1", "format": "csv", "threshold": "1", "unit": "all", "email": HR,
}  # fmt: skip


@pytest.fixture
def schemer(house: House, clock: TestClock) -> Schemer:
    found = Schemer(house, clock)
    found.sets_up()
    found.opens(days_later=1)
    return found


@pytest.fixture
def app(schemer: Schemer, clock: TestClock) -> Iterator[Flask]:
    web = open_house(Role.WEB, as_web(schemer.house.settings), clock)
    made = create_app(web)
    made.config["WTF_CSRF_ENABLED"] = False
    yield made
    web.databases.dispose()


def signed_in(app: Flask, schemer: Schemer, email: str) -> FlaskClient:
    token, browser = token_bytes(32), app.test_client()
    with schemer.house.databases.office.writing() as session:
        person = staff(session, email)
        assert person is not None
        begin_session(session, person, token, schemer.clock(), proved_at=schemer.clock())
    with browser.session_transaction() as kept:
        kept["token"] = token
    return browser


def addresses(app: Flask, schemer: Schemer) -> Iterator[str]:
    """Every address there is, for the open wave and the root of the tree."""
    values = {"wave": schemer.wave().name, "name": schemer.wave().name, "programme": "pulse", "subject": "figures"}
    values |= {"unit": schemer.unit("Sales"), "dimension": "safety", "token": "x", "filename": "staff.css"}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            missing = dict.fromkeys(rule.arguments - values.keys(), "x")
            yield app.url_map.bind("localhost").build(
                rule.endpoint, {name: value for name, value in (values | missing).items() if name in rule.arguments}
            )


@pytest.mark.parametrize("email", [HR, OPERATOR, "head@acme.example"])
def test_no_page_changes_an_open_wave(app: Flask, schemer: Schemer, email: str) -> None:
    before, browser = schemer.frozen(), signed_in(app, schemer, email)
    for address in set(addresses(app, schemer)):
        for method in METHODS:
            browser.open(address, method=method, data=WISHES).close()
    tick(schemer.house)
    assert schemer.frozen() == before
    assert schemer.wave().closed_at is None


def test_no_page_approves_a_roster_that_nobody_looked_at(app: Flask, schemer: Schemer) -> None:
    assert schemer.hands_in_without_approval()
    for email in (HR, OPERATOR, "head@acme.example"):
        browser = signed_in(app, schemer, email)
        for digest in ("", "0" * 64):
            answer = browser.post("/hr/roster", data={"decision": "approve", "digest": digest})
            assert answer.status_code == (409 if email == HR else 404)
