"""The release of a wave: the one step that reads ballots, publishes what they say once, and destroys them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random, SystemRandom

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse import audit
from pulse.ballots import operations as ballots
from pulse.ballots import queries as box_queries
from pulse.ballots.keys import KeyDirectories, KeyLost
from pulse.ballots.mix import compact
from pulse.ballots.suite import PrivateKey
from pulse.ballots.unseal import NothingOpens, opened_ballots
from pulse.errors import Refusal
from pulse.house import House
from pulse.invitations import operations as invitations
from pulse.programme.contract import Contract
from pulse.programme.models import Wave
from pulse.programme.queries import STRUCK_OUT
from pulse.publications.models import Publication
from pulse.publications.operations import AlreadyPublished, mark_destroyed, publish
from pulse.release.aggregate import Tally
from pulse.release.count import Count, Questions
from pulse.release.drafting import draft, draft_lost

ACTOR = "worker"
CHANCE = SystemRandom()


class NotClosed(Refusal):
    """A wave is released after it closed, never before: with one new answer, an early figure gives it away."""

    status = 409
    sentence = "This wave is not closed yet."


class AnswersLost(Refusal):
    """A wave's ballots cannot be opened; nothing is published and nothing destroyed."""

    status = 409

    def __init__(self, wave: str, missing: str) -> None:
        super().__init__(
            f"The answers of wave {wave} cannot be read: {missing}. Nothing was published and nothing destroyed. "
            "If there is a copy of what is missing, put it back and release again; without it these answers are lost. "
            f"A wave whose keys are lost for good can be struck out: python -m pulse wave strike-out {wave}"
        )


class OtherBallots(Refusal):
    """The box holds other ballots of a wave than those that were already counted and, it may be, published."""

    status = 409

    def __init__(self, wave: str) -> None:
        super().__init__(
            f"The ballots of wave {wave} were counted before, and the box now holds others: it was restored to an "
            "earlier moment. A wave is published once, so this one is not published again. Restore a later backup, if "
            "there is one; otherwise its answers are lost."
        )


class KeyOutOfReach(Refusal):
    """A wave is published and its ballots are gone, but a copy of its key share may be left on a disk that is away."""

    status = 409

    def __init__(self, wave: str, directories: Sequence[str]) -> None:
        super().__init__(
            f"The key directory {' and '.join(directories)} is not there, so its share of the key of wave {wave} could "
            "not be destroyed. Put the directory back; the next release run destroys it."
        )


@dataclass(frozen=True)
class Standing:
    """How far the release of a closed wave is."""

    id: int
    name: str
    contract: str
    released_at: datetime | None
    destroyed_at: datetime | None


def release_wave(house: House, wave_id: int, random: Random = CHANCE) -> None:
    """Publish a closed wave and destroy its ballots, invitations and keys; do what is left of that after a crash.

    Of a wave that was struck out it publishes that the answers are lost, whatever may have been found since.
    Raises NotClosed before its time, AnswersLost when its ballots cannot be opened, and OtherBallots when others were
    counted before.
    """
    wave = _standing(house, wave_id)
    if wave.released_at is None:
        _publish(house, wave, random)
    if wave.destroyed_at is None:
        _destroy(house, wave)


def due(house: House) -> tuple[int, ...]:
    """The ids of closed waves that are not published yet, or of whose ballots or keys something may be left."""
    owed = select(Wave.id).outerjoin(Publication).where(Wave.closed_at.is_not(None), Publication.destroyed_at.is_(None))
    with house.databases.office.reading() as session:
        return tuple(session.scalars(owed.order_by(Wave.closes_at, Wave.id)))


def is_struck_out(house: House, wave: str) -> bool:
    """Whether a wave was struck out: all it publishes, when its time is over, is that its answers are lost."""
    with house.databases.office.reading() as session:
        return audit.is_recorded(session, STRUCK_OUT, wave)


def _standing(house: House, wave_id: int) -> Standing:
    columns = Wave.id, Wave.name, Wave.contract, Wave.released_at, Publication.destroyed_at
    found = select(*columns).outerjoin(Publication).where(Wave.id == wave_id, Wave.closed_at.is_not(None))
    with house.databases.office.reading() as session:
        row = session.execute(found).one_or_none()
    if row is None:
        raise NotClosed
    return Standing(row.id, row.name, row.contract or "", row.released_at, row.destroyed_at)


def _publish(house: House, wave: Standing, random: Random) -> None:
    try:
        contract, struck_out = Contract.parse(wave.contract), is_struck_out(house, wave.name)
        questions = Questions.of(house.questionnaire.item(item) for item in contract.questions)
        publication = (
            draft_lost(contract, questions)
            if struck_out
            else draft(house, contract, _counted(house, contract, questions), random)
        )
        with house.databases.office.writing() as session:
            publish(session, wave.id, publication, house.clock())
            audit.record(session, house.clock(), ACTOR, "published", wave.name)
            if not struck_out:
                # One worker at a time gets here, and what is noted stands on disk before the publication does.
                _note_what_was_counted(house, wave.name)
    except (AlreadyPublished, AnswersLost, OtherBallots):
        # Another worker may have been quicker, and have destroyed what this one was reading.
        if _standing(house, wave.id).released_at is None:
            raise


def _counted(house: House, contract: Contract, questions: Questions) -> Count:
    count = Count(questions, Tally(contract.cells))
    with house.databases.box.reading() as session:
        private_key = _private_key(house, session, contract)
        try:
            for cell, sheet in opened_ballots(session, contract.wave, private_key):
                count.add(cell, sheet)
        except NothingOpens:
            raise AnswersLost(contract.wave, "the key opens none of the ballots") from None
        count.unreadable = box_queries.number_of_ballots(session, contract.wave) - count.counted
    return count


def _note_what_was_counted(house: House, wave: str) -> None:
    with house.databases.box.reading() as session:
        digest = box_queries.digest_of_ballots(session, wave)
    if not KeyDirectories(house.settings.key_directories).only(wave, digest):
        raise OtherBallots(wave)


def _private_key(house: House, session: Session, contract: Contract) -> PrivateKey:
    wave, directories = contract.wave, KeyDirectories(house.settings.key_directories)
    try:
        sealed, keys = box_queries.contract(session, wave), box_queries.keys(session, wave)
        if not sealed.closed or sealed.fingerprint != contract.fingerprint:
            raise NotClosed(f"The box of wave {wave} is open, or holds another contract than the office.")
        return directories.private_key(wave, keys.wrapped_key, keys.share)
    except box_queries.UnknownWave:
        raise AnswersLost(wave, "the box does not know it") from None
    except KeyLost:
        places = " and ".join(str(path) for path in house.settings.key_directories)
        held = directories.holds_share(wave)
        missing = (
            "the box's share of its key is gone" if held else f"the share of its key that belongs into {places} is gone"
        )
        raise AnswersLost(wave, missing) from None


def destroy_all(house: House, wave: str) -> None:
    """Destroy the keys, ballots and hashes of a wave that takes no more answers; nothing is noted."""
    directories = KeyDirectories(house.settings.key_directories)
    directories.destroy_share(wave)
    directories.destroy_invite_key(wave)
    with house.databases.box.writing() as session:
        ballots.destroy(session, wave)
        invitations.forget(session, wave)
    compact(house.databases.box)


def _destroy(house: House, wave: Standing) -> None:
    destroy_all(house, wave.name)
    if absent := [str(path) for path in house.settings.key_directories if not path.is_dir()]:
        raise KeyOutOfReach(wave.name, absent)
    with house.databases.office.writing() as session:
        if mark_destroyed(session, wave.id, house.clock()):
            audit.record(session, house.clock(), ACTOR, "destroyed ballots, invitations and keys", wave.name)
