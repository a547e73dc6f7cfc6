"""Signing in by mail, and out."""

from collections.abc import Mapping
from secrets import token_bytes
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from pulse.accounts import operations, queries
from pulse.accounts.access import SignInNeeded, session_token, signed_in
from pulse.accounts.operations import Entrance, Request
from pulse.accounts.people import Staff
from pulse.accounts.queries import LinkState
from pulse.accounts.tickets import mark
from pulse.web import house, page

pages = Blueprint("accounts", __name__)

Answer = Response | str | tuple[str, int]
LONGEST_ADDRESS = 254
LONGEST_PATH = 500
SECRET_BYTES = 32
LINK_PAGES: Mapping[LinkState, tuple[str, int]] = {
    LinkState.READY: ("accounts/link.html", 200),
    LinkState.OTHER_BROWSER: ("accounts/other_browser.html", 200),
    LinkState.GONE: ("accounts/gone.html", 410),
}


@pages.app_context_processor
def _whoever_is_signed_in() -> dict[str, Any]:
    return {"staff": g.get("staff")}


@pages.app_errorhandler(SignInNeeded)
def _lead_to_sign_in(error: SignInNeeded) -> Response:
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return _go(url_for("accounts.sign_in", next=wanted))


@pages.get("/")
def home() -> Response:
    return _go(_home_of(signed_in()))


@pages.get("/sign-in")
def sign_in() -> str:
    return page("accounts/sign_in.html", return_to=local_path(request.args.get("next", "/")), wrong=False)


@pages.post("/sign-in")
def ask_to_sign_in() -> Answer:
    email, return_to = request.form.get("email", "").strip(), local_path(request.form.get("next", "/"))
    if "@" not in email or len(email) > LONGEST_ADDRESS:
        return page("accounts/sign_in.html", return_to=return_to, wrong=True), 422
    browser = session.setdefault("browser", token_bytes(SECRET_BYTES))
    asked = Request(email, browser, return_to, entered_before=_mark_of(email) == session.get("entered"))
    with house().databases.office.writing() as office:
        operations.ask_to_sign_in(office, asked, token_bytes(16), house().clock())
    return _go(url_for("accounts.code"))


@pages.get("/sign-in/code")
def code() -> str:
    return page("accounts/code.html", wrong=False)


@pages.post("/sign-in/code")
def sign_in_with_code() -> Answer:
    with house().databases.office.writing() as office:
        typed = request.form.get("code", "")
        entrance = operations.enter_by_code(office, _key(), typed, _browser(), house().clock())
    return _let_in(entrance) if entrance else (page("accounts/code.html", wrong=True), 422)


@pages.get("/sign-in/<token>")
def link(token: str) -> Answer:
    with house().databases.office.reading() as office:
        state = queries.link_state(office, _key(), token, _browser(), house().clock())
    template, status = LINK_PAGES[state]
    return page(template, token=token), status


@pages.post("/sign-in/<token>")
def sign_in_with_link(token: str) -> Answer:
    with house().databases.office.writing() as office:
        entrance = operations.enter_by_link(office, _key(), token, _browser(), house().clock())
    return _let_in(entrance) if entrance else (page("accounts/gone.html"), 410)


@pages.post("/sign-out")
def sign_out() -> Response:
    with house().databases.office.writing() as office:
        operations.end_session(office, session_token())
    _keep_nothing_but(session.get("entered"))
    return _go(url_for("accounts.sign_in"))


def local_path(wanted: str) -> str:
    """Return a path of our own to go back to; anything that could lead elsewhere becomes the home page."""
    plain = wanted.isprintable() and wanted.isascii() and "\\" not in wanted and len(wanted) <= LONGEST_PATH
    if not plain or not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    parts = urlsplit(wanted)
    return "/" if parts.scheme or parts.netloc else wanted


def _let_in(entrance: Entrance) -> Response:
    token = token_bytes(SECRET_BYTES)
    with house().databases.office.writing() as office:
        operations.end_session(office, session_token())
        operations.begin_session(office, entrance.staff, token, house().clock())
    # Nothing of the browser's earlier session lives on in the new one.
    _keep_nothing_but(_mark_of(entrance.staff.email))
    session["token"] = token
    return _go(entrance.return_to)


def _keep_nothing_but(entered: bytes | None) -> None:
    session.clear()
    if entered:
        session.permanent = True
        session["entered"] = entered


def _mark_of(email: str) -> bytes:
    return mark(_key(), queries.normal(email))


def _home_of(person: Staff) -> str:
    if person.leads:
        return url_for("dashboards.home", unit=person.leads)
    return url_for("planning.overview" if person.is_hr else "planning.log")


def _go(address: str) -> Response:
    # 303: the next request is a GET, whatever this one was.
    return redirect(address, 303)


def _browser() -> bytes:
    secret: bytes = session.get("browser", b"")
    return secret


def _key() -> bytes:
    return house().settings.secret_key.get_secret_value().encode()
