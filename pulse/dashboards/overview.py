"""All dimensions of a unit: every measure on a line with a small picture of its course, and the named options. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pulse.dashboards.measures import Choice, Group, Measures
from pulse.dashboards.queries import Record
from pulse.dashboards.rows import ScoreRow, rows
from pulse.insights.change import Spread
from pulse.publications.figures import Figure


@dataclass(frozen=True)
class Option:
    """A named option, how many chose it, and its part of 100."""

    label: str
    answers: int
    percent: int


@dataclass(frozen=True)
class Named:
    """A question with named options, the most frequent first; none where too few answered."""

    title: str
    wave: int
    respondents: int
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Section:
    """One dimension as it is listed: its index, the questions asked so far, and those with named options."""

    slug: str
    title: str
    meaning: str
    index: ScoreRow | None
    questions: tuple[ScoreRow, ...]
    named: tuple[Named, ...]


def sections(
    measures: Measures, record: Record, spreads: Mapping[str, Spread], names: Mapping[str, str]
) -> tuple[Section, ...]:
    """List the dimensions that any wave has asked for."""
    found = (section(group, record, spreads, names) for group in measures.groups)
    return tuple(one for one in found if one.index or one.questions or one.named)


def section(group: Group, record: Record, spreads: Mapping[str, Spread], names: Mapping[str, str]) -> Section:
    """List one dimension."""
    index = rows([group.index] if group.index else [], record, spreads, names)
    return Section(
        slug=group.slug,
        title=group.title,
        meaning=group.meaning,
        index=index[0] if index else None,
        questions=rows(group.questions, record, spreads, names),
        named=tuple(_named(group, record)),
    )


def _named(group: Group, record: Record) -> Iterator[Named]:
    for choice in group.choices:
        last = record.last_asked(choice.item.id)
        if last is not None:
            wave, figure = last
            yield _counted(choice, wave.number, figure if isinstance(figure, Figure) else None)


def _counted(choice: Choice, wave: int, figure: Figure | None) -> Named:
    if figure is None:
        return Named(choice.title, wave, 0, ())
    options = (
        Option(label, answers, round(100 * answers / figure.respondents))
        for label, answers in zip(choice.options, figure.options, strict=True)
    )
    return Named(choice.title, wave, figure.respondents, tuple(sorted(options, key=lambda option: -option.answers)))
