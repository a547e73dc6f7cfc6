"""The respondent's pages: questions, thanks, how it works. No login, no cookie, nothing written by looking."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, redirect, request, url_for
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as BaseResponse

from pulse.ballots.sheet import SheetTooLong
from pulse.invitations.codes import UnknownCode
from pulse.languages import DEFAULT, known
from pulse.respond.asked import AskedWave
from pulse.respond.cards import cards
from pulse.respond.form import Entered, Problem, Unsendable, entered, sheet_and_digest
from pulse.respond.operations import submit
from pulse.respond.protection import protect
from pulse.respond.shelf import Shelf
from pulse.web import house, page

SHELF = "pulse.respond"
ENDONYMS = {"en": "English", "de": "Deutsch"}
LARGEST_FORM = 32 * 1024
BUSY = "The box is busy. Nothing was sent and nothing is lost; please send again."

pages = Blueprint("respond", __name__)
pages.after_request(protect)


@pages.record_once
def _put_up_shelf(state: Any) -> None:
    state.app.extensions[SHELF] = Shelf()


@pages.context_processor
def _furnish() -> dict[str, Any]:
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
    return _kept(wave, "questions", lambda asked: _questions(asked, Entered()), only_open=True)


@pages.post("/w/<wave>")
def send(wave: str) -> BaseResponse | tuple[str, int]:
    """Take the answers, or give the page back as it was filled in and say what is missing."""
    request.max_content_length = LARGEST_FORM
    asked, filled_in = _asked(wave), Entered()
    try:
        filled_in = entered(request.form.to_dict(flat=False), asked)
        _submit(asked, filled_in)
    except Unsendable as refusal:
        return _questions(asked, filled_in, refusal.problems), refusal.status
    return redirect(url_for(".thanks", wave=wave, lang=_language()), 303)


@pages.get("/w/<wave>/thanks")
def thanks(wave: str) -> Response:
    """What everybody sees who sent something, whether or not it counted."""
    return _kept(wave, "thanks", lambda asked: page("respond/thanks.html", _language(), wave=asked))


@pages.get("/w/<wave>/how")
def how(wave: str) -> Response:
    """How it works: what is promised and what is not, and the contract of this wave."""
    return _kept(wave, "how", lambda asked: page("respond/how.html", _language(), wave=asked))


@pages.get("/w/<wave>/contract")
def contract(wave: str) -> Response:
    """The contract's canonical text, whose SHA-256 is its fingerprint."""
    return Response(_asked(wave).placed.text, mimetype="application/json")


def _submit(asked: AskedWave, filled_in: Entered) -> None:
    sheet, digest = sheet_and_digest(filled_in, asked, _language())
    try:
        with house().databases.box.writing() as session:
            submit(session, asked, digest, sheet, house().clock())
    except UnknownCode as refusal:
        raise Unsendable([Problem("code", str(refusal))], refusal.status) from None
    except SheetTooLong as refusal:
        raise Unsendable([Problem("comment", str(refusal))]) from None
    except OperationalError as error:
        current_app.logger.error("The box took no ballot: %s", error.orig)
        raise Unsendable([Problem("send", BUSY)], 503) from None


def _questions(asked: AskedWave, filled_in: Entered, problems: tuple[Problem, ...] = ()) -> str:
    drawn = cards(asked, filled_in, _language())
    return page("respond/questions.html", _language(), wave=asked, cards=drawn, entered=filled_in, problems=problems)


def _asked(name: str) -> AskedWave:
    return _shelf().wave(house(), name)


def _kept(name: str, kind: str, render: Callable[[AskedWave], str], *, only_open: bool = False) -> Response:
    return Response(_shelf().page(house(), name, (kind, _language()), render, only_open=only_open))


def _shelf() -> Shelf:
    shelf: Shelf = current_app.extensions[SHELF]
    return shelf


def _language() -> str:
    return known(request.args.get("lang", DEFAULT))
