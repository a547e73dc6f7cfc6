"""Coaching as a team view: how recent, how regular, how useful, how focused, and how much about the number. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pulse.dashboards.measures import Measure, Measures
from pulse.dashboards.queries import Record
from pulse.dashboards.rows import ScoreRow, score_row
from pulse.insights.change import Spread

FACETS = (
    ("c5", "Recency", "Coached on a live deal or call within the past four weeks: percent of those who answered."),
    ("c2", "Rhythm", "One-to-ones follow a rhythm one can rely on."),
    ("c1", "Usefulness", "A recent talk made one better at selling."),
    ("c3", "Focus", "Coaching centres on the few activities that move deals most."),
    (
        "c4",
        "Beyond the number",
        "Talks are not mostly about the forecast number: asked the other way round, so higher is better.",
    ),
)
"""Questions by the address of their measure, with a name and what a high score says."""


@dataclass(frozen=True)
class Facet:
    """One side of coaching: its score as published in the last wave that asked, or nothing asked so far."""

    name: str
    meaning: str
    row: ScoreRow | None


def facets_of(
    measures: Measures, record: Record, spreads: Mapping[str, Spread], names: Mapping[str, str]
) -> tuple[Facet, ...]:
    """Lay the five sides out, in a fixed order."""
    return tuple(
        Facet(name, meaning, score_row(measure, record, spreads[measure.slug], names) if measure else None)
        for measure, name, meaning in _facets(measures)
    )


def coaching_measures(measures: Measures) -> Sequence[Measure]:
    """The measures behind the five sides."""
    return [measure for measure, _, _ in _facets(measures) if measure]


def _facets(measures: Measures) -> Iterator[tuple[Measure | None, str, str]]:
    for slug, name, meaning in FACETS:
        yield measures.measure(slug), name, meaning
