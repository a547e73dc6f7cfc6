"""HR's page of the roster: upload a file, look at every change, hand it in; approve what another handed in."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pulse.accounts.access import require_hr, require_proven_hr
from pulse.accounts.people import Staff
from pulse.planning import queries, uploads
from pulse.planning.large_files import let_hr_send
from pulse.planning.models import UploadedRoster
from pulse.planning.proposal import proposal
from pulse.planning.roster_preview import RosterPreview, change_lines, roster_preview
from pulse.programme.roster_changes import approve, decline, waiting
from pulse.roster import queries as roster
from pulse.roster.importing import BadRoster
from pulse.roster.importing_managers import read_any
from pulse.roster.listing import Problem
from pulse.roster.models import Approval
from pulse.web import house, page

pages = Blueprint("hr_roster", __name__, url_prefix="/hr/roster")

LARGEST_ROSTER = 16 * 1024 * 1024
"""Room for 50,000 people with long names."""
MOST_PROBLEMS = 200
UNPROCESSABLE = 422

Answer = str | tuple[str, int] | Response


@pages.url_value_preprocessor
def _take_large_files(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if endpoint == "hr_roster.upload":
        let_hr_send(LARGEST_ROSTER)


@pages.get("")
def overview() -> str:
    return _shown(require_hr())


@pages.post("")
def decide() -> Response:
    person = require_proven_hr()
    act = approve if request.form.get("decision") == "approve" else decline
    with house().databases.office.writing() as session:
        act(session, request.form.get("digest", ""), person, house().clock())
    return _back()


@pages.post("/upload")
def upload() -> Answer:
    person, sent = require_hr(), request.files.get("file")
    file = sent.read() if sent else b""
    if not file:
        return _shown(person, problem="Choose a file first."), UNPROCESSABLE
    try:
        in_paths = _in_paths(file)
    except BadRoster as refusal:
        return _shown(person, problems=refusal.problems), UNPROCESSABLE
    with house().databases.office.writing() as session:
        uploads.keep_upload(session, person.email, in_paths, house().clock())
    return _back()


@pages.get("/changes")
def changes() -> Response:
    person, domains = require_hr(), house().settings.allowed_domains
    with house().databases.office.reading() as session:
        proposed = waiting(session) if "waiting" in request.args else None
        file = proposed.file if proposed else _upload(session, person).file
        lines = "\n".join(change_lines(session, file, domains))
    return Response(lines + "\n", mimetype="text/plain")


@pages.post("/hand-in")
def hand_in() -> Answer:
    person, form = require_proven_hr(), request.form
    with house().databases.office.writing() as session:
        if form.get("decision") == "discard":
            uploads.discard_upload(session, person.email)
            return _back()
        confirmed = form.get("removals_confirmed") == "yes"
        if form.get("removes_most") and not confirmed:
            raise uploads.RemovalsNotConfirmed
        uploads.hand_in(session, person.email, form.get("digest", ""), house().clock(), removals_confirmed=confirmed)
    return _back()


def _in_paths(file: bytes) -> bytes:
    settings = house().settings
    with house().databases.office.reading() as session:
        standing = roster.standing(session)
    return read_any(file, standing, settings.organisation, settings.allowed_domains)[0]


def _upload(session: Session, person: Staff) -> UploadedRoster:
    kept = uploads.upload_of(session, person.email)
    if kept is None:
        raise uploads.NotUploaded
    return kept


def _shown(person: Staff, problem: str = "", problems: tuple[Problem, ...] = ()) -> str:
    with house().databases.office.reading() as session:
        kept = uploads.upload_of(session, person.email)
        return page(
            "planning/roster.html",
            proposal=proposal(session, house().settings.allowed_domains),
            upload=kept,
            preview=_preview(session, kept) if kept else None,
            imports=queries.roster_imports(session),
            problem=problem,
            problems=problems[:MOST_PROBLEMS],
            more_problems=len(problems) - MOST_PROBLEMS,
            zone=person.time_zone,
        )


def _preview(session: Session, kept: UploadedRoster) -> RosterPreview | None:
    settings = house().settings
    rule = Approval(settings.roster_approval)
    try:
        return roster_preview(session, kept.file, rule, settings.allowed_domains, house().clock())
    except BadRoster:  # the allowed domains may have changed since it was uploaded
        return None


def _back() -> Response:
    return redirect(url_for(".overview"), 303)
