"""HR's preview of every digest, and the monthly page of a unit, to read and to print."""

from flask import Blueprint, request

from pulse.accounts.access import require_hr, require_leader
from pulse.digests import queries
from pulse.digests.contents import Contents
from pulse.digests.letters import letter
from pulse.digests.models import Digest
from pulse.digests.previews import newest_wave, previews
from pulse.digests.writing import contents_for
from pulse.errors import NotFound
from pulse.stationery import draw_text, sender_of
from pulse.web import house, page

pages = Blueprint("digests", __name__)
TITLES = {Digest.LEADER: "To leaders", Digest.EXECUTIVE: "To executives", Digest.HR: "To HR"}


@pages.get("/hr/digests")
def overview() -> str:
    """How many digests were sent, and what each would say now."""
    require_hr()
    with house().databases.office.reading() as session:
        counts, listed = queries.counts(session), previews(session)
    return page("digests/overview.html", counts=counts, previews=listed, titles=TITLES)


@pages.get("/hr/digests/<kind>")
def preview(kind: str) -> str:
    """A digest as it would leave now: of a unit, or HR's own."""
    require_hr()
    if kind not in list(Digest):
        raise NotFound
    chosen, unit = Digest(kind), request.args.get("unit", "")
    with house().databases.office.reading() as session:
        listed = {link.code: link.name for link in previews(session)[chosen]}
        if unit not in listed and chosen is not Digest.HR:
            raise NotFound
        period = newest_wave(session)
        found = contents_for(session, chosen, unit, period, house().questionnaire, now=house().clock())
    return page("digests/preview.html", contents=found, mail=_mail(chosen, found), name=listed.get(unit, "HR"))


@pages.get("/team/<unit>/digest")
def month(unit: str) -> str:
    """The monthly page of a unit that has teams: what its leader, or one above, gets by mail, to print."""
    with house().databases.office.reading() as session:
        _, tree = require_leader(session, unit)
        if not tree.children[unit]:
            raise NotFound
        found = contents_for(session, Digest.EXECUTIVE, unit, "", house().questionnaire, now=house().clock())
    return page("digests/month.html", contents=found, unit=unit)


def _mail(kind: Digest, contents: Contents | None) -> str:
    """The text part of the mail, exactly as it leaves; empty where none would."""
    return draw_text(letter(sender_of(house().settings), kind, contents)) if contents else ""
