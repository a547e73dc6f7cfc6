"""Handing in what an identity provider says of who works where."""

from pulse.house import House
from pulse.scim.batches import due


def hand_in_provisioned(house: House) -> int:
    """Hand in what is staged, if that is due; return how often something was looked at."""
    now = house.clock()
    with house.databases.office.reading() as session:
        if not due(session, now):
            return 0
    # SCIM's own types are for whom an identity provider tells of people, not for every tick and command.
    from pulse.scim.handing_in import hand_in

    with house.databases.office.writing() as session:
        return hand_in(session, house.settings, now)
