"""Who has to answer: a unit's leader or, while that post is vacant, the nearest leader above."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from pulse.actions.clocks import Calendar
from pulse.roster import queries as roster
from pulse.roster.models import Membership, Person, Position, Unit
from pulse.roster.tree import Tree


@dataclass(frozen=True)
class Levels:
    """The hierarchy as it stands now, and the units without a leader."""

    tree: Tree
    vacant: frozenset[str]

    def answerer(self, level: str) -> str | None:
        """The unit whose leader answers at a level; None if nobody is left above."""
        return next((unit for unit in (level, *self.tree.ancestors(level)) if unit not in self.vacant), None)

    def answered_by(self, unit: str) -> tuple[str, ...]:
        """The levels at which this unit's leader answers: the unit, and below it what no other leader is nearer to."""
        levels = [unit]
        for level in levels:
            levels += [below for below in self.tree.children[level] if below in self.vacant]
        return tuple(levels)

    def above(self, level: str) -> str | None:
        """Where a theme goes that is passed up from a level; None from the top."""
        answerer = self.answerer(level)
        return self.tree.parents[answerer] if answerer else None


def levels(session: Session, tree: Tree | None = None) -> Levels:
    """Read who leads what now. Raises NoSuchTeam before the first import."""
    leads = exists().where(
        Membership.unit_id == Unit.id, Membership.position == Position.LEADER, Membership.until.is_(None)
    )
    vacant = session.scalars(select(Unit.code).where(~leads))
    return Levels(tree or roster.tree(session), frozenset(vacant))


def calendars(session: Session, found: Levels, units: tuple[str, ...]) -> Mapping[str, Calendar]:
    """For each unit the calendar of whoever answers there."""
    answerers = {unit: found.answerer(unit) for unit in units}
    leading = (
        select(Unit.code, Person.country, Person.time_zone)
        .join(Membership, Membership.unit_id == Unit.id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.until.is_(None), Membership.position == Position.LEADER)
        .where(Unit.code.in_({answerer for answerer in answerers.values() if answerer}))
    )
    known = {row.code: Calendar(row.country, row.time_zone) for row in session.execute(leading)}
    return {unit: known.get(answerer or "", Calendar()) for unit, answerer in answerers.items()}
