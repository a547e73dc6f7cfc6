"""What a browser of staff holds: its secret, the token of its session, the key to a form that waits."""

from secrets import token_bytes
from urllib.parse import urlsplit

from flask import redirect, session
from werkzeug.wrappers import Response

from pulse.accounts import queries
from pulse.accounts.operations import Doors, Entrance
from pulse.accounts.sessions import begin_session, end_session
from pulse.accounts.tickets import mark
from pulse.web import house

LONGEST_PATH = 500
SECRET_BYTES = 32


def go(address: str) -> Response:
    """Lead on to another page."""
    # 303: the next request is a GET, whatever this one was.
    return redirect(address, 303)


def local_path(wanted: str) -> str:
    """Return a path of our own to go back to; anything that could lead elsewhere becomes the home page."""
    plain = wanted.isprintable() and wanted.isascii() and "\\" not in wanted and len(wanted) <= LONGEST_PATH
    if not plain or not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    parts = urlsplit(wanted)
    return "/" if parts.scheme or parts.netloc else wanted


def session_token() -> bytes:
    """Return the token this browser holds, empty if it holds none."""
    token: bytes = session.get("token", b"")
    return token


def browser_secret() -> bytes:
    """Return what this browser is known by while somebody signs in there, empty if it is not yet."""
    secret: bytes = session.get("browser", b"")
    return secret


def made_known() -> bytes:
    """Return what this browser is known by, from now on if it was not."""
    secret: bytes = session.setdefault("browser", token_bytes(SECRET_BYTES))
    return secret


def held_key() -> bytes:
    """Return the key to the form that waits for this browser's owner, empty if none does."""
    key: bytes = session.get("held", b"")
    return key


def new_held_key() -> bytes:
    """Give this browser a key to a form that is to wait."""
    session["held"] = token_bytes(SECRET_BYTES)
    return held_key()


def entered_before(email: str) -> bool:
    """Whether this address has signed in from this browser once."""
    return session.get("entered") == _mark_of(email)


def has_entered() -> bool:
    """Whether anybody has signed in from this browser once."""
    return "entered" in session


def let_in(entrance: Entrance) -> Response:
    """Open a session in this browser, in place of the one it has, and lead to the page asked for."""
    token, now = token_bytes(SECRET_BYTES), house().clock()
    with house().databases.office.writing() as office:
        end_session(office, session_token())
        begin_session(office, entrance.staff, token, now, entrance.proved_at)
    # Nothing of the earlier session lives on in the new one, but the key to a form that opens for its sender alone.
    held = held_key()
    _keep_nothing_but(_mark_of(entrance.staff.email))
    session["token"] = token
    if held:
        session["held"] = held
    return go(entrance.return_to)


def forget() -> None:
    """Keep nothing in this browser but that its owner signed in here once."""
    _keep_nothing_but(session.get("entered"))


def _keep_nothing_but(entered: bytes | None) -> None:
    session.clear()
    if entered:
        session.permanent = True
        session["entered"] = entered


def doors() -> Doors:
    """Return what mailed sign-ins rest on in this installation."""
    settings = house().settings
    return Doors(settings.secret_key.get_secret_value().encode(), settings.mailed_sign_in)


def _mark_of(email: str) -> bytes:
    return mark(doors().key, queries.normal(email))
