"""Closing waves: at one instant the box takes no more ballots, and nobody can tell any more whose code was whose."""

from random import SystemRandom

from sqlalchemy import select

from pulse.ballots import operations as ballots
from pulse.ballots.keys import KeyDirectories
from pulse.ballots.mix import compact, mix
from pulse.house import House
from pulse.invitations import operations as invitations
from pulse.programme.models import Wave
from pulse.programme.operations import mark_closed
from pulse.programme.outbox import expire

ACTOR = "worker"
CHANCE = SystemRandom()


def close_due(house: House) -> int:
    """Close every wave whose time is over; return how many. Repeated after a crash, it does what is left to do."""
    now = house.clock()
    due = select(Wave.id, Wave.name).where(Wave.opened_at.is_not(None), Wave.closed_at.is_(None), Wave.closes_at <= now)
    with house.databases.office.reading() as session:
        waves = session.execute(due.order_by(Wave.closes_at, Wave.id)).all()
    for wave, name in waves:
        _shut_the_box(house, name)
        with house.databases.office.writing() as session:
            row = session.get_one(Wave, wave)
            expire(session, row)
            mark_closed(session, row, now, ACTOR)
    return len(waves)


def _shut_the_box(house: House, name: str) -> None:
    with house.databases.box.writing() as session:
        ballots.close(session, name)
    with house.databases.box.writing() as session:
        mix(session, name, CHANCE.shuffle)
        invitations.forget(session, name)
    KeyDirectories(house.settings.key_directories).destroy_invite_key(name)
    compact(house.databases.box)
