"""The one read of pauses, for the worker: it sends nothing to these people and invites them to nothing."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pulse.pauses.models import Pause
from pulse.roster.models import Membership


def paused(session: Session) -> frozenset[int]:
    """The people who are paused where they are now."""
    newest = select(func.max(Pause.id)).group_by(Pause.membership_id)
    people = (
        select(Membership.person_id)
        .join(Pause, Pause.membership_id == Membership.id)
        .where(Pause.id.in_(newest), Pause.waves > 0, Membership.until.is_(None))
    )
    return frozenset(session.scalars(people))
