"""How a unit was made up, counted by the database, is what looking at every membership one by one says."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from pulse.dashboards.tenure import Tenure, people_of, tenures
from pulse.house import House
from pulse.roster.models import Membership, Person, Position, Unit

DAY = datetime(2026, 1, 1, tzinfo=UTC)
UNITS = {"TOP": 1, "NORTH": 2, "SOUTH": 3, "LOCAL": 4}
ABOVE = {"NORTH": 1, "SOUTH": 1, "LOCAL": 2}
BELOW = {"TOP": {1, 2, 3, 4}, "NORTH": {2, 4}, "SOUTH": {3}, "LOCAL": {4}}
PEOPLE, DAYS, LEAD = 40, 60, 2


def when(day: int) -> datetime:
    return DAY + timedelta(days=day)


def lives(random: Random, person: int, led: int) -> list[dict[str, object]]:
    """One person's memberships, one after the other, with gaps or without; the first ones also lead a unit at times."""
    edges = sorted(random.sample(range(DAYS), 2 * random.randint(1, 3)))
    found: list[dict[str, object]] = []
    for since, until in pairwise(edges):
        leads = person <= LEAD and since >= (person - 1) * DAYS / LEAD and until <= person * DAYS / LEAD
        unit = led if leads else random.choice(list(UNITS.values()))
        position = Position.LEADER if leads else Position.REP
        if leads or random.random() < 0.7:
            found.append({"unit_id": unit, "position": position, "since": when(since), "until": when(until)})
    if found and person > LEAD and random.random() < 0.6:
        found[-1]["until"] = None
    return [one | {"person_id": person} for one in found]


def fill(session: Session, random: Random, led: int) -> None:
    session.execute(delete(Membership))
    if session.scalar(select(Unit.id)) is None:
        units = [{"id": UNITS[one], "code": one, "parent_id": ABOVE.get(one), "name": one} for one in UNITS]
        session.execute(insert(Unit), units)
        about = {"time_zone": "UTC", "language": "en", "country": "DE"}
        people = [{"id": one, "email": f"p{one}@acme.example", "name": f"P {one}", **about} for one in range(1, PEOPLE)]
        session.execute(insert(Person), people)
    session.execute(insert(Membership), [row for person in range(1, PEOPLE) for row in lives(random, person, led)])


def one_by_one(session: Session, unit: str, openings: Sequence[datetime]) -> tuple[Tenure, ...]:
    """The same by looking at every membership at every opening."""
    known: int | None = None
    before: set[int] | None = None
    found = []
    everything = session.scalars(select(Membership)).all()
    for opening in openings:
        here = [one for one in everything if one.since <= opening and (one.until is None or opening < one.until)]
        leaders = [one.person_id for one in here if one.unit_id == UNITS[unit] and one.position == Position.LEADER]
        now = {one.person_id for one in here if one.unit_id in BELOW[unit]} - set(leaders)
        then = now if before is None else before
        new = bool(leaders) and known not in (None, leaders[0])
        found.append(Tenure(len(now), len(now - then), len(then - now), new))
        before, known = now, leaders[0] if leaders else known
    return tuple(found)


@pytest.mark.parametrize("seed", range(20))
def test_a_unit_is_made_up_as_its_memberships_say(house: House, seed: int) -> None:
    random = Random(seed)
    with house.databases.office.writing() as session:
        for unit in BELOW:
            fill(session, random, UNITS[unit])
            openings = [when(day) for day in sorted(random.sample(range(DAYS), random.randint(1, 6)))]
            people = people_of(session, unit, openings[0], openings[-1])
            assert tenures(people, openings) == one_by_one(session, unit, openings)


def test_whoever_is_there_all_along_is_counted_and_not_held(house: House) -> None:
    with house.databases.office.writing() as session:
        fill(session, Random(0), 1)
        session.execute(delete(Membership))
        rows = [
            {"person_id": one, "unit_id": 4, "position": Position.REP, "since": when(0)} for one in range(1, PEOPLE)
        ]
        session.execute(insert(Membership), rows)
        people = people_of(session, "TOP", when(1), when(30))
    assert (people.steady, people.spans) == (PEOPLE - 1, ())
