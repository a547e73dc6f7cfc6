"""Importing rosters: what HR or an identity provider handed in, and what a second person approved.

The web may note a decision and never changes the roster.
"""

from pulse.errors import Refusal
from pulse.house import House
from pulse.planning import uploads
from pulse.programme.roster_changes import carry_out, decided, refuse_approved, waiting
from pulse.roster.listing import BadFile
from pulse.roster.models import Approval
from pulse.roster.operations import TooManyRemovals
from pulse.worker.provisioning import hand_in_provisioned


def change_roster(house: House) -> int:
    """Do all that HR and an identity provider want of the roster; return how much there was."""
    return take_uploads(house) + hand_in_provisioned(house) + import_approved(house)


def import_approved(house: House) -> int:
    """Import the approved roster, or forget the declined one; return how many decisions were carried out.

    One that cannot be read any more, or would remove most people by now, is forgotten too, and the log says so.
    """
    with house.databases.office.reading() as session:
        proposed = waiting(session)
        if proposed is None or not decided(proposed):
            return 0
    try:
        with house.databases.office.writing() as session:
            return carry_out(session, house.settings.allowed_domains, house.clock())
    except (BadFile, TooManyRemovals):
        with house.databases.office.writing() as session:
            refuse_approved(session, house.clock())
        return 1


def take_uploads(house: House) -> int:
    """Import the rosters handed in on HR's page, or let them wait for a second person; return how many there were.

    Whoever handed in one that cannot be taken reads why on that page.
    """
    with house.databases.office.reading() as session:
        people, forgotten = uploads.handed_in(session), uploads.forgotten(session, house.clock())
    for person in forgotten:
        with house.databases.office.writing() as session:
            uploads.discard_upload(session, person)
    for person in people:
        try:
            _take(house, person)
        except Refusal as refusal:
            with house.databases.office.writing() as session:
                uploads.refuse_upload(session, person, str(refusal))
    return len(people)


def _take(house: House, person: str) -> None:
    rule, domains, now = Approval(house.settings.roster_approval), house.settings.allowed_domains, house.clock()
    with house.databases.office.writing() as session:
        uploads.carry_out(session, person, rule, domains, now)
