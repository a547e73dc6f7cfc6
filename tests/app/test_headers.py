"""Every answer of every route, whatever its status and whoever asks, brings the headers that protect its reader."""

from collections.abc import Iterator, Mapping

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from pulse.app import create_app
from pulse.database import Role
from pulse.house import open_house
from tests.app.test_access import cases, held
from tests.dashboards.stage import Stage
from tests.engines import as_web

__all__ = ["held"]

pytestmark = pytest.mark.once

READERS = (None, "lena@acme.example", "hanna@acme.example", "otto@acme.example")
SAME: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
REPS = ("/w/", "/r/")
MAIL_AS_A_PAGE = "/invitation"


def faults(answer: TestResponse) -> Iterator[str]:
    """What is missing or too much in the headers of an answer."""
    headers, path = answer.headers, answer.request.path
    policy = headers.get("Content-Security-Policy", "")
    yield from (name for name, value in SAME.items() if headers.get(name) != value)
    if headers.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
        yield "Referrer-Policy"
    if "default-src 'self'" not in policy and "default-src 'none'" not in policy:
        yield "default-src"
    if "unsafe" in policy and not (path.endswith(MAIL_AS_A_PAGE) and "sandbox" in policy):
        yield "unsafe"
    if "frame-ancestors 'none'" not in policy and not path.endswith(MAIL_AS_A_PAGE):
        yield "frame-ancestors"
    if not path.startswith(("/static/", "/api/")) and headers.get("Cache-Control") != "no-store":
        yield "Cache-Control"
    if path.startswith(REPS) and (headers.get("Set-Cookie") or headers.get("ETag")):
        yield "a cookie or an ETag for a rep"
    yield from (name for name in ("Server", "X-Powered-By", "Access-Control-Allow-Origin") if name in headers)
    if (answer.mimetype or "").startswith("text/") and "charset=utf-8" not in headers["Content-Type"]:
        yield "charset"


def bare(answer: TestResponse) -> list[tuple[str, int, str]]:
    with answer:
        return [(answer.request.path, answer.status_code, fault) for fault in faults(answer)]


@pytest.mark.parametrize("email", READERS)
def test_every_route_brings_them_to_everybody(held: Stage, email: str | None) -> None:
    wrong, statuses = [], set()
    for case in cases(held):
        web = held.sign_in(email) if email else held.app.test_client()
        answer = web.open(case.address, method=case.method, data={"format": "csv"})
        statuses.add(answer.status_code)
        wrong += bare(answer)
    assert wrong == []
    assert {200, 303, 404, 422} <= statuses


@pytest.mark.parametrize("wave", ["open", "closed", "no"])
def test_the_reps_pages_bring_them_in_every_state_of_a_wave(stage: Stage, wave: str) -> None:
    name = stage.open_wave() if wave != "no" else "0000000000000000"
    if wave == "closed":
        stage.close()
    for tail in ("", "/how", "/thanks", "/contract"):
        assert bare(stage.web.get(f"/w/{name}{tail}")) == []
        assert bare(stage.web.post(f"/w/{name}{tail}", data={"code": "x"})) == []


def test_what_is_refused_before_a_page_is_reached_brings_them(stage: Stage) -> None:
    answers = {
        400: stage.web.post("/sign-in", data={}),
        404: stage.web.get("/nothing/here"),
        405: stage.web.delete("/sign-in"),
        413: stage.web.post("/sign-in", data={"email": "x" * 100_000}),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert bare(answer) == []
    assert bare(stage.web.get("/static/nothing.css")) == []
    assert bare(stage.web.options("/sign-in")) == []


def test_an_error_on_our_side_brings_them(stage: Stage) -> None:
    def broken(token: str) -> str:
        raise RuntimeError

    def busy(token: str) -> str:
        raise OperationalError("", {}, ValueError())

    stage.app.testing = False
    for status, view in ((500, broken), (503, busy)):
        stage.app.view_functions["accounts.link"] = view
        answer = stage.web.get("/sign-in/x")
        assert answer.status_code == status
        assert bare(answer) == []


def test_a_static_file_asked_for_again_brings_them(stage: Stage) -> None:
    first = stage.web.get("/static/staff.css")
    first.close()
    again = stage.web.get("/static/staff.css", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert bare(again) == []


def test_behind_https_every_answer_says_to_stay_there(held: Stage) -> None:
    settings = as_web(held.house.settings).model_copy(update={"secure_cookies": True})
    house = open_house(Role.WEB, settings, held.clock)
    web: FlaskClient = create_app(house).test_client()
    for case in cases(held):
        with web.open(case.address, method=case.method, base_url="https://localhost") as answer:
            said = answer.headers.get("Strict-Transport-Security")
            assert (case.address, said) == (case.address, "max-age=31536000; includeSubDomains")
    house.databases.dispose()
