"""Field signals for those who lead leaders: what deals were lost for, what to hear first, and how deals stall. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pulse.dashboards.cells import Cell, Hidden, Surroundings, cell, withheld_cell
from pulse.dashboards.measures import Choice, Measure, Measures
from pulse.dashboards.queries import Record, is_not_asked
from pulse.dashboards.rows import surroundings
from pulse.insights.bands import wilson
from pulse.insights.forecast import PLAN
from pulse.insights.kinds import Kind
from pulse.insights.sentences import whole
from pulse.publications.figures import Figure, Withheld
from pulse.publications.queries import PublishedWave

CHOICES = ("p4", "f1")
"""Loss reasons, and which field signal leadership should hear first; by their addresses."""
STALLS = "e3"
BOTTOM_UP = "x2"


@dataclass(frozen=True)
class Option:
    """A named option in one wave: its share of the answers with a band of 90 %, all in whole percent."""

    label: str
    answers: int
    percent: int
    low: int
    high: int


@dataclass(frozen=True)
class Answered:
    """One wave that asked: its options, the most frequent first; or why there are none."""

    wave: int
    closed_at: datetime
    respondents: int
    options: tuple[Option, ...]
    hidden: str = ""

    @property
    def percent(self) -> Mapping[str, int]:
        """The share of every option, by its label."""
        return {option.label: option.percent for option in self.options}


@dataclass(frozen=True)
class Signal:
    """A question with named options over the waves that asked it, earliest first."""

    slug: str
    title: str
    labels: tuple[str, ...]
    """The options, in the order of the newest wave that shows them."""
    waves: tuple[Answered, ...]

    @property
    def shown(self) -> Answered | None:
        """The newest wave that shows its options."""
        return next((wave for wave in reversed(self.waves) if wave.options), None)


@dataclass(frozen=True)
class Point:
    """One wave that asked a question with a score."""

    wave: int
    closed_at: datetime
    cell: Cell


@dataclass(frozen=True)
class Series:
    """A question with a score over the waves that asked it, earliest first."""

    slug: str
    title: str
    points: tuple[Point, ...]

    @property
    def is_drawn(self) -> bool:
        """Whether its chart has something to draw: two visible waves."""
        return sum(1 for point in self.points if not isinstance(point.cell, Hidden)) > 1


def choices(measures: Measures) -> tuple[Choice, ...]:
    """The questions with named options that are field signals."""
    named = {choice.slug: choice for group in measures.groups for choice in group.choices}
    return tuple(named[slug] for slug in CHOICES if slug in named)


def signal(choice: Choice, record: Record, names: Mapping[str, str]) -> Signal:
    """Follow a question with named options through the waves."""
    waves = tuple(_answered(choice, record, names))
    newest = next((wave for wave in reversed(waves) if wave.options), None)
    labels = tuple(option.label for option in newest.options) if newest else choice.options
    return Signal(choice.slug, choice.title, labels, waves)


def series(measure: Measure, record: Record, names: Mapping[str, str]) -> Series:
    """Follow a question with a score through the waves, each with its band."""
    asked = record.asked(measure)
    points = (
        Point(wave.number, wave.closes_at, cell(score, surroundings(measure, record, wave, names), _mark(measure)))
        for wave, score in asked
    )
    return Series(measure.slug, measure.title, tuple(points))


def _mark(measure: Measure) -> float | None:
    """What a score is compared with: percent of target with the plan."""
    return PLAN if measure.kind is Kind.PERCENT else None


def _answered(choice: Choice, record: Record, names: Mapping[str, str]) -> Iterator[Answered]:
    for wave in record.waves:
        figure = record.figures[wave.id, choice.item.id]
        if isinstance(figure, Figure):
            yield Answered(wave.number, wave.closes_at, figure.respondents, _options(choice, figure))
        elif not is_not_asked(figure):
            yield Answered(wave.number, wave.closes_at, 0, (), _hidden(figure, wave, names))


def _options(choice: Choice, figure: Figure) -> tuple[Option, ...]:
    counted = sorted(zip(choice.options, figure.options, strict=True), key=lambda pair: -pair[1])
    return tuple(_option(label, answers, figure.respondents) for label, answers in counted)


def _option(label: str, answers: int, respondents: int) -> Option:
    band = wilson(answers, respondents)
    return Option(label, answers, whole(100 * answers / respondents), whole(band.low), whole(band.high))


def _hidden(withheld: Withheld, wave: PublishedWave, names: Mapping[str, str]) -> str:
    threshold = int(wave.contract.policy["k_choice"])
    return withheld_cell(withheld, Surroundings(names, threshold, {})).sentence
