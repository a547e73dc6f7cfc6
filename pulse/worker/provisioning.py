"""Handing in what an identity provider says of who works where."""

from pulse.house import House
from pulse.scim.handing_in import due, hand_in


def hand_in_provisioned(house: House) -> int:
    """Hand in what is staged, if that is due; return how often something was looked at."""
    now = house.clock()
    with house.databases.office.reading() as session:
        if not due(session, now):
            return 0
    with house.databases.office.writing() as session:
        return hand_in(session, house.settings, now)
