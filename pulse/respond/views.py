"""The respondent's pages: questions, thanks, how it works. No login, no cookie, nothing written by looking."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, request
from sqlalchemy.exc import DBAPIError

from pulse.actions.queries import line_of
from pulse.ballots.sheet import SheetTooLong
from pulse.errors import AWAY, traced
from pulse.invitations.codes import UnknownCode
from pulse.languages import DEFAULT, known, translations
from pulse.respond.asked import AskedWave
from pulse.respond.cards import cards
from pulse.respond.form import Entered, Problem, Unsendable, entered, sheet_and_digest
from pulse.respond.operations import submit
from pulse.respond.protection import protect
from pulse.respond.shelf import Shelf
from pulse.web import house, page

SHELF = "pulse.respond.shelf"
ENDONYMS = {"en": "English", "de": "Deutsch"}
LARGEST_FORM = 32 * 1024
BUSY = "The box is busy. Nothing was sent and nothing is lost; please send again."

pages = Blueprint("respond", __name__)
pages.after_request(protect)


@pages.record_once
def _furnish_process(state: Any) -> None:
    state.app.extensions[SHELF] = Shelf()


@pages.context_processor
def _furnish_page() -> dict[str, Any]:
    settings = house().settings
    return {
        "contact": settings.contact,
        "help_contacts": settings.help_contacts,
        "base_url": settings.base_url,
        "organisation": settings.organisation,
        "endonyms": ENDONYMS,
    }


@pages.get("/w/<wave>")
def questions(wave: str) -> Response:
    """The page that asks: the same bytes for everyone who reads this language."""
    return _kept(wave, "questions", lambda asked, language: _questions(asked, language, Entered()), only_open=True)


@pages.post("/w/<wave>")
def send(wave: str) -> Response | tuple[str, int]:
    """Take the answers, or give the page back as it was filled in and say what is missing."""
    request.max_content_length = LARGEST_FORM
    asked, language = _shelf().wave(house(), wave), _language()
    filled_in = entered(request.form.to_dict(flat=False), asked)
    try:
        _submit(asked, filled_in, language)
    except Unsendable as refusal:
        return _questions(asked, language, filled_in, refusal.problems), refusal.status
    return Response(status=303, headers={"Location": f"{request.root_path}{request.path}/thanks?lang={language}"})


@pages.get("/w/<wave>/thanks")
def thanks(wave: str) -> Response:
    """What everybody sees who sent something, whether or not it counted."""
    return _kept(wave, "thanks", _thanks)


@pages.get("/w/<wave>/how")
def how(wave: str) -> Response:
    """How it works: what is promised and what is not, and the contract of this wave."""
    return _kept(wave, "how", lambda asked, language: page("respond/how.html", language, wave=asked))


@pages.get("/w/<wave>/contract")
def contract(wave: str) -> Response:
    """The contract's canonical text, whose SHA-256 is its fingerprint."""
    return Response(_shelf().wave(house(), wave).placed.text, mimetype="application/json")


@pages.errorhandler(DBAPIError)
def _unreachable(error: DBAPIError) -> tuple[str, int]:
    current_app.logger.error("The box was not read: %s", traced(error))
    language = _language()
    return page("respond/refusal.html", language, sentence=translations(language).gettext(AWAY)), 503


def _submit(asked: AskedWave, filled_in: Entered, language: str) -> None:
    sheet, digest = sheet_and_digest(filled_in, asked, language)
    here = house()
    came_at = here.clock()
    try:
        with here.databases.box.transaction() as transaction:
            submit(transaction, asked, digest, sheet, came_at)
    except UnknownCode as refusal:
        raise Unsendable([Problem("code", str(refusal))], refusal.status) from None
    except SheetTooLong as refusal:
        raise Unsendable([Problem("comment", str(refusal))]) from None
    except DBAPIError as error:
        current_app.logger.error("The box took no ballot: %s", traced(error))
        raise Unsendable([Problem("send", BUSY)], 503) from None


def _questions(asked: AskedWave, language: str, filled_in: Entered, problems: tuple[Problem, ...] = ()) -> str:
    drawn = cards(asked, filled_in, language)
    return page("respond/questions.html", language, wave=asked, cards=drawn, entered=filled_in, problems=problems)


def _thanks(asked: AskedWave, language: str) -> str:
    return page("respond/thanks.html", language, wave=asked, you_said=_you_said(asked.name, language))


def _you_said(wave: str, language: str) -> str | None:
    """What was fixed for this wave before it opened, the same for everybody while it is open."""
    try:
        with house().databases.office.reading() as office:
            return line_of(office, wave, language)
    except DBAPIError as error:
        # Whoever has sent something is thanked, even where the office cannot be reached.
        current_app.logger.error("The office told no line: %s", traced(error))
        return None


def _kept(name: str, kind: str, render: Callable[[AskedWave, str], str], *, only_open: bool = False) -> Response:
    language = _language()
    kept = _shelf().page(house(), name, (kind, language), lambda asked: render(asked, language), only_open=only_open)
    return Response(kept)


def _shelf() -> Shelf:
    shelf: Shelf = current_app.extensions[SHELF]
    return shelf


def _language() -> str:
    return known(request.args.get("lang", DEFAULT))
