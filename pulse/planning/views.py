"""HR's pages, and the log of changes for everybody signed in."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from pulse.accounts.access import require_hr, signed_in
from pulse.planning import queries
from pulse.planning.preview import preview as previewed
from pulse.planning.proposal import proposal
from pulse.planning.turnout import turnout
from pulse.programme.roster_changes import approve, decline
from pulse.roster import queries as roster
from pulse.web import house, page

pages = Blueprint("planning", __name__)


@pages.get("/hr")
def overview() -> str:
    person = require_hr()
    with house().databases.office.reading() as session:
        programmes = queries.programmes(session)
    return page("planning/overview.html", programmes=programmes, zone=person.time_zone)


@pages.get("/hr/wave/<name>")
def wave(name: str) -> str:
    require_hr()
    with house().databases.office.reading() as session:
        shown = turnout(session, name, request.args.get("unit"), roster.names(session))
    return page("planning/wave.html", turnout=shown)


@pages.get("/hr/preview/<programme>")
def preview(programme: str) -> str:
    require_hr()
    with house().databases.office.reading() as session:
        shown = previewed(session, programme, house().clock(), house().settings.allowed_domains)
    return page("planning/preview.html", preview=shown)


@pages.get("/hr/roster")
def waiting_roster() -> str:
    person = require_hr()
    with house().databases.office.reading() as session:
        shown = proposal(session, house().settings.allowed_domains)
    return page("planning/roster.html", proposal=shown, zone=person.time_zone)


@pages.post("/hr/roster")
def decide_roster() -> Response:
    person = require_hr()
    decide = approve if request.form.get("decision") == "approve" else decline
    with house().databases.office.writing() as session:
        decide(session, request.form.get("digest", ""), person, house().clock())
    return redirect(url_for(".waiting_roster"), 303)


@pages.get("/log")
def log() -> str:
    person = signed_in()
    with house().databases.office.reading() as session:
        entries = queries.log(session, request.args.get("before", type=int))
    return page(
        "planning/log.html", entries=entries, zone=person.time_zone, more=len(entries) == queries.ENTRIES_AT_A_TIME
    )
