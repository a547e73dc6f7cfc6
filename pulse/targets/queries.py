"""Reads of periods and targets."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.roster import queries as roster
from pulse.roster.columns import key_of
from pulse.roster.models import Unit
from pulse.targets.amounts import Target
from pulse.targets.importing import Place, Standing
from pulse.targets.models import TargetPeriod, TeamTarget
from pulse.targets.periods import Period


def periods(session: Session) -> tuple[Period, ...]:
    """Every period, the earliest first."""
    rows = session.execute(_PERIODS.order_by(TargetPeriod.first_day)).all()
    return tuple(Period(row.name, row.first_day, row.last_day) for row in rows)


def targets_in(session: Session, names: Collection[str], units: Collection[str]) -> Mapping[str, Mapping[str, Target]]:
    """The targets of these units in each of these periods, by the period's name and the unit's code."""
    found: dict[str, dict[str, Target]] = {name: {} for name in names}
    wanted = _TARGETS.where(TargetPeriod.name.in_(names), Unit.code.in_(units))
    for row in session.execute(wanted):
        found[row.name][row.code] = _target(row)
    return found


def standing(session: Session) -> Standing:
    """Everything as it stands, to compare a file with."""
    paths = roster.paths(session)
    return Standing(
        units={key_of(path.split(" / ")): code for code, path in paths.items()},
        paths=paths,
        periods={period.name: period for period in periods(session)},
        targets=every_target(session),
    )


def every_target(session: Session) -> Mapping[Place, Target]:
    """Every target, by unit and period; the earliest period first."""
    rows = session.execute(_TARGETS.order_by(TargetPeriod.first_day))
    return {(row.code, row.name): _target(row) for row in rows}


_PERIODS = select(TargetPeriod.name, TargetPeriod.first_day, TargetPeriod.last_day)
_TARGETS = (
    select(TargetPeriod.name, Unit.code, TeamTarget.plan, TeamTarget.official, TeamTarget.actual)
    .join(TargetPeriod, TargetPeriod.id == TeamTarget.period_id)
    .join(Unit, Unit.id == TeamTarget.unit_id)
)


def _target(row: Any) -> Target:
    return Target(row.plan, row.official, row.actual)
