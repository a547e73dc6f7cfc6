"""Reads of invitations."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pulse.invitations.models import Invitation


def issued(session: Session, wave: str) -> int:
    """Return how many invitations of a wave are in the box."""
    return session.execute(select(func.count()).where(Invitation.wave == wave)).scalar_one()
