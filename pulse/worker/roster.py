"""Importing the roster that a second person approved; the web may note a decision and never changes the roster."""

from pulse.house import House
from pulse.programme.roster_changes import carry_out, decided, waiting


def import_approved(house: House) -> int:
    """Import the approved roster, or forget the declined one; return how many decisions were carried out."""
    with house.databases.office.reading() as session:
        proposed = waiting(session)
        if proposed is None or not decided(proposed):
            return 0
    with house.databases.office.writing() as session:
        return carry_out(session, house.settings.allowed_domains, house.clock())
