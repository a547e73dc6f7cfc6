"""A program that asks the API, with the token it was given and no cookie."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pulse.accounts.token_models import Purpose
from pulse.accounts.tokens import add_token
from tests.dashboards.stage import Stage

LIFE = timedelta(days=300)


@dataclass
class Program:
    """Whoever holds a token."""

    web: FlaskClient
    token: str

    def get(self, path: str, **headers: str) -> TestResponse:
        """Ask for an address under /api/v1."""
        return self.open(f"/api/v1{path}", **headers)

    def open(self, address: str, method: str = "GET", **headers: str) -> TestResponse:
        """Ask for any address in any way."""
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self.web.open(
            address, method=method, headers=sent | {name.replace("_", "-"): text for name, text in headers.items()}
        )

    def items(self, path: str) -> list[Any]:
        """All rows of a list, page by page."""
        return [item for page in self.pages(path) for item in page]

    def pages(self, path: str) -> Iterator[list[Any]]:
        """The pages of a list, followed from one to the next."""
        address: str | None = f"/api/v1{path}"
        while address:
            answer = self.open(address)
            assert answer.status_code == 200, answer.text
            yield answer.get_json()["items"]
            address = answer.get_json()["next"]


def hand_out(stage: Stage, purpose: Purpose, name: str) -> Program:
    """Make a token and give it to a program."""
    now = stage.clock()
    with stage.house.databases.office.writing() as session:
        token = add_token(session, purpose, name, (now + LIFE).date(), actor="a test", now=now)
    return Program(stage.app.test_client(use_cookies=False), token)
