"""Who has to answer: a unit's leader or, while that post is vacant, the nearest leader above."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from pulse.actions.clocks import Calendar
from pulse.database import portions
from pulse.roster import queries as roster
from pulse.roster.models import Membership, Person, Position, Unit
from pulse.roster.tree import Tree

LEADS = exists().where(
    Membership.unit_id == Unit.id, Membership.position == Position.LEADER, Membership.until.is_(None)
)


class Vacancies:
    """Which units have no leader now, asked for as they are needed: a page needs a handful, whatever the company."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, bool] = {}

    def among(self, units: Collection[str]) -> list[str]:
        """Those of these units that have none, in the same order."""
        for some in portions(unit for unit in units if unit not in self._known):
            vacant = set(self._session.scalars(select(Unit.code).where(Unit.code.in_(some), ~LEADS)))
            self._known.update((unit, unit in vacant) for unit in some)
        return [unit for unit in units if self._known[unit]]


@dataclass(frozen=True)
class Levels:
    """The hierarchy as it stands now, and the units without a leader."""

    tree: Tree
    vacancies: Vacancies

    def answerer(self, level: str) -> str | None:
        """The unit whose leader answers at a level; None if nobody is left above."""
        upwards = (level, *self.tree.ancestors(level))
        return next((unit for unit in upwards if not self.vacancies.among((unit,))), None)

    def answered_by(self, unit: str) -> tuple[str, ...]:
        """The levels at which this unit's leader answers: the unit, and below it what no other leader is nearer to."""
        levels = [unit]
        for level in levels:
            levels += self.vacancies.among(self.tree.children[level])
        return tuple(levels)

    def above(self, level: str) -> str | None:
        """Where a theme goes that is passed up from a level; None from the top."""
        answerer = self.answerer(level)
        return self.tree.parents[answerer] if answerer else None


def levels(session: Session, tree: Tree | None = None) -> Levels:
    """Who leads what now, while the session lasts. Raises NoSuchTeam before the first import."""
    return Levels(tree or roster.tree(session), Vacancies(session))


def calendars(session: Session, found: Levels, units: tuple[str, ...]) -> Mapping[str, Calendar]:
    """For each unit the calendar of whoever answers there."""
    found.vacancies.among(units)  # all at once, rather than one by one
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
