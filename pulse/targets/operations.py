"""Saving targets: one transaction for a whole file."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from pulse import audit
from pulse.database import hold
from pulse.roster.models import Unit
from pulse.targets.amounts import Target
from pulse.targets.changes import Changes, compare
from pulse.targets.importing import Place, Targets
from pulse.targets.models import TargetPeriod, TeamTarget
from pulse.targets.queries import standing

TARGETS = "targets"
"""The lock of whoever changes targets."""


def planned_changes(session: Session, targets: Targets) -> Changes:
    """What saving these targets now would change; nothing is changed."""
    return compare(standing(session), targets)


def save_targets(session: Session, targets: Targets, now: datetime, actor: str) -> Changes:
    """Make these the targets of the teams and periods they name; all others stay as they are.

    Saving the same again changes nothing but the audit log, which keeps counts alone.
    """
    hold(session, TARGETS)
    before = standing(session)
    changes = compare(before, targets)
    _keep_periods(session, changes)
    _keep_targets(session, targets, before.targets)
    _forget_empty_periods(session)
    audit.record(session, now, actor, "targets saved", changes.summary)
    return changes


def _keep_periods(session: Session, changes: Changes) -> None:
    ids = _period_ids(session)
    moved = [{"id": ids[new.name], "first_day": new.first, "last_day": new.last} for _, new in changes.moved_periods]
    founded = [
        {"name": period.name, "first_day": period.first, "last_day": period.last} for period in changes.new_periods
    ]
    _many(session, update(TargetPeriod), moved)
    _many(session, insert(TargetPeriod), founded)


def _keep_targets(session: Session, targets: Targets, before: Mapping[Place, Target]) -> None:
    periods, units = _period_ids(session), dict(session.execute(select(Unit.code, Unit.id)).all())
    removed: dict[int, list[int]] = defaultdict(list)
    added: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for place, target in targets.targets.items():
        unit, period = units[place[0]], periods.get(place[1], 0)
        if target is None:
            removed[period].append(unit)
        elif before.get(place) != target:
            amounts = {"plan": target.plan, "official": target.official, "actual": target.actual}
            (changed if place in before else added).append({"period_id": period, "unit_id": unit, **amounts})
    for period, gone in removed.items():
        session.execute(delete(TeamTarget).where(TeamTarget.period_id == period, TeamTarget.unit_id.in_(gone)))
    _many(session, insert(TeamTarget), added)
    _many(session, update(TeamTarget), changed)


def _forget_empty_periods(session: Session) -> None:
    used = select(TeamTarget.period_id)
    session.execute(delete(TargetPeriod).where(TargetPeriod.id.not_in(used)))


def _period_ids(session: Session) -> Mapping[str, int]:
    return dict(session.execute(select(TargetPeriod.name, TargetPeriod.id)).all())


def _many(session: Session, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        session.execute(statement, rows)
