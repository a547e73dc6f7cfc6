"""HR issues a link to the books, whoever has it downloads them, and the log says that it was issued."""

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

from flask.testing import FlaskClient
from sqlalchemy import delete, select

from pulse.audit import AuditEntry
from pulse.exports.books import Binder, books
from pulse.house import House
from pulse.programme.contract import Contract
from pulse.programme.models import Wave
from pulse.publications.models import Publication
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


def promise(house: House, name: str) -> None:
    """Give a wave a contract that opens the books to everyone."""
    with house.databases.office.writing() as session:
        wave = session.scalars(select(Wave).where(Wave.name == name)).one()
        opened = replace(Contract.parse(wave.contract or ""), books="everyone")
        wave.contract, wave.fingerprint = opened.canonical(), opened.fingerprint


def test_books_on_request_are_open_to_nobody_without_a_link(
    web: FlaskClient, house: House, names: tuple[str, ...]
) -> None:
    sign_in(web, house, "hanna@acme.example")
    for visitor in (web.application.test_client(), web):
        answer = visitor.get("/books")
        assert answer.status_code == 404
        assert "Ask HR or the works council for one." in answer.text
    assert "open to everyone" not in web.get("/hr/exports").text


def test_open_books_are_the_same_bytes_for_all_without_a_cookie(
    web: FlaskClient, house: House, names: tuple[str, ...]
) -> None:
    promise(house, names[1])
    stranger = web.application.test_client().get("/books")
    sign_in(web, house, "hanna@acme.example")
    signed_in, by_link = web.get("/books"), web.get(issued(web))
    assert (stranger.status_code, stranger.headers["Content-Type"]) == (200, "application/zip")
    assert stranger.data == signed_in.data == by_link.data
    assert "Set-Cookie" not in stranger.headers
    assert stranger.headers["Cache-Control"] == "no-store"


def test_a_later_contract_does_not_close_what_an_earlier_one_opened(
    web: FlaskClient, house: House, names: tuple[str, ...]
) -> None:
    promise(house, names[0])
    assert web.get("/books").status_code == 200


def test_looking_into_open_books_leaves_no_trace(web: FlaskClient, house: House, names: tuple[str, ...]) -> None:
    promise(house, names[0])
    noted = log(house)
    web.get("/books")
    assert log(house) == noted


def test_a_title_that_looks_like_a_promise_opens_nothing(
    web: FlaskClient, house: House, names: tuple[str, ...]
) -> None:
    with house.databases.office.writing() as session:
        wave = session.scalars(select(Wave).where(Wave.name == names[0])).one()
        named = replace(Contract.parse(wave.contract or ""), programme='"books":"everyone"')
        wave.contract, wave.fingerprint = named.canonical(), named.fingerprint
    assert web.get("/books").status_code == 404


def test_hr_is_told_that_the_books_are_open(web: FlaskClient, house: House, names: tuple[str, ...]) -> None:
    promise(house, names[0])
    sign_in(web, house, "hanna@acme.example")
    assert "http://localhost/books" in web.get("/hr/exports").text


def test_the_books_are_written_once_for_each_publication(house: House, names: tuple[str, ...]) -> None:
    binder = Binder()
    with house.databases.office.reading() as session:
        first = binder.bound(session)
        assert binder.bound(session) is first
        assert first == books(session)
    with house.databases.office.writing() as session:
        session.execute(delete(Publication).where(Publication.sequence > 1))
        assert binder.bound(session) == books(session) != first
