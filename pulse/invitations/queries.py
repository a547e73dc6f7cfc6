"""Reads of invitations."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pulse.invitations.models import Invitation


def issued(session: Session, wave: str) -> int:
    """Return how many invitations of a wave are in the box."""
    return session.execute(select(func.count()).where(Invitation.wave == wave)).scalar_one()


def redeemed(session: Session, wave: str, digest: bytes) -> bool:
    """Return whether a code was used; for reminders of a programme that writes to the unanswered alone."""
    spent = select(Invitation.redeemed).where(Invitation.digest == digest, Invitation.wave == wave)
    return bool(session.scalar(spent))
