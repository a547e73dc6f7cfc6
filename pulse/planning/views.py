"""HR's pages, and the log of changes for everybody signed in."""

from flask import Blueprint, request

from pulse.accounts.access import require_hr, signed_in
from pulse.planning import queries
from pulse.planning.decisions import decisions
from pulse.planning.item_health import item_health
from pulse.planning.loop import loop as loop_below
from pulse.planning.mail_health import mails, refused_addresses
from pulse.planning.preview import preview as previewed
from pulse.planning.turnout import turnout
from pulse.roster import queries as roster
from pulse.web import house, page

pages = Blueprint("planning", __name__)


@pages.get("/hr")
def overview() -> str:
    person = require_hr()
    with house().databases.office.reading() as session:
        programmes = queries.programmes(session, house().questionnaire, house().clock())
        waiting = decisions(session)
    return page("planning/overview.html", programmes=programmes, waiting=waiting, zone=person.time_zone)


@pages.get("/hr/wave/<name>")
def wave(name: str) -> str:
    require_hr()
    with house().databases.office.reading() as session:
        shown = turnout(session, name, request.args.get("unit"), roster.names(session))
    return page("planning/wave.html", turnout=shown)


@pages.get("/hr/questions")
def questions() -> str:
    require_hr()
    with house().databases.office.reading() as session:
        health = item_health(session, house().questionnaire, request.args.get("wave"))
    return page("planning/questions.html", health=health)


@pages.get("/hr/loop")
def loop() -> str:
    require_hr()
    with house().databases.office.reading() as session:
        shown = loop_below(session, request.args.get("unit"), house().clock())
    return page("planning/loop.html", loop=shown)


@pages.get("/hr/mail")
def mail() -> str:
    require_hr()
    with house().databases.office.reading() as session:
        waves, refused = mails(session), refused_addresses(session)
    return page("planning/mail.html", waves=waves, refused=refused)


@pages.get("/hr/preview/<programme>")
def preview(programme: str) -> str:
    require_hr()
    with house().databases.office.reading() as session:
        shown = previewed(session, programme, house().clock(), house().settings.allowed_domains)
    return page("planning/preview.html", preview=shown)


@pages.get("/log")
def log() -> str:
    person = signed_in()
    with house().databases.office.reading() as session:
        entries = queries.log(session, request.args.get("before", type=int))
    return page(
        "planning/log.html", entries=entries, zone=person.time_zone, more=len(entries) == queries.ENTRIES_AT_A_TIME
    )
