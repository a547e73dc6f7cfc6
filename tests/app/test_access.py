"""Who may open which page: every route says so here, and one that does not fails this test."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask, url_for

from pulse.publications.comments import Comments, ThemeCount
from tests.dashboards.stage import PROGRAMME, Stage, everybody

ANYBODY, STAFF, LEADER, LEADER_OF_LEADERS, HR = "anybody", "staff", "leader", "leader of leaders", "hr"
OWN_LEADER = "the unit's own leader"

AUDIENCE = {
    "static": ANYBODY,
    "alive": ANYBODY,
    "ready": ANYBODY,
    "respond.questions": ANYBODY,
    "respond.send": ANYBODY,
    "respond.thanks": ANYBODY,
    "respond.how": ANYBODY,
    "respond.contract": ANYBODY,
    "results.results": ANYBODY,
    "accounts.home": STAFF,
    "accounts.sign_in": ANYBODY,
    "accounts.ask_to_sign_in": ANYBODY,
    "accounts.code": ANYBODY,
    "accounts.sign_in_with_code": ANYBODY,
    "accounts.link": ANYBODY,
    "accounts.sign_in_with_link": ANYBODY,
    "accounts.sign_out": ANYBODY,
    "dashboards.home": LEADER,
    "dashboards.overview": LEADER,
    "dashboards.trend": LEADER,
    "dashboards.chart": LEADER,
    "dashboards.comments": LEADER,
    "dashboards.answers.theme": LEADER,
    "dashboards.answers.answer": LEADER,
    "dashboards.answers.promises": LEADER,
    "dashboards.answers.timeline": LEADER,
    "dashboards.answers.change": LEADER,
    "dashboards.heat": LEADER_OF_LEADERS,
    "dashboards.field.forecast": LEADER,
    "dashboards.field.chart": LEADER,
    "dashboards.field.field": LEADER_OF_LEADERS,
    "dashboards.field.shares": LEADER_OF_LEADERS,
    "dashboards.coaching.coaching": LEADER,
    "dashboards.coaching.playbook": LEADER,
    "dashboards.mirror.look": OWN_LEADER,
    "dashboards.mirror.keep": OWN_LEADER,
    "planning.overview": HR,
    "planning.wave": HR,
    "planning.preview": HR,
    "planning.questions": HR,
    "planning.loop": HR,
    "planning.mail": HR,
    "hr_roster.overview": HR,
    "hr_roster.decide": HR,
    "hr_roster.upload": HR,
    "hr_roster.changes": HR,
    "hr_roster.hand_in": HR,
    "hr_programme.new": HR,
    "hr_programme.create": HR,
    "hr_programme.edit": HR,
    "hr_programme.change": HR,
    "hr_programme.decide": HR,
    "hr_programme.pin": HR,
    "hr_programme.saved": HR,
    "hr_programme.invitation": HR,
    "themes.listing": HR,
    "themes.go_back": HR,
    "themes.edit": HR,
    "themes.change": HR,
    "planning.log": STAFF,
    "targets.overview": HR,
    "targets.upload": HR,
    "targets.decide": HR,
    "targets.download": HR,
    "targets.download_example": HR,
    "digests.overview": HR,
    "digests.preview": HR,
    "digests.month": LEADER_OF_LEADERS,
    "api.openapi": ANYBODY,
    "api.programmes": ANYBODY,
    "api.waves": ANYBODY,
    "api.one_wave": ANYBODY,
    "api.contract": ANYBODY,
    "api.measures": ANYBODY,
    "api.units": ANYBODY,
    "api.figures": ANYBODY,
    "exports.overview": HR,
    "exports.download": HR,
    "exports.issue_books": HR,
    "exports.read_books": ANYBODY,
    "exports.open_books": ANYBODY,
}
OTHERWISE = {
    "accounts.home": 303,
    "dashboards.answers.answer": 422,
    "dashboards.answers.change": 404,
    "dashboards.mirror.keep": 410,
    "themes.go_back": 303,
    "hr_programme.create": 422,
    "hr_programme.change": 422,
    "hr_programme.decide": 409,
    "hr_programme.pin": 404,
    "hr_programme.saved": 303,
    "hr_roster.decide": 409,
    "hr_roster.upload": 422,
    "dashboards.field.shares": 404,
    "targets.upload": 422,
    "targets.decide": 409,
    "hr_roster.changes": 409,
    "hr_roster.hand_in": 409,
}
"""What whoever may open a page gets, where it is not the page: home leads on, and no roster waits here."""
EVERYWHERE = {"Sales", "Sales / South", "Sales / South / Munich", "Sales / North", "Sales / North / Hamburg"}
TEAMS = {"Sales / South / Munich", "Sales / North / Hamburg"}
CAST = {
    "ruth@acme.example": EVERYWHERE,
    "sue@acme.example": {"Sales / South", "Sales / South / Munich"},
    "lena@acme.example": {"Sales / South / Munich"},
    "hanna@acme.example": set(),
    "otto@acme.example": set(),
}
"""Who signs in, and the units they may open."""
LED = {"ruth@acme.example": "Sales", "sue@acme.example": "Sales / South", "lena@acme.example": "Sales / South / Munich"}


@pytest.fixture
def held(stage: Stage) -> Stage:
    stage.app.config["WTF_CSRF_ENABLED"] = False
    stage.hold_wave(everybody(), themes)
    return stage


def themes(codes: Mapping[str, str]) -> Comments:
    """Every unit raises the same theme."""
    return Comments((), tuple(ThemeCount(codes[unit], "price", 6) for unit in sorted(EVERYWHERE)))


def test_every_route_declares_its_audience(stage: Stage) -> None:
    assert {rule.endpoint for rule in stage.app.url_map.iter_rules()} == AUDIENCE.keys()


@pytest.mark.parametrize("email", CAST)
def test_everybody_opens_what_is_theirs_and_nothing_else(held: Stage, email: str) -> None:
    web = held.sign_in(email)
    for endpoint, method, unit, address in _addresses(held):
        status = web.open(address, method=method, data={"format": "csv"}).status_code
        allowed = _may_open(email, AUDIENCE[endpoint], unit)
        expected = OTHERWISE.get(endpoint, 200) if allowed else 404
        assert (endpoint, unit, status) == (endpoint, unit, expected)


def test_without_signing_in_one_is_led_to_sign_in(held: Stage) -> None:
    for endpoint, method, _, address in _addresses(held):
        response = held.web.open(address, method=method)
        assert (endpoint, response.status_code) == (endpoint, 303)
        assert response.location.startswith("/sign-in?next=")


def test_the_page_of_another_unit_is_the_page_of_none(held: Stage) -> None:
    web, other = held.sign_in("lena@acme.example"), held.code("Sales / North / Hamburg")
    for tail in ("", "/trend", "/trend/safety", "/trend/safety.json", "/comments", "/map"):
        foreign, missing = web.get(f"/team/{other}{tail}"), web.get(f"/team/0000{tail}")
        assert (foreign.status_code, foreign.data, foreign.headers) == (404, missing.data, missing.headers)


def test_whoever_no_longer_leads_opens_nothing(held: Stage) -> None:
    web, munich = held.sign_in("lena@acme.example"), held.code("Sales / South / Munich")
    assert web.get(f"/team/{munich}").status_code == 200
    held.dismiss("lena@acme.example")
    assert web.get(f"/team/{munich}").status_code == 303


def _may_open(email: str, audience: str, unit: str | None) -> bool:
    if audience == STAFF:
        return True
    if audience == HR:
        return email == "hanna@acme.example"
    if audience == OWN_LEADER:
        return unit == LED.get(email)
    return unit in CAST[email] and (
        audience == LEADER or unit not in ("Sales / South / Munich", "Sales / North / Hamburg")
    )


def _addresses(stage: Stage) -> Iterator[tuple[str, str, str | None, str]]:
    """An address for every route of staff; those of units once for every unit: endpoint, method, unit, address."""
    for rule in stage.app.url_map.iter_rules():
        if AUDIENCE[rule.endpoint] == ANYBODY:
            continue
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        for unit in sorted(EVERYWHERE) if "unit" in rule.arguments else [None]:
            code = stage.code(unit) if unit else ""
            values: dict[str, Any] = {
                "unit": code,
                "dimension": "safety",
                "choice": "p4",
                "name": stage.held[0],
                "subject": "figures",
            }
            values |= {"wave": stage.held[0], "theme": "price", "promise": "1"}
            values |= {"programme": PROGRAMME.name, "kind": "hr"}
            yield rule.endpoint, method, unit, _built(stage.app, rule.endpoint, values, rule.arguments)


def _built(app: Flask, endpoint: str, values: dict[str, Any], wanted: set[str]) -> str:
    with app.test_request_context():
        return url_for(endpoint, **{name: value for name, value in values.items() if name in wanted})
