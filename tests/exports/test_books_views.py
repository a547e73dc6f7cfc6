"""HR issues a link to the books, whoever has it downloads them, and the log says that it was issued."""

import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

from flask.testing import FlaskClient
from sqlalchemy import select

from pulse.audit import AuditEntry
from pulse.house import House
from tests.conftest import TestClock
from tests.exports.test_views import sign_in, web

__all__ = ["web"]


def issued(web: FlaskClient) -> str:
    """The path of a link that HR asks for."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', web.get("/hr/exports").text)
    assert token
    answer = web.post("/hr/books", data={"csrf_token": token[1]})
    link = re.search(r'href="http://localhost(/books/[^"]+)"', answer.text)
    assert link, answer.text
    return link[1]


def log(house: House) -> list[tuple[str, str, str]]:
    with house.databases.office.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        return [(entry.actor, entry.action, entry.subject) for entry in entries]


def test_whoever_has_the_link_downloads_the_books(web: FlaskClient, house: House, names: tuple[str, ...]) -> None:
    sign_in(web, house, "hanna@acme.example")
    link = issued(web)
    stranger = web.application.test_client()
    answer = stranger.get(link)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    assert "attachment; filename=pulse-books.zip" in answer.headers["Content-Disposition"]
    assert "Set-Cookie" not in answer.headers
    with ZipFile(BytesIO(answer.data)) as archive:
        assert "attack.py" in archive.namelist()


def test_issuing_a_link_stands_in_the_log_and_downloading_does_not(
    web: FlaskClient, house: House, names: tuple[str, ...]
) -> None:
    sign_in(web, house, "hanna@acme.example")
    link = issued(web)
    noted = log(house)
    assert noted[-1] == ("hanna@acme.example", "link to the books issued", "until 2026-03-06 00:00 UTC")
    web.get(link)
    assert log(house) == noted


def test_a_link_ends(web: FlaskClient, house: House, clock: TestClock, names: tuple[str, ...]) -> None:
    sign_in(web, house, "hanna@acme.example")
    link = issued(web)
    clock.now += timedelta(days=32)
    answer = web.get(link)
    assert answer.status_code == 404
    assert "This link to the books is not valid" in answer.text


def test_nobody_but_hr_issues_a_link(web: FlaskClient, house: House, names: tuple[str, ...]) -> None:
    web.application.config["WTF_CSRF_ENABLED"] = False
    assert web.post("/hr/books").headers["Location"].startswith("/sign-in")
    sign_in(web, house, "otto@acme.example")
    assert web.post("/hr/books").status_code == 404
    assert not [entry for entry in log(house) if entry[1] == "link to the books issued"]


def test_a_link_without_the_forms_token_is_not_issued(web: FlaskClient, house: House) -> None:
    sign_in(web, house, "hanna@acme.example")
    assert web.post("/hr/books").status_code == 400
    assert web.get("/hr/books").status_code == 405


def test_the_books_are_the_same_for_all(web: FlaskClient, house: House, names: tuple[str, ...]) -> None:
    sign_in(web, house, "hanna@acme.example")
    link = issued(web)
    assert web.get(link).data == web.application.test_client().get(link).data
