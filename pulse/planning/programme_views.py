"""HR's page of a programme: enter it, see exactly what reps would get and when, save it."""

from flask import Blueprint, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pulse.accounts.access import require_hr, require_proof, require_proven_hr
from pulse.accounts.people import Staff
from pulse.languages import known
from pulse.planning import programme_changes as changes
from pulse.planning import programme_form as forms
from pulse.planning.pins import Pins, pins
from pulse.planning.programme_fields import GROUPS, LABELS
from pulse.planning.programme_form import Form
from pulse.planning.programme_preview import invitation_page, programme_preview
from pulse.planning.suggestions import suggestions
from pulse.programme.definition import Definition, pinned
from pulse.programme.queries import definition_of, programme_named, wave_under_way
from pulse.web import house, page

pages = Blueprint("hr_programme", __name__, url_prefix="/hr/programme")

UNPROCESSABLE = 422
TAKEN = "There is a programme of this name already."
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
"""What a mail shown in the browser may do: be drawn, with its styles inside its elements."""

Answer = str | tuple[str, int] | Response


@pages.get("")
def new() -> str:
    person = require_hr()
    with house().databases.office.reading() as session:
        return _page(session, person, None, forms.shown(None))


@pages.post("")
def create() -> Answer:
    person = require_hr()
    with house().databases.office.writing() as session:
        form = forms.read(request.form, None)
        if changes.current(session, form.entered["name"]):
            form = form.refused("name", TAKEN)
        return _entered(session, person, None, form)


@pages.get("/<programme>")
def edit(programme: str) -> str:
    person = require_hr()
    with house().databases.office.reading() as session:
        definition = definition_of(programme_named(session, programme))
        proposed = changes.proposal(session, programme)
        return _page(session, person, definition, forms.shown(proposed.definition if proposed else definition))


@pages.post("/<programme>")
def change(programme: str) -> Answer:
    person = require_hr()
    with house().databases.office.writing() as session:
        definition = definition_of(programme_named(session, programme))
        return _entered(session, person, definition, forms.read(request.form, definition))


@pages.post("/<programme>/decision")
def decide(programme: str) -> Response:
    person, proposed_at = require_proven_hr(), request.form.get("proposed_at", "")
    act = changes.approve if request.form.get("decision") == "approve" else changes.withdraw
    with house().databases.office.writing() as session:
        act(session, programme, proposed_at, person, house().clock())
        known_already = changes.current(session, programme)
    return redirect(url_for(".edit", programme=programme) if known_already else url_for(".new"), 303)


@pages.post("/<programme>/pin")
def pin(programme: str) -> Response:
    person = require_proven_hr()
    with house().databases.office.writing() as session:
        found = programme_named(session, programme)
        offered = pins(session, house().questionnaire, found)
        item = offered.chosen(request.form.get("item", ""))
        wanted = pinned(changes.wanted(session, found), item, offered.from_wave)
        changes.propose(session, wanted, person.email, house().clock())
    return redirect(url_for(".edit", programme=programme), 303)


@pages.get("/<programme>/invitation")
def invitation(programme: str) -> Response:
    person, language = require_hr(), known(request.args.get("lang"))
    with house().databases.office.reading() as session:
        definition = definition_of(programme_named(session, programme))
        drawn = invitation_page(session, house(), definition, person, language)
    return Response(drawn, mimetype="text/html", headers={"Content-Security-Policy": SANDBOX})


@pages.get("/<programme>/saved")
def saved(programme: str) -> Answer:
    """Lead to the programme, or say that a new one is being planned."""
    require_hr()
    with house().databases.office.reading() as session:
        if changes.current(session, programme):
            return redirect(url_for(".edit", programme=programme), 303)
        proposed = changes.proposal(session, programme)
    if proposed is None:
        return redirect(url_for(".new"), 303)
    return page("planning/programme_saved.html", name=programme, proposed=proposed, labels=LABELS)


def _entered(session: Session, person: Staff, before: Definition | None, form: Form) -> Answer:
    form = forms.checked(session, form, house().questionnaire, house().clock())
    if form.definition is None:
        return _page(session, person, before, form), UNPROCESSABLE
    if request.form.get("decision") != "save":
        return _page(session, person, before, form)
    require_proof()
    changes.propose(session, form.definition, person.email, house().clock())
    return redirect(url_for(".saved", programme=form.definition.name), 303)


def _page(session: Session, person: Staff, before: Definition | None, form: Form) -> str:
    programme = programme_named(session, before.name) if before else None
    definition = forms.checked(session, form, house().questionnaire, house().clock()).definition
    return page(
        "planning/programme.html",
        before=before,
        form=form,
        groups=GROUPS,
        labels=LABELS,
        suggestions=suggestions(session),
        open_wave=wave_under_way(session, programme) if programme else None,
        proposed=changes.proposal(session, before.name) if before else None,
        preview=programme_preview(session, house(), definition, person) if definition else None,
        saved=before is not None and before == definition,
        pins=_pins(session, before),
        zone=person.time_zone,
    )


def _pins(session: Session, before: Definition | None) -> Pins | None:
    return pins(session, house().questionnaire, programme_named(session, before.name)) if before else None
