"""What leaders see scores of: the Pulse score, its four dimensions, and every single question. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulse.insights.kinds import Kind
from pulse.insights.measures import KINDS
from pulse.insights.scores import Score, index_score, item_score
from pulse.publications.figures import Figure, Withheld
from pulse.questionnaire import Dimension, Item, Published, Questionnaire

TITLES = {
    "pulse": ("Pulse", "The mean of Safety, Response, Quota and Product."),
    "safety": ("Safety", "Can I say it?"),
    "response": ("Response", "Does it change anything?"),
    "quota": ("Quota", "Is the target within reach of solid work?"),
    "product": ("Product", "Can our product win on its merits?"),
    "price": ("Price", "A signal to look into, never a proof."),
    "coaching": ("Coaching", "Do talks with the manager help to sell?"),
    "field": ("Field", "Does what customers say reach somebody?"),
    "forecast": ("Forecast", "How far will the target be reached?"),
}
WORSE_WHEN_HIGHER = frozenset({"E3"})
"""Counts of trouble."""

Figures = Mapping[str, Figure | Withheld]
"""The figures of one unit and wave, by item id."""


@dataclass(frozen=True)
class Measure:
    """Something with a score: one question, or the mean of several measures. `slug` ends its address."""

    slug: str
    title: str
    meaning: str
    kind: Kind
    item: Item | None = None
    parts: tuple["Measure", ...] = ()

    @property
    def items(self) -> tuple[str, ...]:
        """The ids of the questions it is made of."""
        own = (self.item.id,) if self.item else ()
        return own + tuple(item for part in self.parts for item in part.items)

    @property
    def worse_when_higher(self) -> bool:
        return self.item is not None and self.item.name in WORSE_WHEN_HIGHER

    def score(self, figures: Figures) -> Score | Withheld:
        """Return the score made of these figures. Raises KeyError if one of its questions is not among them."""
        if self.item is None:
            return index_score([part.score(figures) for part in self.parts])
        return item_score(figures[self.item.id], self.kind, reverse=self.item.reverse)


@dataclass(frozen=True)
class Choice:
    """A question with named options; it has counts and no score."""

    slug: str
    title: str
    item: Item

    @property
    def options(self) -> tuple[str, ...]:
        return tuple(option["en"] for option in self.item.options)


@dataclass(frozen=True)
class Group:
    """A dimension: its index, where its core is asked in every wave, and its single questions."""

    slug: str
    title: str
    meaning: str
    index: Measure | None
    questions: tuple[Measure, ...]
    choices: tuple[Choice, ...] = ()

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The index, if there is one, and the questions."""
        return (*((self.index,) if self.index else ()), *self.questions)

    @property
    def items(self) -> tuple[str, ...]:
        """The ids of all its questions that have figures."""
        return tuple(dict.fromkeys((*items_of(self.measures), *(choice.item.id for choice in self.choices))))


@dataclass(frozen=True)
class Measures:
    """Everything the questionnaire can give a score for."""

    pulse: Measure
    groups: tuple[Group, ...]

    @property
    def core(self) -> tuple[Measure, ...]:
        """The four dimensions that every wave asks."""
        return self.pulse.parts

    @property
    def forecast(self) -> Measure:
        """X1: what share of its target the unit will reach."""
        return next(measure for measure in self.every if measure.slug == "x1")

    @property
    def every(self) -> tuple[Measure, ...]:
        """Every measure once."""
        return (self.pulse, *(measure for group in self.groups for measure in group.measures))

    @property
    def items(self) -> tuple[str, ...]:
        """The ids of all questions that have figures."""
        named = (choice.item.id for group in self.groups for choice in group.choices)
        return tuple(dict.fromkeys((*items_of(self.every), *named)))

    def group(self, slug: str) -> Group | None:
        """Return the dimension at this address."""
        return next((group for group in self.groups if group.slug == slug), None)

    def group_of(self, slug: str) -> str:
        """Return the address of the dimension that this address or its question belongs to; empty for Pulse."""
        found = (group.slug for group in self.groups if slug in (group.slug, *(one.slug for one in group.measures)))
        return next(found, "")

    def measure(self, slug: str) -> Measure | None:
        """Return the measure at this address; a dimension without an index has none."""
        return next((measure for measure in self.every if measure.slug == slug), None)


def measures_of(questionnaire: Questionnaire) -> Measures:
    """Arrange the newest wording of every question into dimensions."""
    groups = tuple(_group(questionnaire, dimension) for dimension in Dimension if dimension is not Dimension.CLOSING)
    core = tuple(group.index for group in groups if group.index is not None)
    return Measures(Measure("pulse", *TITLES["pulse"], Kind.INDEX, parts=core), groups)


def _group(questionnaire: Questionnaire, dimension: Dimension) -> Group:
    asked = [item for item in questionnaire.bank.newest.values() if item.dimension is dimension]
    questions = tuple(_question(item) for item in asked if item.published in (Published.MEAN, Published.YES_NO))
    choices = tuple(Choice(_slug(item), item.text["en"], item) for item in asked if item.published is Published.CHOICE)
    core = tuple(question for question in questions if question.item and question.item.core)
    title, meaning = TITLES[dimension]
    index = Measure(dimension.value, title, meaning, _kind(core), parts=core) if core else None
    return Group(dimension.value, title, meaning, index, questions, choices)


def _kind(core: tuple[Measure, ...]) -> Kind:
    return Kind.INDEX if len(core) > 1 else core[0].kind


def _question(item: Item) -> Measure:
    meaning = f"Yes means: {item.yes_text['en']}." if item.yes_text else ""
    return Measure(_slug(item), item.text["en"], meaning, KINDS[item.published_scale.name], item)


def items_of(measures: Sequence[Measure]) -> tuple[str, ...]:
    """The ids of the questions that measures are made of, each once."""
    return tuple(dict.fromkeys(item for measure in measures for item in measure.items))


def _slug(item: Item) -> str:
    return item.name.lower()
