"""Signing in by mail, and out."""

from collections.abc import Mapping
from secrets import token_bytes
from typing import Any

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response

from pulse.accounts import operations, provider_views, proving, queries, sessions
from pulse.accounts.access import ProofNeeded, SignInNeeded, signed_in
from pulse.accounts.browsers import (
    browser_secret,
    doors,
    entered_before,
    forget,
    go,
    let_in,
    local_path,
    made_known,
    session_token,
)
from pulse.accounts.operations import Request
from pulse.accounts.people import Staff
from pulse.accounts.queries import LinkState
from pulse.web import house, page

pages = Blueprint("accounts", __name__)
pages.register_blueprint(proving.pages)
pages.register_blueprint(provider_views.pages)

Answer = Response | str | tuple[str, int]
LONGEST_ADDRESS = 254
LINK_PAGES: Mapping[LinkState, tuple[str, int]] = {
    LinkState.READY: ("accounts/link.html", 200),
    LinkState.OTHER_BROWSER: ("accounts/other_browser.html", 200),
    LinkState.GONE: ("accounts/gone.html", 410),
}


@pages.app_context_processor
def _whoever_is_signed_in() -> dict[str, Any]:
    return {"staff": g.get("staff"), "provider": _provider()}


@pages.app_errorhandler(SignInNeeded)
def _lead_to_sign_in(error: SignInNeeded) -> Response:
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return go(url_for("accounts.sign_in", next=wanted))


@pages.app_errorhandler(ProofNeeded)
def _lead_to_proof(error: ProofNeeded) -> Response:
    return proving.hold_and_lead_on()


@pages.get("/")
def home() -> Response:
    return go(_home_of(signed_in()))


@pages.get("/sign-in")
def sign_in() -> str:
    return _asked(local_path(request.args.get("next", "/")))


@pages.post("/sign-in")
def ask_to_sign_in() -> Answer:
    email, return_to = request.form.get("email", "").strip(), local_path(request.form.get("next", "/"))
    if "@" not in email or len(email) > LONGEST_ADDRESS:
        return _asked(return_to, wrong=True), 422
    asked = Request(email, made_known(), return_to, entered_before=entered_before(email))
    with house().databases.office.writing() as office:
        operations.ask_to_sign_in(office, asked, token_bytes(16), house().clock())
    return go(url_for("accounts.code"))


@pages.get("/sign-in/code")
def code() -> str:
    return page("accounts/code.html", wrong=False)


@pages.post("/sign-in/code")
def sign_in_with_code() -> Answer:
    with house().databases.office.writing() as office:
        typed = request.form.get("code", "")
        entrance = operations.enter_by_code(office, doors(), typed, browser_secret(), house().clock())
    return let_in(entrance) if entrance else (page("accounts/code.html", wrong=True), 422)


@pages.get("/sign-in/<token>")
def link(token: str) -> Answer:
    with house().databases.office.reading() as office:
        state = queries.link_state(office, doors().key, token, browser_secret(), house().clock())
    template, status = LINK_PAGES[state]
    return page(template, token=token), status


@pages.post("/sign-in/<token>")
def sign_in_with_link(token: str) -> Answer:
    with house().databases.office.writing() as office:
        entrance = operations.enter_by_link(office, doors(), token, browser_secret(), house().clock())
    return let_in(entrance) if entrance else (page("accounts/gone.html"), 410)


@pages.post("/sign-out")
def sign_out() -> Response:
    with house().databases.office.writing() as office:
        sessions.end_session(office, session_token())
    forget()
    return go(url_for("accounts.sign_in"))


@pages.post("/sign-out/everywhere")
def sign_out_everywhere() -> Response:
    person = signed_in()
    with house().databases.office.writing() as office:
        sessions.end_sessions_of(office, person.email)
    forget()
    return go(url_for("accounts.sign_in"))


def _asked(return_to: str, *, wrong: bool = False) -> str:
    mailed = bool(house().settings.mailed_sign_in)
    return page("accounts/sign_in.html", return_to=return_to, mailed=mailed, wrong=wrong)


def _provider() -> str:
    settings = house().settings
    return settings.oidc_name if settings.oidc_issuer else ""


def _home_of(person: Staff) -> str:
    if person.leads:
        return url_for("dashboards.home", unit=person.leads)
    return url_for("planning.overview" if person.is_hr else "planning.log")
