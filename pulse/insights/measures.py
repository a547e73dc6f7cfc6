"""What a wave has scores of: its questions, the dimensions of its core, and the Pulse score. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pulse.insights.kinds import Kind
from pulse.insights.scores import Score, index_scores, item_score
from pulse.publications.figures import Figure, Withheld
from pulse.questionnaire import Dimension, Item, Published
from pulse.roster.tree import Tree

KINDS = {"A5": Kind.AGREE, "PC": Kind.PERCENT, "N10": Kind.TEN, "YN": Kind.YES}
INDICES = (Dimension.SAFETY, Dimension.RESPONSE, Dimension.QUOTA, Dimension.PRODUCT)
PULSE = "pulse"

Scores = Mapping[str, Score | Withheld]
"""A measure's scores of one wave, by unit."""


@dataclass(frozen=True)
class Source:
    """What one wave published, or some units of it together with every unit above them: figures by item, by unit."""

    tree: Tree
    figures: Callable[[str], Mapping[str, Figure | Withheld]]


@dataclass(frozen=True)
class Question:
    """A question in one version of its wording, with a score."""

    item: Item

    @property
    def name(self) -> str:
        return self.item.id

    @property
    def kind(self) -> Kind:
        return KINDS[self.item.published_scale.name]

    def scores(self, source: Source) -> Scores:
        """Its scores in a wave, by unit."""
        figures, reverse = source.figures(self.item.id), self.item.reverse
        return {unit: item_score(found, self.kind, reverse=reverse) for unit, found in figures.items()}


@dataclass(frozen=True)
class Index:
    """The mean of questions, or of other indices."""

    name: str
    parts: "tuple[Question, ...] | tuple[Index, ...]"

    @property
    def kind(self) -> Kind:
        """An index of a single question is that question, with its noise."""
        return Kind.INDEX if len(self.parts) > 1 else self.parts[0].kind


Measure = Index | Question


@dataclass(frozen=True)
class History:
    """Waves of one programme, oldest first, and the scores of every measure in them."""

    sources: Sequence[Source]
    _known: dict[str, tuple[Scores, ...]] = field(default_factory=dict)

    def scores(self, measure: Measure) -> tuple[Scores, ...]:
        """A measure's scores in every wave; an index is withheld wherever one of its parts is."""
        if measure.name not in self._known:
            self._known[measure.name] = tuple(self._scores(measure))
        return self._known[measure.name]

    def _scores(self, measure: Measure) -> Iterator[Scores]:
        if isinstance(measure, Question):
            yield from (measure.scores(source) for source in self.sources)
            return
        parts = [self.scores(part) for part in measure.parts]
        for place, source in enumerate(self.sources):
            yield index_scores(source.tree, [part[place] for part in parts])


def measures(asked: Sequence[Item]) -> tuple[Measure, ...]:
    """The Pulse score, the four core dimensions and every question with a score, in the order of the page."""
    core = {
        dimension: tuple(Question(item) for item in asked if item.core and item.dimension is dimension)
        for dimension in INDICES
    }
    dimensions = tuple(Index(dimension.value, questions) for dimension, questions in core.items() if questions)
    pulse = (Index(PULSE, dimensions),) if len(dimensions) == len(INDICES) else ()
    return (*pulse, *dimensions, *(Question(item) for item in asked if item.published_scale.name in KINDS))


def choices(asked: Sequence[Item]) -> tuple[Item, ...]:
    """The questions with named options: they have counts and no score."""
    return tuple(item for item in asked if item.published is Published.CHOICE)
