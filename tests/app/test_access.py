"""Who may open which page: every route says so here, and one that does not fails this test."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from flask import url_for
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from pulse.accounts.models import StaffRole
from pulse.accounts.operations import add_account
from pulse.accounts.people import Staff
from pulse.accounts.sessions import begin_session
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
    "pauses.look": ANYBODY,
    "pauses.wish": ANYBODY,
    "accounts.home": STAFF,
    "accounts.sign_in": ANYBODY,
    "accounts.ask_to_sign_in": ANYBODY,
    "accounts.code": ANYBODY,
    "accounts.sign_in_with_code": ANYBODY,
    "accounts.link": ANYBODY,
    "accounts.sign_in_with_link": ANYBODY,
    "accounts.sign_out": ANYBODY,
    "accounts.sign_out_everywhere": STAFF,
    "accounts.proving.again": STAFF,
    "accounts.proving.ask_for_mail": STAFF,
    "accounts.proving.carry_on": STAFF,
    "accounts.provider.set_out": ANYBODY,
    "accounts.provider.prove": STAFF,
    "accounts.provider.come_back": ANYBODY,
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
    "hr_api.overview": HR,
    "hr_provisioning.overview": HR,
    "scim.config": ANYBODY,
    "scim.schemas": ANYBODY,
    "scim.schema": ANYBODY,
    "scim.resource_types": ANYBODY,
    "scim.resource_type": ANYBODY,
    "scim.users": ANYBODY,
    "scim.add_user": ANYBODY,
    "scim.user": ANYBODY,
    "scim.replace_user": ANYBODY,
    "scim.change_user": ANYBODY,
    "scim.remove_user": ANYBODY,
    "scim.groups": ANYBODY,
    "scim.add_group": ANYBODY,
    "scim.group": ANYBODY,
    "scim.replace_group": ANYBODY,
    "scim.change_group": ANYBODY,
    "scim.remove_group": ANYBODY,
    "scim.search": ANYBODY,
    "scim.bulk": ANYBODY,
    "metrics.metrics": ANYBODY,
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
    "accounts.sign_out_everywhere": 303,
    "accounts.proving.ask_for_mail": 303,
    "accounts.proving.carry_on": 404,
    "accounts.provider.prove": 404,
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
OPEN = {
    "respond.questions": 404,
    "respond.send": 404,
    "respond.thanks": 404,
    "respond.how": 404,
    "respond.contract": 404,
    "pauses.wish": 422,
    "results.results": 404,
    "accounts.ask_to_sign_in": 422,
    "accounts.sign_in_with_code": 422,
    "accounts.link": 410,
    "accounts.sign_in_with_link": 410,
    "accounts.sign_out": 303,
    "accounts.provider.set_out": 404,
    "accounts.provider.come_back": 404,
    "exports.read_books": 404,
    "exports.open_books": 404,
}
PROGRAMS = ("api.", "metrics.", "scim.")
OPEN |= {one: 401 for one in AUDIENCE if one.startswith(PROGRAMS) and one != "api.openapi"}
"""What everybody gets of a page open to all, where it is not the page: the box is empty here, and no link genuine."""
ENDS_SESSIONS = {"accounts.sign_out", "accounts.sign_out_everywhere"}

SALES, SOUTH, MUNICH, GRAZ = "Sales", "Sales / South", "Sales / South / Munich", "Sales / South / <b>Graz"
NORTH, HAMBURG, UNKNOWN = "Sales / North", "Sales / North / Hamburg", "no such unit"
UNITS = (SALES, SOUTH, MUNICH, GRAZ, NORTH, HAMBURG, UNKNOWN)
EVERYWHERE = {SALES, SOUTH, MUNICH, GRAZ, NORTH, HAMBURG}
TEAMS = {MUNICH, GRAZ, HAMBURG}
HR_ALONE, HR_AND_LEADER, OPERATOR = "hanna@acme.example", "nora@acme.example", "otto@acme.example"
CAST: Mapping[str, set[str]] = {
    "ruth@acme.example": EVERYWHERE,
    "sue@acme.example": {SOUTH, MUNICH, GRAZ},
    "lena@acme.example": {MUNICH},
    "gina@acme.example": {GRAZ},
    HR_ALONE: set(),
    HR_AND_LEADER: {HAMBURG},
    OPERATOR: set(),
}
"""Who signs in, and the units they may open: their own and what is below, never one above or beside it."""
LED = {"ruth@acme.example": SALES, "sue@acme.example": SOUTH, "lena@acme.example": MUNICH}
LED |= {"gina@acme.example": GRAZ, HR_AND_LEADER: HAMBURG}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE")

# What is asked of the database is asked on both engines by each room's own tests.
pytestmark = pytest.mark.once


@dataclass(frozen=True)
class Case:
    """One way to ask for one page."""

    endpoint: str
    method: str
    unit: str | None
    address: str


@pytest.fixture
def held(stage: Stage) -> Stage:
    stage.app.config["WTF_CSRF_ENABLED"] = False
    stage.hold_wave(everybody(), themes)
    with stage.house.databases.office.writing() as office:
        add_account(office, HR_AND_LEADER, StaffRole.HR, "a test", stage.clock())
    return stage


def themes(codes: Mapping[str, str]) -> Comments:
    """Every unit raises the same theme."""
    return Comments((), tuple(ThemeCount(codes[unit], "price", 6) for unit in sorted(EVERYWHERE)))


def test_every_route_declares_its_audience(stage: Stage) -> None:
    assert {rule.endpoint for rule in stage.app.url_map.iter_rules()} == AUDIENCE.keys()


@pytest.mark.parametrize("email", CAST)
def test_everybody_opens_what_is_theirs_and_nothing_else(held: Stage, email: str) -> None:
    web, wrong = held.sign_in(email), []
    for case in cases(held):
        status, expected = _asked(web, case), _expected(email, case)
        wrong += [(case, status, expected)] if status != expected else []
        if case.endpoint in ENDS_SESSIONS:
            web = held.sign_in(email)
    assert wrong == []


def test_without_signing_in_one_is_led_to_sign_in(held: Stage) -> None:
    _is_led_to_sign_in(held, held.web)


def test_a_rep_with_a_session_is_nobody(held: Stage) -> None:
    rep = Staff("rep1@acme.example", "Rep 1")
    with held.house.databases.office.writing() as office:
        begin_session(office, rep, b"token", held.clock(), proved_at=held.clock())
    with held.web.session_transaction() as session:
        session["token"] = b"token"
    _is_led_to_sign_in(held, held.web)


@pytest.mark.parametrize("email", [None, "lena@acme.example", HR_AND_LEADER])
def test_a_page_answers_its_own_methods_alone(held: Stage, email: str | None) -> None:
    web, known = held.sign_in(email) if email else held.web, defaultdict[str, set[str]](set)
    for case in cases(held):
        known[case.address] |= {case.method, *(["HEAD"] if case.method == "GET" else [])}
    for address, methods in known.items():
        for method in set(METHODS) - methods:
            assert (address, method, web.open(address, method=method).status_code) == (address, method, 405)


def _is_led_to_sign_in(held: Stage, web: FlaskClient) -> None:
    for case in cases(held):
        if AUDIENCE[case.endpoint] == ANYBODY:
            assert (case, _asked(web, case)) == (case, OPEN.get(case.endpoint, 200))
            continue
        with web.open(case.address, method=case.method) as response:
            assert (case, response.status_code) == (case, 303)
            assert response.location.startswith("/sign-in?next=")


def _asked(web: FlaskClient, case: Case) -> int:
    with web.open(case.address, method=case.method, data={"format": "csv"}) as response:
        return response.status_code


def _expected(email: str, case: Case) -> int:
    audience = AUDIENCE[case.endpoint]
    if audience == ANYBODY:
        return OPEN.get(case.endpoint, 200)
    return OTHERWISE.get(case.endpoint, 200) if _may_open(email, audience, case.unit) else 404


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
        return email in (HR_ALONE, HR_AND_LEADER)
    if audience == OWN_LEADER:
        return unit == LED.get(email)
    return unit in CAST[email] and (audience == LEADER or unit not in TEAMS)


def cases(stage: Stage) -> Iterator[Case]:
    """Every route with each of its methods; those of units once for every unit."""
    for rule in stage.app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            for unit in UNITS if "unit" in rule.arguments else [None]:
                yield Case(rule.endpoint, method, unit, _address(stage, rule, unit))


def _address(stage: Stage, rule: Rule, unit: str | None) -> str:
    values: dict[str, Any] = {"dimension": "safety", "choice": "p4", "name": stage.held[0], "subject": "figures"}
    values |= {"wave": stage.held[0], "theme": "price", "promise": "1", "token": "x", "filename": "staff.css"}
    values |= {"programme": PROGRAMME.name, "kind": "hr", "key": "x"}
    values["unit"] = stage.code(unit) if unit in EVERYWHERE else "0000"
    with stage.app.test_request_context():
        return url_for(rule.endpoint, **{name: value for name, value in values.items() if name in rule.arguments})
