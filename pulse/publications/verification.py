"""Checks what publications stand on: the contract each was released under, and the log of changes it names."""

import hashlib
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.audit import AuditEntry, is_recorded
from pulse.programme.contract import BrokenContract, Contract
from pulse.programme.models import Wave
from pulse.programme.queries import STRUCK_OUT
from pulse.publications.document import BrokenPublication, parse
from pulse.publications.models import Publication
from pulse.publications.queries import is_lost


def broken_contracts(session: Session) -> Iterator[tuple[str, str]]:
    """The names of waves that do not keep a contract as it was frozen, and what is wrong with each."""
    for wave in session.scalars(select(Wave).where(Wave.contract.is_not(None)).order_by(Wave.id)):
        if wrong := _wrong_with(wave):
            yield wave.name, wrong


def broken_publications(session: Session) -> Iterator[tuple[str, str]]:
    """The names of released waves whose publication is gone or stands on something else than what is there."""
    published = select(Wave, Publication.document).outerjoin(Publication).where(Wave.released_at.is_not(None))
    logged = set(session.scalars(select(AuditEntry.digest)))
    for wave, document in session.execute(published.order_by(Wave.id)):
        if wrong := _stands_wrong(wave, document, logged):
            yield wave.name, wrong
        elif is_lost(session, wave.id) and not is_recorded(session, STRUCK_OUT, wave.name):
            yield wave.name, "it says that its answers are lost, and no entry of the log of changes says why"


def _wrong_with(wave: Wave) -> str | None:
    text = wave.contract or ""
    if hashlib.sha256(text.encode()).hexdigest() != wave.fingerprint:
        return "its contract does not have the fingerprint that stands in the mails"
    try:
        contract = Contract.parse(text)
    except BrokenContract:
        return "its contract is not in the canonical form"
    window = contract.window
    if (contract.wave, window.opens_at, window.closes_at) != (wave.name, wave.opens_at, wave.closes_at):
        return "its name or its times are not those of its contract"
    return None


def _stands_wrong(wave: Wave, text: str | None, logged: set[str]) -> str | None:
    if text is None:
        return "it was released, but its publication is gone"
    try:
        document = parse(text)
    except BrokenPublication:
        return "its publication cannot be read"
    if (document.contract, document.wave) != (wave.fingerprint, wave.name):
        return "its publication names another contract"
    if document.audit is not None and document.audit not in logged:
        return "the entry of the log of changes that its publication names is gone"
    return None
