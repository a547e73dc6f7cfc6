"""Predicting: while the wave is open, as often as one likes, and never after."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.database import hold
from pulse.errors import NotFound, Refusal
from pulse.mirror.guess import Guess
from pulse.mirror.models import Prediction
from pulse.mirror.queries import asks_for_target
from pulse.programme.contract import Contract
from pulse.programme.models import Wave
from pulse.roster.models import Membership, Person, Position, Unit


class MirrorLocked(Refusal):
    """The wave no longer takes answers, so nobody may predict what it says."""

    status = 410
    sentence = "This wave has closed, and predictions are locked with it. Nothing was changed."


class NotYourWave(NotFound):
    """This person leads no unit of this wave."""


class TargetNotAsked(Refusal):
    """Percent of plan is predicted exactly where the wave asks for it."""

    sentence = "This wave does not fit this form. Load the page again. Nothing was saved."


def predict(session: Session, wave: str, leader: str, guess: Guess, now: datetime) -> None:
    """Keep what a leader, by address, expects of the unit led now in the wave of this name, instead of anything before.

    Raises MirrorLocked, NotYourWave or TargetNotAsked. Nothing is noted in the log: that a leader looks into the
    mirror changes nothing for others, and when they did is nobody's business.
    """
    row, contract = _open(session, wave, now)
    person, unit = _leading(session, leader, contract)
    if asks_for_target(contract) != (guess.target is not None):
        raise TargetNotAsked
    hold(session, f"prediction {person}")
    session.merge(
        Prediction(
            wave_id=row.id,
            person_id=person,
            unit_id=unit,
            safety=guess.safety,
            response=guess.response,
            quota=guess.quota,
            product=guess.product,
            target=guess.target,
        )
    )


def _open(session: Session, name: str, now: datetime) -> tuple[Wave, Contract]:
    wave = session.scalar(select(Wave).where(Wave.name == name, Wave.opened_at.is_not(None)))
    if wave is None or wave.contract is None:
        raise NotYourWave
    # The worker may be late to close; the hour in the contract is what counts.
    if wave.closed_at is not None or now >= wave.closes_at:
        raise MirrorLocked
    return wave, Contract.parse(wave.contract)


def _leading(session: Session, leader: str, contract: Contract) -> tuple[int, int]:
    leads = (
        select(Person.id, Unit.id, Unit.code)
        .join(Membership, Membership.person_id == Person.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Person.email == leader, Membership.position == Position.LEADER, Membership.until.is_(None))
    )
    found = session.execute(leads).one_or_none()
    if found is None or found.code not in contract.units:
        raise NotYourWave
    return found[0], found[1]
