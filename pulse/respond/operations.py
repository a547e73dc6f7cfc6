"""Answering: one durable transaction in the box, the same for a code that was used before."""

from datetime import datetime

from sqlalchemy.orm import Session

from pulse.ballots.operations import cast, hold_open
from pulse.ballots.seal import seal
from pulse.ballots.sheet import Sheet, encode
from pulse.database import Direct
from pulse.errors import Refusal
from pulse.invitations.operations import Admission, redeem
from pulse.respond.asked import AskedWave


class ContractReplaced(Refusal):
    """The page was made from a contract that the box no longer holds."""

    status = 409
    sentence = "This round was prepared anew a moment ago. Please open the link in your mail again."


def submit(session: Session | Direct, wave: AskedWave, digest: bytes, sheet: Sheet, now: datetime) -> None:
    """Redeem an invitation and cast its sealed sheet; what a used code writes does not count.

    Raises UnknownWave, WaveClosed, ContractReplaced, UnknownCode or SheetTooLong, and then nothing is written.
    """
    wave.require_open(now)
    if hold_open(session, wave.name) != wave.fingerprint:
        raise ContractReplaced
    admission = redeem(session, wave.name, digest)
    written = encode(sheet, admission.cell, wave.sheet_size)
    sealed = seal(wave.placed.public_key, written, wave.name, wave.fingerprint)
    cast(session, wave.name, sealed, counts=isinstance(admission, Admission))
