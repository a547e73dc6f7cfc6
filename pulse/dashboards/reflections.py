"""The mirror as its leader sees it: each prediction beside what the team said, the one largest gap, and the course."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pulse.dashboards.asking import QUESTIONS
from pulse.dashboards.cells import Cell, Shown, cell
from pulse.dashboards.measures import Measure, Measures
from pulse.dashboards.queries import Record
from pulse.dashboards.rows import english, surroundings
from pulse.insights.mirror import Reflection, Tune, largest_gap, mean_gap, reflect
from pulse.insights.scores import Score
from pulse.insights.sentences import tune_words, whole
from pulse.mirror.guess import Guess
from pulse.publications.figures import Withheld
from pulse.publications.queries import PublishedWave

WIDEST = 50
"""The mean gap, in points, at which a bar of the course is full; nobody who tries is further off."""


@dataclass(frozen=True)
class Facing:
    """A prediction and what the team said, drawn on one scale; nothing is compared where the team is hidden."""

    slug: str
    title: str
    predicted: int
    cell: Cell
    words: str
    tune: Tune | None


@dataclass(frozen=True)
class Gap:
    """The one gap to talk about, and one question to ask."""

    title: str
    predicted: int
    team: str
    words: str
    question: str


@dataclass(frozen=True)
class Look:
    """One wave of one's own: the mean size of the gaps, as a part of 100 for the bar too, and how many were in tune."""

    wave: int
    points: int
    percent: int
    in_tune: int
    compared: int


@dataclass(frozen=True)
class Mirror:
    """What one wave shows in the mirror."""

    wave: int
    facing: tuple[Facing, ...]
    gap: Gap | None
    course: tuple[Look, ...]


def mirror_of(
    record: Record, measures: Measures, guesses: Mapping[int, Guess], names: Mapping[str, str]
) -> Mirror | None:
    """Hold the leader's predictions against the wave looked at; None if there is none of it."""
    wave, guess = record.waves[-1], guesses.get(record.waves[-1].id)
    if guess is None:
        return None
    compared = _predicted(measures, guess)
    return Mirror(
        wave=wave.number,
        facing=tuple(_facing(measure, guess, record, names) for measure in compared),
        gap=_largest(compared, guess, record, names),
        course=tuple(_course(record, measures, guesses)),
    )


def _predicted(measures: Measures, guess: Guess) -> list[Measure]:
    return [measure for measure in (*measures.core, measures.forecast) if measure.slug in guess.values]


def _facing(measure: Measure, guess: Guess, record: Record, names: Mapping[str, str]) -> Facing:
    predicted, score = guess.values[measure.slug], record.scores(measure)[-1]
    found = reflect(predicted, score) if isinstance(score, Score) else None
    return Facing(
        slug=measure.slug,
        title=_title(measure),
        predicted=predicted,
        cell=cell(score, surroundings(measure, record, record.waves[-1], names), mark=predicted),
        words=tune_words(found.tune, english) if found else "",
        tune=found.tune if found else None,
    )


def _title(measure: Measure) -> str:
    return "Percent of target" if measure.item else measure.title


def _largest(measures: Sequence[Measure], guess: Guess, record: Record, names: Mapping[str, str]) -> Gap | None:
    found = {measure.slug: measure for measure in measures}
    reflections = dict(_reflections(measures, guess, [record.scores(measure)[-1] for measure in measures]))
    largest = largest_gap(reflections)
    if largest is None:
        return None
    facing, tune = _facing(found[largest], guess, record, names), reflections[largest].tune
    team = facing.cell.words if isinstance(facing.cell, Shown) else ""
    return Gap(facing.title, facing.predicted, team, facing.words, QUESTIONS[largest, tune])


def _reflections(
    measures: Sequence[Measure], guess: Guess, scores: Sequence[Score | Withheld]
) -> Iterator[tuple[str, Reflection]]:
    for measure, score in zip(measures, scores, strict=True):
        if isinstance(score, Score):
            yield measure.slug, reflect(guess.values[measure.slug], score)


def _course(record: Record, measures: Measures, guesses: Mapping[int, Guess]) -> Iterator[Look]:
    """The four dimensions in every wave that was predicted and shown."""
    scores = [record.scores(measure) for measure in measures.core]
    for place, wave in enumerate(record.waves):
        if wave.id in guesses:
            at_wave = [own[place] for own in scores]
            yield from _look(wave, [found for _, found in _reflections(measures.core, guesses[wave.id], at_wave)])


def _look(wave: PublishedWave, reflections: Sequence[Reflection]) -> Iterator[Look]:
    if reflections:
        points = whole(mean_gap(reflections))
        in_tune = sum(found.tune is Tune.IN_TUNE for found in reflections)
        yield Look(wave.number, points, min(100, round(100 * points / WIDEST)), in_tune, len(reflections))
