"""Reads of predictions: a leader's own; of others only who looked, and from eight on how far off they were.

No function here returns what somebody else predicted.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.insights.mirror import GapSizes, gap_sizes, mean_gap, reflect
from pulse.insights.scores import Score
from pulse.mirror.guess import DIMENSIONS, Guess
from pulse.mirror.models import Prediction
from pulse.programme.contract import Contract
from pulse.publications.figures import Withheld
from pulse.roster.models import Membership, Person, Position, Unit

TARGET_ITEM = "X1"


def asks_for_target(contract: Contract) -> bool:
    """Whether a wave asks what share of its target the unit will reach."""
    return any(question.partition(".")[0] == TARGET_ITEM for question in contract.questions)


def guesses(session: Session, leader: str, unit: str) -> Mapping[int, Guess]:
    """What the leader with this address predicted of this unit, by wave: for this leader's page alone."""
    own = _OF_UNITS.join(Person, Person.id == Prediction.person_id).where(Person.email == leader, Unit.code == unit)
    return {row.wave_id: _guess(row) for row in session.scalars(own)}


def used(session: Session, wave_id: int, units: Collection[str]) -> frozenset[str]:
    """Those of the units whose leader predicted: all that anybody above or in HR may know of one of them."""
    looked = select(Unit.code).join(Prediction, Prediction.unit_id == Unit.id)
    return frozenset(session.scalars(looked.where(Prediction.wave_id == wave_id, Unit.code.in_(units))))


def led(session: Session, units: Collection[str]) -> frozenset[str]:
    """Those of the units that have a leader now."""
    leading = select(Unit.code).join(Membership, Membership.unit_id == Unit.id)
    now = leading.where(Membership.position == Position.LEADER, Membership.until.is_(None))
    return frozenset(session.scalars(now.where(Unit.code.in_(units))))


def distribution(
    session: Session, wave_id: int, scores: Mapping[str, Mapping[str, Score | Withheld]]
) -> GapSizes | Withheld:
    """How far off the leaders of some units were on average, from eight leaders on; `scores` by unit and dimension."""
    below = _OF_UNITS.add_columns(Unit.code).where(Prediction.wave_id == wave_id, Unit.code.in_(scores))
    gaps: dict[str, list[float]] = defaultdict(list)
    for row, unit in session.execute(below):
        gaps[unit].extend(_mean_gap(_guess(row), scores[unit]))
    return gap_sizes([gap for each in gaps.values() for gap in each])


def _mean_gap(guess: Guess, scores: Mapping[str, Score | Withheld]) -> Iterator[float]:
    """The leader's mean gap over the dimensions that are shown; nothing where none is."""
    shown = [(guess.values[name], scores.get(name)) for name in DIMENSIONS]
    reflections = [reflect(said, score) for said, score in shown if isinstance(score, Score)]
    if reflections:
        yield mean_gap(reflections)


_OF_UNITS = select(Prediction).join(Unit, Unit.id == Prediction.unit_id)


def _guess(row: Prediction) -> Guess:
    return Guess(row.safety, row.response, row.quota, row.product, row.target)
