"""Mixing open waves, so that where a ballot or a mark stands says nothing about when it came."""

from random import SystemRandom

from sqlalchemy import select

from pulse.ballots.mix import Owed, clear, compact, due, mix
from pulse.house import House
from pulse.invitations import operations as invitations
from pulse.programme.models import Wave

CHANCE = SystemRandom()


def mix_due(house: House) -> int:
    """Mix every open wave that took in enough new ballots, clear what used codes wrote; return in how many waves."""
    open_waves = select(Wave.name).where(Wave.opened_at.is_not(None), Wave.closed_at.is_(None))
    with house.databases.office.reading() as session:
        names = session.scalars(open_waves).all()
    with house.databases.box.reading() as session:
        owed = {name: found for name in names if (found := due(session, name))}
    for name, what in owed.items():
        with house.databases.box.writing() as session:
            if what is Owed.CLEARING:
                clear(session, name)
            else:
                mix(session, name, CHANCE.shuffle)
                invitations.mix(session, name, CHANCE.shuffle)
    if Owed.MIXING in owed.values():
        compact(house.databases.box)
    return len(owed)
