"""An identity provider: it holds a token and says who works where, as Okta, Entra ID or any other would."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_bytes
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pulse.accounts.queries import staff
from pulse.accounts.sessions import begin_session
from pulse.accounts.token_models import Purpose
from pulse.accounts.tokens import add_token
from pulse.app import create_app
from pulse.database import Role
from pulse.house import House, open_house
from pulse.scim.resources import CORE, ENTERPRISE, PULSE
from tests.engines import as_web

PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass
class Site:
    """An installation without people yet, with a web process in front of it."""

    house: House
    app: Flask

    def provider(self, purpose: Purpose = Purpose.SCIM, name: str = "provider") -> "Provider":
        """An identity provider with a token for this."""
        now = self.house.clock()
        with self.house.databases.office.writing() as session:
            until = (now + timedelta(days=300)).date()
            token = add_token(session, purpose, name, until, actor="a test", now=now)
        return Provider(self.app.test_client(use_cookies=False), token)

    def sign_in(self, email: str) -> FlaskClient:
        """A browser in which somebody of the staff is signed in."""
        token, now, web = token_bytes(32), self.house.clock(), self.app.test_client()
        with self.house.databases.office.writing() as session:
            person = staff(session, email)
            assert person
            begin_session(session, person, token, now, proved_at=now)
        with web.session_transaction() as session_of_browser:
            session_of_browser["token"] = token
        return web


@contextmanager
def opened(house: House) -> Iterator[Site]:
    """Open a web process beside this worker."""
    web = open_house(Role.WEB, as_web(house.settings), house.clock)
    app = create_app(web)
    app.testing = True
    yield Site(house, app)
    web.databases.dispose()


@dataclass
class Provider:
    """Whoever holds a token for provisioning."""

    web: FlaskClient
    token: str

    def ask(self, method: str, path: str, sent: Any = None, **headers: str) -> TestResponse:
        """Send something to an address under /scim/v2."""
        known = {"Authorization": f"Bearer {self.token}"} | {
            key.replace("_", "-"): text for key, text in headers.items()
        }
        body = {"json": sent} if sent is not None else {}
        return self.web.open(f"/scim/v2{path}", method=method, headers=known, **body)

    def add(self, user_name: str, **said: Any) -> str:
        """Add a person, and return the id they got."""
        answer = self.ask("POST", "/Users", user(user_name, **said))
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["id"])

    def group(self, name: str, *members: str) -> str:
        """Add a group of these people, and return the id it got."""
        answer = self.ask("POST", "/Groups", group(name, *members))
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["id"])

    def patch(self, path: str, *operations: Mapping[str, Any], **headers: str) -> TestResponse:
        """Change something in steps."""
        return self.ask("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)}, **headers)


def user(user_name: str, *, manager: str | None = None, team: str | None = None, **said: Any) -> dict[str, Any]:
    """A person as a provider sends them; `said` replaces what is usual."""
    ours = {key: said.pop(key) for key in ("position", "target") if key in said} | ({"team": team} if team else {})
    theirs = {"manager": {"value": manager}} if manager else {}
    usual = {"displayName": user_name.partition("@")[0].title(), "active": True, "timezone": "Europe/Berlin"}
    usual |= {"preferredLanguage": "de", "addresses": [{"type": "work", "country": "DE"}]}
    extensions = {ENTERPRISE: theirs, PULSE: ours}
    filled = {schema: values for schema, values in extensions.items() if values}
    return {"schemas": [f"{CORE}User", *filled], "userName": user_name, **usual, **said, **filled}


def group(name: str, *members: str) -> dict[str, Any]:
    """A group as a provider sends it."""
    return {"schemas": [f"{CORE}Group"], "displayName": name, "members": [{"value": one} for one in members]}
