"""Who belonged to a unit when its waves opened: size, arrivals, departures, a new leader. Only counts leave here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
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


@dataclass(frozen=True)
class People:
    """Who was in a unit or below it in a stretch of time: so many all along, and everybody who came, left or leads it.

    Most are there all along, and are only counted: a company's first page would hold every one of its people.
    """

    steady: int = 0
    spans: tuple[Span, ...] = ()


def tenures(people: People, openings: Sequence[datetime]) -> tuple[Tenure, ...]:
    """Say how a unit was made up at each opening, earliest first; all of them lie in the people's stretch. Pure."""
    teams = [frozenset(span.person for span in people.spans if span.at(day) and not span.leads) for day in openings]
    before = [teams[0], *teams] if teams else []
    changed = _new_leaders(people.spans, openings)
    return tuple(
        Tenure(people.steady + len(now), len(now - then), len(then - now), new)
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


def people_of(session: Session, unit: str, first: datetime, last: datetime) -> People:
    """Read who was in the unit or below it at any time from the first of these moments to the last."""
    top = select(Unit.id, Unit.code).where(Unit.code == unit).cte(recursive=True)
    below = aliased(Unit)
    units = top.union_all(select(below.id, below.code).join(top, below.parent_id == top.c.id))
    leads = and_(units.c.code == unit, Membership.position == Position.LEADER)
    stays = and_(~leads, Membership.since <= first, or_(Membership.until.is_(None), Membership.until > last))
    comes = and_(~stays, Membership.since <= last, or_(Membership.until.is_(None), Membership.until > first))
    within = units.c.id == Membership.unit_id
    steady = session.scalar(select(func.count()).select_from(Membership).join(units, within).where(stays)) or 0
    rows = select(Membership.person_id, Membership.since, Membership.until, leads).join(units, within).where(comes)
    return People(steady, tuple(Span(*row) for row in session.execute(rows)))
