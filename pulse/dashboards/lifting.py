"""Dimensions in which a programme's teams hardly differ: not the teams' to solve, but the level's above."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pulse.dashboards.measures import Measure, items_of
from pulse.dashboards.queries import SAMPLE, Chosen
from pulse.dashboards.rows import english
from pulse.insights.heat import lifted
from pulse.insights.scores import Score
from pulse.insights.sentences import lifted_sentence
from pulse.publications import queries as publications
from pulse.publications.queries import PublishedWave

EVERY = 3
"""Teams are compared in every third wave, so that a dimension does not rise and fall with each."""

NOT_YOURS = "The teams hardly differ here: for the level above to solve."

_lifted: dict[tuple[str, str], bool] = {}
"""By the fingerprint of the wave in which teams were compared, and the measure: publications never change."""


@dataclass(frozen=True)
class Lifted:
    """The measures that are lifted, and whether it is for whoever reads this to solve them."""

    measures: tuple[Measure, ...]
    is_yours: bool

    @property
    def sentence(self) -> str:
        return lifted_sentence(english) if self.is_yours else NOT_YOURS

    def has(self, slug: str) -> bool:
        """Whether the measure at this address is lifted."""
        return any(measure.slug == slug for measure in self.measures)


def lifted_measures(session: Session, chosen: Chosen, measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """Return the measures that are lifted; none before the third wave, or with too few teams."""
    wave = next((wave for wave in reversed(chosen.so_far) if wave.number % EVERY == 0), None)
    if wave is None:
        return ()
    missing = [measure for measure in measures if (wave.fingerprint, measure.slug) not in _lifted]
    if missing:
        _compare(session, wave, missing)
    return tuple(measure for measure in measures if _lifted[wave.fingerprint, measure.slug])


def _compare(session: Session, wave: PublishedWave, measures: Sequence[Measure]) -> None:
    tree = wave.contract.tree
    teams = [unit for unit in sorted(tree.parents) if not tree.children[unit]][:SAMPLE]
    figures = publications.figures_below(session, wave.id, teams, items_of(measures))
    for measure in measures:
        scores = [measure.score({item: figures[team, item] for item in measure.items}) for team in teams]
        _lifted[wave.fingerprint, measure.slug] = lifted([one for one in scores if isinstance(one, Score)]) is True
