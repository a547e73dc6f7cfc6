"""Publications in the shapes of the API: the numbers of HR's exports, and no others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from pulse.api import shapes
from pulse.api.queries import Published
from pulse.insights.levels import bands_of, level_of
from pulse.insights.measures import History, Index, Measure, Question, Source, choices, measures
from pulse.insights.scores import Score
from pulse.publications import figures as published
from pulse.publications import queries as publications
from pulse.publications.figures import PARTICIPATION
from pulse.publications.queries import NOT_ASKED, Participation
from pulse.questionnaire import Item, Questionnaire
from pulse.roster import queries as roster
from pulse.roster.tree import Tree

Found = Mapping[tuple[str, str], published.Figure | published.Withheld]


def wave(one: Published) -> shapes.Wave:
    """A wave as it is listed."""
    found = one.wave
    return shapes.Wave(
        wave=found.name,
        programme=one.programme,
        title=found.programme,
        number=found.number,
        opens_at=found.opens_at,
        closes_at=found.closes_at,
        published_at=found.published_at,
        contract=found.fingerprint,
        publication=one.digest,
    )


def units(session: Session, one: Published, codes: Sequence[str]) -> list[shapes.Unit]:
    """Units of a wave, with where they stand now and how many were invited where participation is shown."""
    paths, above = roster.paths(session), one.wave.contract.units
    took_part = publications.participation_below(session, one.wave.id, codes)
    invited = {unit: found.invited for unit, found in took_part.items() if isinstance(found, Participation)}
    return [
        shapes.Unit(unit=unit, above=above[unit], path=paths.get(unit, unit), invited=invited.get(unit))
        for unit in codes
    ]


def asked(one: Published, questionnaire: Questionnaire) -> tuple[Item, ...]:
    """What a wave asked."""
    return tuple(questionnaire.item(item) for item in one.wave.contract.questions)


def measured(questions: Sequence[Item]) -> list[shapes.Measure]:
    """What a wave has figures of, in the order in which every unit's figures come."""
    return [
        _described(PARTICIPATION, "participation", "How many of the people invited answered anything."),
        *(_index(one) if isinstance(one, Index) else _question(one) for one in measures(questions)),
        *(
            _described(item.id, "choice", item.text["en"], options=[option["en"] for option in item.options])
            for item in choices(questions)
        ),
    ]


def unit_figures(
    session: Session, one: Published, questions: Sequence[Item], codes: Sequence[str]
) -> list[shapes.UnitFigures]:
    """All figures of some units of a wave."""
    if not codes:
        return []
    tree = one.wave.contract.tree
    with_those_above = {above for unit in codes for above in (unit, *tree.ancestors(unit))}
    items = [PARTICIPATION, *(item.id for item in questions)]
    found = publications.figures_below(session, one.wave.id, with_those_above, items)
    return _Reading(Tree({unit: tree.parents[unit] for unit in with_those_above}), found, questions).of(codes)


@dataclass(frozen=True)
class _Reading:
    """Figures of some units and of every unit above them, as what is said of each unit."""

    tree: Tree
    found: Found
    questions: Sequence[Item]

    def of(self, codes: Sequence[str]) -> list[shapes.UnitFigures]:
        return [shapes.UnitFigures(unit=unit, figures=list(self._figures(unit))) for unit in codes]

    def _figures(self, unit: str) -> Iterator[shapes.Figure | shapes.Withheld]:
        yield _counted(PARTICIPATION, self.found[unit, PARTICIPATION])
        for measure, scores in self._scores:
            figure = self.found.get((unit, measure.name))
            yield _scored(measure, scores.get(unit, NOT_ASKED), figure)
        for item in choices(self.questions):
            yield _counted(item.id, self.found[unit, item.id])

    @cached_property
    def _scores(self) -> list[tuple[Measure, Mapping[str, Score | published.Withheld]]]:
        history = History([Source(self.tree, self._by_unit)])
        return [(measure, history.scores(measure)[0]) for measure in measures(self.questions)]

    def _by_unit(self, item: str) -> Mapping[str, published.Figure | published.Withheld]:
        return {unit: self.found[unit, item] for unit in self.tree.parents}


def _scored(
    measure: Measure, score: Score | published.Withheld, found: published.Figure | published.Withheld | None
) -> shapes.Figure | shapes.Withheld:
    if isinstance(score, published.Withheld):
        return _withheld(measure.name, score)
    bands = bands_of(measure, found)
    return shapes.Figure(
        state="shown",
        measure=measure.name,
        n=score.respondents,
        bands=shapes.Bands(**asdict(bands)) if bands else None,
        options=None,
        **asdict(level_of(score)),
    )


def _counted(name: str, found: published.Figure | published.Withheld) -> shapes.Figure | shapes.Withheld:
    if isinstance(found, published.Withheld):
        return _withheld(name, found)
    return shapes.Figure(
        state="shown",
        measure=name,
        n=found.respondents,
        score=None,
        low=None,
        high=None,
        edge=None,
        bands=None,
        options=list(found.options) or None,
    )


def _withheld(name: str, found: published.Withheld) -> shapes.Withheld:
    return shapes.Withheld(state="withheld", measure=name, reason=found.reason.value, instead=found.instead)


def _index(measure: Index) -> shapes.Measure:
    parts = [part.name for part in measure.parts]
    text = f"The mean of {', '.join(parts)}. 0 to 100."
    return _described(measure.name, "index", text, scale=measure.kind.value, parts=parts)


def _question(measure: Question) -> shapes.Measure:
    item = measure.item
    return _described(measure.name, "question", item.text["en"], scale=measure.kind.value, mirrored=item.reverse)


def _described(name: str, kind: str, text: str, **more: object) -> shapes.Measure:
    plain: dict[str, object] = {"scale": None, "parts": [], "options": [], "mirrored": False}
    return shapes.Measure.model_validate({"measure": name, "kind": kind, "text": text, **plain, **more})
