"""The whole web on one page: which pages there are, what protects them, what is said when something goes wrong."""

from pathlib import Path
from typing import Any

from flask import Flask, Request, Response, current_app, request
from flask.logging import default_handler
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from sqlalchemy.exc import DataError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from pulse import logs
from pulse.accounts import views as accounts
from pulse.api import counting, metrics
from pulse.api import hr_views as hr_api
from pulse.api import views as api
from pulse.clock import day, hour, moment
from pulse.dashboards import results_views as results
from pulse.dashboards import views as dashboards
from pulse.database import Database, Role, Schema, schema
from pulse.digests import views as digests
from pulse.errors import AWAY, NotFound, Refusal, traced
from pulse.exports import views as exports
from pulse.house import House, open_house
from pulse.languages import known, translations
from pulse.pauses import views as pauses
from pulse.planning import programme_views as hr_programme
from pulse.planning import roster_views as hr_roster
from pulse.planning import targets_views as targets
from pulse.planning import theme_views as themes
from pulse.planning import views as planning
from pulse.respond import views as respond
from pulse.scim import discovery as scim
from pulse.scim import hr_views as hr_provisioning
from pulse.settings import Settings
from pulse.web import EXTENSION, house, page, static

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
LARGEST_FORM = 64 * 1024
COOKIE_SECONDS = 365 * 24 * 3600
"""How long a browser remembers that its owner signed in there; how long one stays signed in stands in the office."""
PATHS_OF_REPS = ("/w/", "/r/")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    # Not "no-referrer": over HTTPS the check against forged forms looks at the referrer.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
FOR_EVER = "public, max-age=31536000, immutable"
ONLY_HTTPS = "max-age=31536000; includeSubDomains"

SENTENCES = {
    400: "This form is too old or incomplete. Go back, load the page again and send it once more.",
    404: NotFound.sentence,
    405: "This address cannot be used in this way.",
    413: "This is more than Pulse takes in one go.",
    500: "Something went wrong on our side and was noted. Please try again in a minute.",
    503: AWAY,
}
OTHERWISE = "This cannot be done."
ROOMS = (
    respond,
    results,
    pauses,
    accounts,
    dashboards,
    planning,
    hr_roster,
    targets,
    hr_programme,
    themes,
    exports,
    digests,
    api,
    scim,
    hr_provisioning,
    hr_api,
    metrics,
)
REFUSALS = {
    respond.pages.name: "respond/refusal.html",
    results.pages.name: "results/refused.html",
    pauses.pages.name: "results/refused.html",
}
"""What says no where the reader's language is spoken."""


class Web(Flask):
    """Flask, but its error log names the page and never the address, which may hold a sign-in link.

    Where reps answer and read and where people are provisioned, it names the kind and place of the error alone: its
    text may quote what was sent.
    """

    def log_exception(self, exc_info: Any) -> None:
        if request.blueprint in (*REFUSALS, scim.pages.name):
            self.logger.error("%s failed on %s: %s", request.method, request.endpoint, traced(exc_info[1]))
            return
        self.logger.error("%s failed on %s", request.method, request.endpoint, exc_info=exc_info)


class StaffSessions(SecureCookieSessionInterface):
    """Sessions of the staff's pages; where reps answer and read there is none, and nothing could be put into one."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        without = (*PATHS_OF_REPS, *api.PATHS, *scim.PATHS)
        return None if request.path.startswith(without) else super().open_session(app, request)


def create_app(opened: House | None = None) -> Flask:
    """Build the web process on a house, or on the one the settings describe. Raises BadSettings or BrokenInstrument."""
    app = Web("pulse", template_folder=str(TEMPLATES))
    app.extensions[EXTENSION] = opened or open_house(Role.WEB)
    app.session_interface = StaffSessions()
    # An error where somebody answers must not say when exactly.
    default_handler.setFormatter(logs.formatter(app.extensions[EXTENSION].settings.log_format, coarse=True))
    _configure(app, app.extensions[EXTENSION].settings)
    _prepare_templates(app, app.extensions[EXTENSION].settings)
    for room in ROOMS:
        app.register_blueprint(room.pages)
    # The code a respondent types is the capability; a token against forged forms would need a cookie.
    forged = CSRFProtect(app)
    forged.exempt(respond.pages)
    # Mail programs pause for their reader, from anywhere and without a cookie (RFC 8058).
    forged.exempt(pauses.pages)
    # An identity provider bears a token in a header, which no browser sends by itself.
    forged.exempt(scim.pages)
    app.add_url_rule("/healthz", "alive", _alive)
    app.add_url_rule("/readyz", "ready", _ready)
    app.register_error_handler(Refusal, _refuse)
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(DataError, _refuse_value)
    app.register_error_handler(OperationalError, _excuse)
    app.after_request(_set_headers)
    counting.watch(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    secure = settings.secure_cookies
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SESSION_COOKIE_NAME="__Host-pulse" if secure else "pulse",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=COOKIE_SECONDS,
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        WTF_CSRF_TIME_LIMIT=None,
    )


def _prepare_templates(app: Flask, settings: Settings) -> None:
    templates = app.jinja_env
    templates.undefined = StrictUndefined
    templates.trim_blocks = templates.lstrip_blocks = True
    templates.add_extension("jinja2.ext.i18n")
    templates.filters.update(day=day, hour=hour, moment=moment)
    templates.globals.update(static=static, organisation=settings.organisation, contact=settings.contact)


def _refuse(refusal: Refusal) -> BaseResponse | tuple[str, int]:
    return _say(str(refusal), refusal.status)


def _explain(error: HTTPException) -> BaseResponse | tuple[str, int]:
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()
    return _say(SENTENCES.get(status, OTHERWISE), status)


def _refuse_value(error: DataError) -> BaseResponse | tuple[str, int]:
    # PostgreSQL takes neither the character with number zero nor a number too large, whatever form they came in.
    return _say(OTHERWISE, 400)


def _excuse(error: OperationalError) -> BaseResponse | tuple[str, int]:
    current_app.logger.error("%s on %s: %s", request.method, request.endpoint, type(error.orig).__name__)
    return _say(SENTENCES[503], 503)


def _say(sentence: str, status: int) -> BaseResponse | tuple[str, int]:
    if request.path.startswith(api.PATHS):
        return api.problem(sentence, status)
    if request.path.startswith(scim.PATHS):
        return scim.problem(sentence, status)
    template = REFUSALS.get(request.blueprint or "")
    if template is None:
        return page("layouts/refusal.html", sentence=sentence), status
    language = known(request.args.get("lang"))
    return page(template, language, sentence=translations(language).gettext(sentence)), status


def _set_headers(response: Response) -> Response:
    if request.endpoint == "static":
        response.headers["Cache-Control"] = FOR_EVER if "v" in request.args else "no-cache"
    # The respondent's pages bring a complete set of their own.
    if request.blueprint != respond.pages.name:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
    if house().settings.secure_cookies:
        response.headers.setdefault("Strict-Transport-Security", ONLY_HTTPS)
    return response


def _alive() -> Response:
    return Response("alive\n", mimetype="text/plain")


def _ready() -> Response:
    databases = house().databases
    ready = _current(databases.office, "office") and _current(databases.box, "box")
    return Response("ready\n" if ready else "not ready\n", 200 if ready else 503, mimetype="text/plain")


def _current(database: Database, name: str) -> bool:
    try:
        return schema(database, name) is Schema.CURRENT
    except SQLAlchemyError:
        return False
