"""What is lost with everything that came after a backup, and what follows from it, in sentences."""

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.programme.models import Programme, Wave

ALWAYS = (
    "Everything from after {made} is lost: answers to themes, promises, changes of roster and programmes, pauses, "
    "roles. A role or token taken away since is valid again: look at `account list` and `token list`. Everybody has to "
    "sign in anew. Whoever joined since may, with the pause link of a mail sent since, pause somebody else who joined."
)
OPEN = (
    "{which} was open and is open until {closes}. Answers given since {made} are lost, though their authors read that "
    "they were counted. Their codes work again: ask everybody who was invited to answer anew if they answered since."
)
CLOSED_SINCE = (
    "{which} was open and has closed since. If it was not released, the worker releases it with the answers given up "
    "to {made}. If it was, its keys are destroyed, nothing in this backup can be opened or released a second time, and "
    "its publication is lost with what came after the backup."
)
NOT_RELEASED = (
    "{which} was closed and not released. If it was released since, its keys are destroyed and its publication is "
    "lost; otherwise the worker releases it now, with every answer."
)
PLANNED = (
    "{which} was to open on {opens}. If it was opened, it is lost with all its answers, and its links lead nowhere. It "
    "now has a new name; the worker opens it and invites everybody, or plans it anew if it is too late. Files of the "
    "old name in a key directory open what was answered then, from any copy of the lost box: destroy them as soon as "
    "no later backup is to be restored."
)
CHAIN = (
    "If a wave was published since {made}, its publication is not in the chain any more, and the next one follows the "
    "one before it. Books handed out since then name it; say so to whoever has them."
)


def losses(office: Session, made_at: datetime, now: datetime) -> Iterator[str]:
    """What the operator has to know and to tell, in the order of weight."""
    made = _moment(made_at)
    waves = select(Wave, Programme.name).join(Programme).where(Wave.released_at.is_(None)).order_by(Wave.id)
    for wave, programme in office.execute(waves):
        if sentence := _about(wave, now):
            which = f"Wave {wave.number} of {programme} ({wave.name})"
            yield sentence.format(which=which, made=made, opens=_moment(wave.opens_at), closes=_moment(wave.closes_at))
    yield ALWAYS.format(made=made)
    yield CHAIN.format(made=made)


def _about(wave: Wave, now: datetime) -> str | None:
    if wave.closed_at:
        return NOT_RELEASED
    if wave.contract:
        return OPEN if wave.closes_at > now else CLOSED_SINCE
    return PLANNED if wave.opens_at <= now else None


def _moment(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
