"""Unsealing: the one place where answers are read. Only the release room imports this."""

import logging
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.ballots.models import Ballot
from pulse.ballots.queries import contract
from pulse.ballots.sheet import MalformedSheet, Sheet, decode
from pulse.ballots.suite import SUITE, PrivateKey, binding

AT_A_TIME = 1_000

log = logging.getLogger(__name__)


class NothingOpens(Exception):
    """A wave has ballots and this key opens none of them: it is the wrong key, not an empty wave."""


def opened_ballots(session: Session, wave: str, private_key: PrivateKey) -> Iterator[tuple[str, Sheet]]:
    """Open every ballot of a wave and yield its cell and sheet; a spoiled one is left out and only counted.

    Raises NothingOpens when all are spoiled.
    """
    info = binding(wave, contract(session, wave).fingerprint)
    opened = spoiled = 0
    ballots = select(Ballot.sealed).where(Ballot.wave == wave, Ballot.counts)
    for sealed in session.scalars(ballots.execution_options(yield_per=AT_A_TIME)):
        try:
            found = decode(SUITE.decrypt(sealed, private_key, info=info))
        except (InvalidTag, MalformedSheet):
            spoiled += 1
            continue
        opened += 1
        yield found
    _report(wave, opened, spoiled)


def _report(wave: str, opened: int, spoiled: int) -> None:
    if spoiled and not opened:
        raise NothingOpens(wave)
    if spoiled:
        log.warning("%d ballots of wave %s could not be opened and were left out.", spoiled, wave)
