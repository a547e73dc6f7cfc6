"""Every reply of the API to programs that hold tokens for all of it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from flask.testing import FlaskClient

from pulse.accounts.token_models import Purpose
from pulse.accounts.tokens import add_token
from pulse.app import create_app
from tests.stories.conftest import Company

PURPOSES = {Purpose.FIGURES: ("", "/measures", "/units", "/figures"), Purpose.CONTRACTS: ("/contract",)}
LISTS = ("/programmes", "/waves")


def replies(company: Company, waves: Sequence[str]) -> dict[str, str]:
    """What every address of the API says, its headers with it."""
    found: dict[str, str] = {}
    web = create_app(company.web_house).test_client()
    for purpose, ends in PURPOSES.items():
        token = _token(company, purpose)
        for path in (*LISTS, *(f"/waves/{wave}{end}" for wave in waves for end in ends)):
            found |= {f"{purpose} {address}": text for address, text in _pages(web, f"/api/v1{path}", token)}
    return found


def _token(company: Company, purpose: Purpose) -> str:
    now = company.clock()
    with company.worker.databases.office.writing() as session:
        until = (now + timedelta(days=9)).date()
        return add_token(session, purpose, f"program for {purpose}", until, actor="operator", now=now)


def _pages(web: FlaskClient, address: str, token: str) -> Iterator[tuple[str, str]]:
    onward: str | None = address
    while onward:
        answer = web.get(onward, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, answer.text
        yield onward, f"{answer.headers['ETag']}\n{answer.headers.get('Link')}\n{answer.text}"
        onward = answer.get_json().get("next")
