"""Releasing closed waves, and owing everybody the mail that says so."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from pulse.house import House
from pulse.programme.contract import Contract
from pulse.programme.due import RESULTS_ARE_NEWS
from pulse.programme.models import NEWS, Kind, OutboxMail, Programme, Wave
from pulse.programme.outbox import enqueue_results, invited
from pulse.programme.queries import definition_of
from pulse.programme.schedule import Place
from pulse.publications.queries import is_lost
from pulse.release import operations as release
from pulse.roster import queries as roster
from pulse.roster.models import Position
from pulse.worker.apart import apart


def release_due(house: House) -> int:
    """Release every closed wave, or finish what a crash interrupted; return how many waves were worked on.

    A wave that cannot be released does not keep another from it; its error is raised in the end.
    """
    _owe_results_mails(house)
    due = release.due(house)
    apart(due, partial(_release, house))
    return len(due)


def _release(house: House, wave: int) -> None:
    release.release_wave(house, wave)
    _owe_results_mails(house)


def untold(session: Session, now: datetime) -> Sequence[int]:
    """The waves whose results are news, and of which nobody was told; one that was struck out has none."""
    told = exists().where(OutboxMail.wave_id == Wave.id, OutboxMail.kind.in_(NEWS))
    found = session.scalars(select(Wave.id).where(Wave.released_at > now - RESULTS_ARE_NEWS, ~told)).all()
    return [wave for wave in found if not is_lost(session, wave)]


def _owe_results_mails(house: House) -> None:
    now = house.clock()
    with house.databases.office.reading() as session:
        waves = untold(session, now)
    for wave in waves:
        with house.databases.office.writing() as session:
            row = session.get_one(Wave, wave)
            definition = definition_of(session.get_one(Programme, row.programme_id))
            readers = readers_of(session, Contract.parse(row.contract or ""), wave)
            enqueue_results(session, row, readers, definition.send_at, now)


def readers_of(session: Session, contract: Contract, wave_id: int) -> list[tuple[int, Kind, Place]]:
    """Who is told of a wave's results, and by which mail.

    Whoever leads a unit of the wave is told as a leader; the contract says whether everybody else invited is told.
    """
    leaders = {
        member.person_id: Place(member.time_zone, member.country)
        for member in roster.members(session)
        if member.position is Position.LEADER and member.unit in contract.units
    }
    others = invited(session, wave_id) if contract.results == "everyone" else ()
    return [(person, Kind.RESULTS, place) for person, place in leaders.items()] + [
        (person, Kind.TEAM_RESULTS, place) for person, place in others if person not in leaders
    ]
