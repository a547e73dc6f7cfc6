"""What protects every page: headers, forms that cannot be forged, cookies, and errors that tell nothing."""

import logging
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pulse.app import create_app
from pulse.database import Role
from pulse.errors import Refusal
from pulse.house import open_house
from pulse.settings import Settings
from tests.conftest import TestClock
from tests.dashboards.stage import Stage, everybody

WITHOUT_COOKIES = ("respond.", "pauses.", "scim.")
"""Rooms whose callers show a code or a token with every request, so that nothing can be forged in their name."""
FORMS = [
    "/sign-in",
    "/sign-in/code",
    "/sign-in/token",
    "/sign-out",
    "/sign-out/everywhere",
    "/provider",
    "/prove",
    "/prove/provider",
    "/team/UNIT/mirror",
    "/team/UNIT/promises/1",
    "/team/UNIT/theme/WAVE/price",
    "/hr/themes",
    "/hr/themes/price",
    "/hr/programme",
    "/hr/programme/sales",
    "/hr/programme/sales/decision",
    "/hr/programme/sales/pin",
    "/hr/roster",
    "/hr/roster/upload",
    "/hr/roster/hand-in",
    "/hr/targets",
    "/hr/targets/upload",
    "/hr/books",
    "/hr/exports/WAVE/figures",
]


@pytest.fixture
def web(stage: Stage) -> FlaskClient:
    stage.hold_wave(everybody())
    return stage.sign_in("lena@acme.example")


def _pages(stage: Stage, web: FlaskClient) -> list[TestResponse]:
    munich = stage.code("Sales / South / Munich")
    addresses = ["/", "/sign-in", "/sign-in/code", "/sign-in/x", f"/team/{munich}", f"/team/{munich}/trend/safety.json"]
    return [web.get(address) for address in (*addresses, "/log", "/hr", "/nothing", "/healthz", "/readyz")]


def test_every_page_forbids_what_it_does_not_need(stage: Stage, web: FlaskClient) -> None:
    for page in _pages(stage, web):
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert "Server" not in page.headers


def test_no_page_holds_a_script_or_a_style_of_its_own(stage: Stage, web: FlaskClient) -> None:
    for page in _pages(stage, web):
        assert not re.search(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|javascript:", page.text)


def test_pages_name_no_other_host(stage: Stage, web: FlaskClient) -> None:
    for page in _pages(stage, web):
        assert re.findall(r"(?:https?:)?//[\w.-]+", page.text) == []


def test_static_files_are_kept_for_ever_under_their_content(stage: Stage, web: FlaskClient) -> None:
    sheet = re.search(r'href="(/static/staff\.css\?v=\w+)"', web.get("/sign-in").text)
    assert sheet
    kept, plain = web.get(sheet[1]), web.get("/static/staff.css")
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert plain.headers["Cache-Control"] == "no-cache"
    kept.close()
    plain.close()


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(stage: Stage) -> None:
    cookie = stage.web.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_behind_https_the_cookie_is_sent_nowhere_else(settings: Settings, clock: TestClock) -> None:
    house = open_house(Role.WEB, settings.model_copy(update={"secure_cookies": True}), clock)
    page = create_app(house).test_client().get("/sign-in", base_url="https://localhost")
    assert page.headers["Set-Cookie"].startswith("__Host-pulse=")
    assert "Secure" in page.headers["Set-Cookie"]
    assert "max-age" in page.headers["Strict-Transport-Security"]
    house.databases.dispose()


def test_the_respondents_pages_set_no_cookie(stage: Stage) -> None:
    wave = stage.open_wave()
    for address in (f"/w/{wave}", f"/w/{wave}/how", f"/w/{wave}/thanks", "/w/nothing", "/healthz", "/static/staff.css"):
        response = stage.web.get(address)
        assert (address, response.headers.getlist("Set-Cookie")) == (address, [])
        response.close()
    assert not stage.web.post(f"/w/{wave}", data={}).headers.getlist("Set-Cookie")


@pytest.mark.parametrize("address", FORMS)
def test_a_forged_form_is_refused(stage: Stage, web: FlaskClient, address: str) -> None:
    for person in ("lena@acme.example", "hanna@acme.example"):
        response = stage.sign_in(person).post(address, data={"email": "lena@acme.example", "format": "csv"})
        assert response.status_code == 400
        assert "load the page again" in response.text


def test_every_form_of_staff_is_among_the_forged_ones(stage: Stage) -> None:
    posts = [rule for rule in stage.app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert len([rule for rule in posts if not rule.endpoint.startswith(WITHOUT_COOKIES)]) == len(FORMS)


def test_a_form_that_is_too_large_is_refused(stage: Stage) -> None:
    response = stage.web.post("/sign-in", data={"email": "x" * 100_000})
    assert response.status_code == 413
    assert "more than Pulse takes" in response.text


def test_a_wrong_method_is_refused_plainly(stage: Stage) -> None:
    response = stage.web.delete("/sign-in")
    assert response.status_code == 405
    assert "cannot be used in this way" in response.text


def test_an_error_tells_nothing_and_its_log_names_no_address(
    stage: Stage, web: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> str:
        raise RuntimeError("the secret of 42 people")

    stage.app.testing = False
    stage.app.view_functions["accounts.link"] = lambda token: broken()
    with caplog.at_level(logging.ERROR):
        response = web.get("/sign-in/a-token-nobody-may-see")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "went wrong on our side" in response.text
    assert "accounts.link" in caplog.text
    assert "a-token-nobody-may-see" not in caplog.text


def test_a_refusal_is_shown_with_its_sentence_and_status(stage: Stage, web: FlaskClient) -> None:
    class TooLate(Refusal):
        status = 410
        sentence = "This is over <now>."

    def refuse(token: str) -> str:
        raise TooLate

    stage.app.view_functions["accounts.link"] = refuse
    response = web.get("/sign-in/x")
    assert response.status_code == 410
    assert "This is over &lt;now&gt;." in response.text
