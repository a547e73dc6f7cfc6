"""A18: somebody leaves a team, and the sums before and after are set against each other.

The attacker wants to know whether the leaver answered unfavourably in the last wave before leaving, and ranks teams by
the difference of the two published sums, weighted as well as hindsight allows. What counts is how much better that is
than the sum of the one wave, which tells a little about every member.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random

from scipy.stats import mannwhitneyu

from tests.adversary import drills
from tests.adversary.drills import DISCLOSURE, FIGURES

TEAMS = 16_000
"""So many that chance moves the gain by some thousandths at most."""
FEWEST, NEUTRAL = 5, 3
CUTS = (-1.2, -0.4, 0.4, 1.2)
"""Where a mood turns into the next answer."""
WEIGHTS = [step / 20 for step in range(31)]


@dataclass(frozen=True)
class Case:
    """A team's size before, and how closely a person's answers of two waves go together."""

    people: int
    correlation: float
    between: float = 0.2
    """The share of all variance that lies between teams; 0.1 to 0.3 is usual for questions about a team's climate."""
    answering: float = 1
    """How likely everybody but the leaver is to answer in a wave."""

    def __str__(self) -> str:
        chance = f"{self.between:.0%} of variance between teams, {self.answering:.0%} answer"
        return f"teams of {self.people}, correlation {self.correlation}, {chance}"


MEASURED = Case(8, 0.8)
ALSO_PRINTED = (
    Case(8, 0.8, between=0.1),
    Case(8, 0.8, between=0),
    Case(8, 0.8, between=0, answering=0.8),
    Case(6, 0.95),
    Case(6, 0.95, between=0),
)
"""People thrown together by chance, and smaller teams of people who hardly change their minds; no goal is set there."""
MOST = 0.05


@dataclass(frozen=True)
class Gain:
    """The area under the curve without and with the wave after; 0.5 tells nothing."""

    alone: float
    both: float

    @property
    def more(self) -> float:
        return self.both - self.alone


def attempt(seed: int) -> list[str]:
    """The attack on teams of eight."""
    more = gain(MEASURED, seed).more
    return [f"a leaver's answer shows: AUC gain {more:.3f}"] if more > MOST else []


def also_printed() -> list[str]:
    """What the same attack gains in harder cases."""
    return [f"A18 also, {case}: AUC gain {gain(case, 1).more:.3f}" for case in ALSO_PRINTED]


def gain(case: Case, seed: int, *, exact: bool = False) -> Gain:
    """Measure the attack on many teams; on exact sums for comparison."""
    random = Random(seed)
    drawn = (_team(random, case, exact=exact) for _ in range(TEAMS))
    teams = [team for team in drawn if team]
    alone = _auc(teams, 0)
    return Gain(alone, max(_auc(teams, weight) for weight in WEIGHTS))


Seen = tuple[bool, int, int]
"""Whether the leaver was unfavourable, and the sums published before and after, as distances from neutral answers."""


def _team(random: Random, case: Case, *, exact: bool) -> Seen | None:
    """A team whose figures are shown in both waves; None where one of them is hidden."""
    own, rest = sqrt(1 - case.between), sqrt(1 - case.correlation**2)
    team = sqrt(case.between) * random.gauss(0, 1)
    moods = [random.gauss(0, 1) for _ in range(case.people)]
    later = [case.correlation * mood + rest * random.gauss(0, 1) for mood in moods[1:]]
    before, after = ([_answer(team + own * mood) for mood in wave] for wave in (moods, later))
    told = before[0] <= 2
    before, after = _taking_part(random, case, before[1:], before[0]), _taking_part(random, case, after)
    if min(len(before), len(after)) < FEWEST:
        return None
    return told, _published(before, exact=exact), _published(after, exact=exact)


def _taking_part(random: Random, case: Case, answers: Sequence[int], *always: int) -> list[int]:
    return [*always, *(answer for answer in answers if random.random() < case.answering)]


def _answer(mood: float) -> int:
    return 1 + sum(mood > cut for cut in CUTS)


def _published(answers: Sequence[int], *, exact: bool) -> int:
    neutral = NEUTRAL * len(answers)
    if exact:
        return sum(answers) - neutral
    program = drills.the_program()
    figures = program[FIGURES]
    histogram = tuple(answers.count(code) for code in range(1, 6))
    shape = figures.Shape(figures.Form.MEAN, 1, 5, banded=True)
    return int(program[DISCLOSURE].sanitise(shape, histogram, figures.Policy()).total) - neutral


def _auc(teams: Sequence[Seen], weight: float) -> float:
    """How often an unfavourable leaver's team ranks below another's."""
    low = [before - weight * after for told, before, after in teams if told]
    high = [before - weight * after for told, before, after in teams if not told]
    return float(mannwhitneyu(high, low).statistic) / (len(low) * len(high))
