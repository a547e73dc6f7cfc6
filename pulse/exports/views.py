"""The page where HR takes publications out, the downloads, and the books for everybody who has a link to them."""

from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, Response, request, url_for

from pulse.accounts.access import require_hr
from pulse.errors import NotFound
from pulse.exports import books, queries
from pulse.exports.formats import Format, file_name, written
from pulse.exports.operations import note_books_link, note_export
from pulse.exports.queries import Subject
from pulse.programme.queries import books_are_open
from pulse.publications import queries as publications
from pulse.web import house, page

pages = Blueprint("exports", __name__)

_binder = books.Binder()
Choice = TypeVar("Choice", bound=StrEnum)


@pages.get("/hr/exports")
def overview() -> str:
    person = require_hr()
    with house().databases.office.reading() as session:
        waves = publications.waves(session)[::-1]
        open_books = _base() + url_for("exports.open_books") if books_are_open(session) else None
    return page(
        "exports/overview.html",
        waves=waves,
        subjects=list(Subject),
        formats=list(Format),
        zone=person.time_zone,
        open_books=open_books,
    )


@pages.post("/hr/exports/<name>/<subject>")
def download(name: str, subject: str) -> Response:
    person = require_hr()
    about, chosen = _one_of(Subject, subject), _one_of(Format, request.form.get("format", ""))
    with house().databases.office.reading() as session:
        wave = queries.published_wave(session, name)
        export = queries.export(session, house().questionnaire, wave, about)
    content = written(export, chosen)
    with house().databases.office.writing() as session:
        note_export(session, export, chosen, person.email, house().clock())
    response = Response(content, content_type=chosen.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=file_name(export, chosen))
    return response


@pages.post("/hr/books")
def issue_books() -> str:
    person = require_hr()
    now = house().clock()
    token = books.token(_key(), now)
    until = books.valid_until(_key(), token)
    with house().databases.office.writing() as session:
        note_books_link(session, until, person.email, now)
    return page("exports/books.html", address=_base() + url_for("exports.read_books", token=token), until=until)


@pages.get("/books")
def open_books() -> Response:
    with house().databases.office.reading() as session:
        books.require_open(session)
        return _handed_out(_binder.bound(session))


@pages.get("/books/<token>")
def read_books(token: str) -> Response:
    books.check(_key(), token, house().clock())
    with house().databases.office.reading() as session:
        return _handed_out(_binder.bound(session))


def _handed_out(content: bytes) -> Response:
    response = Response(content, content_type="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=books.FILE_NAME)
    return response


def _key() -> bytes:
    return house().settings.secret_key.get_secret_value().encode()


def _base() -> str:
    return house().settings.base_url


def _one_of(choices: type[Choice], text: str) -> Choice:
    try:
        return choices(text)
    except ValueError:
        raise NotFound from None
