"""Who belonged to a unit when its waves opened: size, arrivals, departures, a new leader. Only counts leave here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from pulse.roster.models import Membership, Position, Unit


@dataclass(frozen=True)
class Tenure:
    """A unit at a wave, compared with the wave before."""

    members: int
    joined: int = 0
    left: int = 0
    new_leader: bool = False


@dataclass(frozen=True)
class Span:
    """Somebody in the unit or below it from one instant to another; `leads` is set for the unit's own leader."""

    person: int
    since: datetime
    until: datetime | None
    leads: bool = False

    def at(self, instant: datetime) -> bool:
        return self.since <= instant and (self.until is None or instant < self.until)


def tenures(spans: Sequence[Span], openings: Sequence[datetime]) -> tuple[Tenure, ...]:
    """Say how a unit was made up at each opening, earliest first. Pure."""
    teams = [frozenset(span.person for span in spans if span.at(opening) and not span.leads) for opening in openings]
    before = [teams[0], *teams] if teams else []
    changed = _new_leaders(spans, openings)
    return tuple(
        Tenure(len(now), len(now - then), len(then - now), new)
        for then, now, new in zip(before, teams, changed, strict=False)
    )


def _new_leaders(spans: Sequence[Span], openings: Sequence[datetime]) -> list[bool]:
    """Whether each opening sees another leader than the last one known; a vacancy is no change."""
    known, changed = None, []
    for opening in openings:
        leader = next((span.person for span in spans if span.leads and span.at(opening)), None)
        changed.append(leader is not None and known not in (None, leader))
        known = leader or known
    return changed


def spans(session: Session, unit: str) -> tuple[Span, ...]:
    """Read everybody who ever was in the unit or below it."""
    top = select(Unit.id, Unit.code).where(Unit.code == unit).cte(recursive=True)
    below = aliased(Unit)
    units = top.union_all(select(below.id, below.code).join(top, below.parent_id == top.c.id))
    rows = select(Membership.person_id, Membership.since, Membership.until, Membership.position, units.c.code).join(
        units, units.c.id == Membership.unit_id
    )
    return tuple(
        Span(person, since, until, code == unit and position == Position.LEADER)
        for person, since, until, position, code in session.execute(rows)
    )
