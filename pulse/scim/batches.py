"""What is staged, as a whole: how much it is, and whether it is to be handed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pulse.programme.roster_changes import approval_for
from pulse.roster.models import Approval
from pulse.scim.models import Batch, StagedGroup, StagedPerson

QUIET = timedelta(minutes=10)
"""So long nothing must have changed: what a provider sends in pieces is not taken in pieces."""
GATHERING = timedelta(days=1)
"""While there is a programme, changes gather for so long, and somebody of HR decides about all of them."""


@dataclass(frozen=True)
class Counts:
    """How many people and groups the identity provider has told of, active or not."""

    people: int
    groups: int


def counts(session: Session) -> Counts:
    """How much is staged."""
    people_count = session.scalar(select(func.count()).select_from(StagedPerson)) or 0
    return Counts(people_count, session.scalar(select(func.count()).select_from(StagedGroup)) or 0)


def batch(session: Session) -> Batch | None:
    """When the identity provider last changed anything and what became of it; nothing before it ever did."""
    return session.get(Batch, 1, populate_existing=True)


def due(session: Session, now: datetime) -> bool:
    """Whether what is staged has changed, has been quiet since, and is not to gather any longer."""
    found = batch(session)
    if found is None or now - found.changed_at < QUIET or (found.taken_at and found.taken_at > found.changed_at):
        return False
    gathers = approval_for(session, Approval.TWO) is Approval.TWO
    return not gathers or found.handed_in_at is None or now - found.handed_in_at >= GATHERING
