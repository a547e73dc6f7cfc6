"""Striking out a wave whose keys are lost: nobody can ever read its answers, and that is what it publishes.

The entry in the log of changes is the decision; all that follows from it is done again after a crash, here or by the
next release.
"""

import os
from dataclasses import dataclass
from datetime import datetime

from pulse import audit
from pulse.ballots import operations as ballots
from pulse.ballots import queries as box_queries
from pulse.ballots.keys import KeyDirectories, KeyLost
from pulse.errors import Refusal
from pulse.house import House
from pulse.programme.contract import Contract
from pulse.programme.outbox import expire
from pulse.programme.queries import STRUCK_OUT, wave_named
from pulse.release.operations import destroy_all, is_struck_out, release_wave


class CannotStrikeOut(Refusal):
    """There is no reason to strike this wave out, or it is too late; the sentence says which."""

    status = 409


class KeysComplete(CannotStrikeOut):
    """What opens the answers is there, so they are counted: nobody can strike out a wave to hide what it says."""

    def __init__(self, wave: str) -> None:
        super().__init__(
            f"The keys of wave {wave} are complete, so its answers can be read and it is released when it is over. "
            "Only a wave whose keys are lost can be struck out."
        )


class CannotLook(CannotStrikeOut):
    """A key directory is not there, or not to be looked into; what it holds is not known to be lost."""

    def __init__(self, directory: object) -> None:
        super().__init__(
            f"The key directory {directory} is not there, or cannot be looked into, so nobody can say that the keys "
            "are lost. Run this as the worker's user. If its disk is away, bring it back: the wave is then released. "
            "If it is lost for good, make an empty directory in its place and try again."
        )


@dataclass(frozen=True)
class Loss:
    """The wave that is struck out; how many answered it is in no place, and never will be."""

    id: int
    name: str
    which: str
    invited: int
    closes_at: datetime
    is_over: bool


def require_lost(house: House, name: str) -> Loss:
    """The loss that striking out this wave would seal; nothing is changed. Raises CannotStrikeOut."""
    loss = _loss(house, name)
    if is_struck_out(house, name):
        return loss
    for path in house.settings.key_directories:
        if not path.is_dir() or not os.access(path, os.R_OK | os.X_OK):
            raise CannotLook(path)
    if _is_complete(house, name):
        raise KeysComplete(name)
    return loss


def strike_out(house: House, name: str, actor: str) -> Loss:
    """Destroy all that is left of a wave whose keys are lost, and publish that it is; repeated, it finishes that.

    A wave that is still open takes no more answers from now on, and publishes it when its time is over, for no wave
    closes early. Raises CannotStrikeOut.
    """
    loss = require_lost(house, name)
    if not is_struck_out(house, name):
        _decide(house, loss, actor)
    if loss.is_over:
        release_wave(house, loss.id)
    else:
        with house.databases.box.writing() as session:
            ballots.close(session, name)
        destroy_all(house, name)
    return loss


def _loss(house: House, name: str) -> Loss:
    with house.databases.office.reading() as session:
        wave = wave_named(session, name)
        if wave is None or wave.opened_at is None:
            raise CannotStrikeOut(f"No wave {name} was opened. The names of all waves are listed by: wave list")
        if wave.released_at and not audit.is_recorded(session, STRUCK_OUT, name):
            raise CannotStrikeOut(f"Wave {name} is released: what it says is published, and that cannot be undone.")
        contract = Contract.parse(wave.contract or "")
        which = f"Wave {contract.number} of {contract.programme} ({name})"
        return Loss(wave.id, name, which, contract.invited, contract.window.closes_at, wave.closed_at is not None)


def _is_complete(house: House, name: str) -> bool:
    try:
        with house.databases.box.reading() as session:
            keys = box_queries.keys(session, name)
        KeyDirectories(house.settings.key_directories).private_key(name, keys.wrapped_key, keys.share)
    except box_queries.UnknownWave:
        raise CannotStrikeOut(
            f"The box does not know wave {name}, so this is another box, or an earlier one: look at the box_url of the "
            "settings, or restore a backup."
        ) from None
    except OSError as error:
        raise CannotLook(error.filename) from None
    except KeyLost:
        return False
    return True


def _decide(house: House, loss: Loss, actor: str) -> None:
    with house.databases.office.writing() as session:
        wave = wave_named(session, loss.name)
        if wave is None:
            raise CannotStrikeOut
        expire(session, wave)
        audit.record(session, house.clock(), actor, STRUCK_OUT, loss.name)
