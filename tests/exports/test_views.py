"""HR takes publications out on a page; nobody else does; every download is in the log before it is handed over."""

import re
from secrets import token_bytes

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from pulse.accounts.models import StaffRole
from pulse.accounts.operations import add_account
from pulse.accounts.queries import staff
from pulse.accounts.sessions import begin_session
from pulse.app import create_app
from pulse.audit import AuditEntry
from pulse.exports.formats import Format
from pulse.house import House

BEGINNINGS = {
    Format.CSV: b"\xef\xbb\xbfprogramme,wave,",
    Format.XLSX: b"PK",
    Format.JSON: b'{"name": "pulse-field-wave-1-',
}


@pytest.fixture
def web(house: House) -> FlaskClient:
    with house.databases.office.writing() as session:
        add_account(session, "hanna@acme.example", StaffRole.HR, "a test", house.clock())
        add_account(session, "otto@acme.example", StaffRole.OPERATOR, "a test", house.clock())
    return create_app(house).test_client()


def sign_in(web: FlaskClient, house: House, email: str) -> None:
    token = token_bytes(32)
    with house.databases.office.writing() as session:
        person = staff(session, email)
        assert person is not None
        begin_session(session, person, token, house.clock(), proved_at=house.clock())
    with web.session_transaction() as cookie:
        cookie["token"] = token


def download(web: FlaskClient, path: str, chosen: str) -> TestResponse:
    token = re.search(r'name="csrf_token" value="([^"]+)"', web.get("/hr/exports").text)
    form = {"format": chosen, "csrf_token": token[1] if token else ""}
    return web.post(f"/hr/exports/{path}", data=form)


def exported(house: House) -> list[tuple[str, str]]:
    """Who took what out, by the log."""
    with house.databases.office.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "publication exported")).all()
        return [(entry.actor, entry.subject) for entry in entries]


def test_hr_sees_every_published_wave_the_latest_first(web: FlaskClient, house: House, names: tuple[str, ...]) -> None:
    sign_in(web, house, "hanna@acme.example")
    page = web.get("/hr/exports")
    assert page.status_code == 200
    assert re.findall(r"Field, wave (\d)", page.text) == ["2", "1"]


def test_before_the_first_publication_the_page_says_so(web: FlaskClient, house: House) -> None:
    sign_in(web, house, "hanna@acme.example")
    assert "Nothing is published yet." in web.get("/hr/exports").text


@pytest.mark.parametrize("subject", ["figures", "comments"])
@pytest.mark.parametrize("chosen", list(BEGINNINGS))
def test_hr_downloads_a_wave(
    web: FlaskClient, house: House, names: tuple[str, ...], subject: str, chosen: Format
) -> None:
    sign_in(web, house, "hanna@acme.example")
    answer = download(web, f"{names[0]}/{subject}", chosen)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == chosen.media_type
    assert answer.headers["Content-Disposition"] == f"attachment; filename=pulse-field-wave-1-{subject}.{chosen}"
    assert answer.data.startswith(BEGINNINGS[chosen])
    assert exported(house) == [("hanna@acme.example", f"pulse-field-wave-1-{subject}.{chosen}")]


def test_nobody_but_hr_sees_or_takes_anything(web: FlaskClient, house: House, names: tuple[str, ...]) -> None:
    assert web.get("/hr/exports").headers["Location"].startswith("/sign-in")
    sign_in(web, house, "hanna@acme.example")
    token = re.search(r'name="csrf_token" value="([^"]+)"', web.get("/hr/exports").text)
    assert token
    sign_in(web, house, "otto@acme.example")
    answer = web.post(f"/hr/exports/{names[0]}/figures", data={"format": "csv", "csrf_token": token[1]})
    assert (web.get("/hr/exports").status_code, answer.status_code) == (404, 404)
    assert exported(house) == []


def test_a_download_without_the_forms_token_is_refused(web: FlaskClient, house: House, names: tuple[str, ...]) -> None:
    sign_in(web, house, "hanna@acme.example")
    assert web.post(f"/hr/exports/{names[0]}/figures", data={"format": "csv"}).status_code == 400
    assert exported(house) == []


def test_looking_at_the_page_is_no_download(web: FlaskClient, house: House, names: tuple[str, ...]) -> None:
    sign_in(web, house, "hanna@acme.example")
    web.get("/hr/exports")
    assert web.get(f"/hr/exports/{names[0]}/figures").status_code == 405
    assert exported(house) == []


@pytest.mark.parametrize(
    ("path", "chosen"),
    [("NOSUCHWAVE/figures", "csv"), ("{}/ballots", "csv"), ("{}/figures", "exe"), ("{}/figures", "")],
)
def test_what_does_not_exist_is_not_found(
    web: FlaskClient, house: House, names: tuple[str, ...], path: str, chosen: str
) -> None:
    sign_in(web, house, "hanna@acme.example")
    assert download(web, path.format(names[0]), chosen).status_code == 404
    assert exported(house) == []
