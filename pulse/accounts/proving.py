"""Proving anew who one is before doing what others rely on, and carrying on with the form that was kept."""

from secrets import token_bytes

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from pulse.accounts import operations, sessions
from pulse.accounts.access import signed_in
from pulse.accounts.browsers import go, held_key, made_known, new_held_key
from pulse.accounts.operations import Request
from pulse.accounts.people import PROOF_LASTS
from pulse.accounts.sessions import Form
from pulse.web import house, page

pages = Blueprint("proving", __name__, url_prefix="/prove")


@pages.get("")
def again() -> str:
    person = signed_in()
    minutes = PROOF_LASTS.seconds // 60
    mailed = person.may_use_mail(house().settings.mailed_sign_in)
    return page("accounts/again.html", minutes=minutes, mailed=mailed)


@pages.post("")
def ask_for_mail() -> Response:
    person = signed_in()
    asked = Request(person.email, made_known(), url_for(".carry_on"), entered_before=True)
    with house().databases.office.writing() as office:
        operations.ask_to_sign_in(office, asked, token_bytes(16), house().clock())
    return go(url_for("accounts.code"))


@pages.get("/carry-on")
def carry_on() -> str:
    person = signed_in()
    with house().databases.office.reading() as office:
        form = sessions.held_form(office, person, held_key(), house().clock())
    return page("accounts/carry_on.html", form=form)


def hold_and_lead_on() -> Response:
    """Keep the form that was sent too long after the last proof, and ask for a new one."""
    person = signed_in()
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    with house().databases.office.writing() as office:
        sessions.hold_form(office, person, new_held_key(), Form(request.path, fields), house().clock())
    return go(url_for("accounts.proving.again"))
