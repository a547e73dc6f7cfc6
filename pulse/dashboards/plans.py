"""Which period a wave belongs to, and what units are to reach in it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.programme.models import Programme
from pulse.programme.queries import definition_of
from pulse.publications.queries import PublishedWave
from pulse.roster.models import Membership, Position, Unit
from pulse.targets import queries as stored
from pulse.targets.amounts import Target
from pulse.targets.periods import Period, containing


@dataclass(frozen=True)
class Plans:
    """The day a wave closed on, the period that holds it, if any, and the targets of units in that period."""

    closed_on: date
    period: Period | None
    targets: Mapping[str, Target] = field(default_factory=dict)


def plans_of(session: Session, waves: Sequence[PublishedWave], units: Collection[str]) -> Mapping[int, Plans]:
    """The plans of these units for each wave, by the wave's id. A wave closes on a day of its programme's time zone."""
    known, zones = stored.periods(session), _zones(session, {wave.programme_id for wave in waves})
    days = {wave.id: wave.closes_at.astimezone(zones[wave.programme_id]).date() for wave in waves}
    belongs = {wave: containing(known, day) for wave, day in days.items()}
    found = stored.targets_in(session, {period.name for period in belongs.values() if period}, units)
    return {wave: Plans(days[wave], period, found[period.name] if period else {}) for wave, period in belongs.items()}


def roster_targets(session: Session, units: Collection[str]) -> Mapping[str, float]:
    """What the roster says beside the leader of each of these units, for want of an uploaded plan."""
    rows = (
        select(Unit.code, Membership.target)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Unit.code.in_(units), Membership.position == Position.LEADER, Membership.until.is_(None))
    )
    return {code: target for code, target in session.execute(rows) if target is not None}


def _zones(session: Session, programmes: Collection[int]) -> Mapping[int, ZoneInfo]:
    found = session.scalars(select(Programme).where(Programme.id.in_(programmes)))
    return {programme.id: ZoneInfo(definition_of(programme).time_zone) for programme in found}
