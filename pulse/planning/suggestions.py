"""What HR's form offers while somebody types: units near the top, and the time zones people work in."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.roster import queries as roster
from pulse.roster.models import Person

MOST_UNITS = 100


def suggestions(session: Session) -> Mapping[str, Sequence[str]]:
    """The lists a field may name, by that name."""
    zones = session.scalars(select(Person.time_zone).where(Person.left.is_(None)).distinct()).all()
    units = sorted(roster.paths(session).values(), key=lambda path: (path.count("/"), path))
    return {"units": units[:MOST_UNITS], "zones": sorted({*zones, "UTC"})}
