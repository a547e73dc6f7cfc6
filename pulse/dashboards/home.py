"""The leader's first page: what the team says now, what changed, and what may mislead. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pulse.dashboards.cells import Surroundings, withheld_cell
from pulse.dashboards.field import Field
from pulse.dashboards.measures import Measures
from pulse.dashboards.queries import Record
from pulse.dashboards.rows import ScoreRow, english, rows
from pulse.dashboards.slow import Slow, slow_trends
from pulse.dashboards.tenure import People
from pulse.insights.change import Change, Spread, highlight, latest_change
from pulse.insights.participation import ResponseRate, Standing, with_the_silent
from pulse.insights.scores import Score
from pulse.insights.sentences import noise_sentence, provisional_note, response_sentence, silence_sentence
from pulse.publications.figures import Edge, Withheld
from pulse.publications.queries import Participation

EDGES = (
    "“At least” and “at most”: the true value may lie further out. Answers at the end of a scale are pulled in,"
    " so that nobody's can be worked out."
)
VOICES = "Fewer than half answered: these are voices, not the team."


@dataclass(frozen=True)
class Turnout:
    """How many answered, in words and as a part of 100 for the picture; no part where it is withheld."""

    sentence: str
    percent: int | None


@dataclass(frozen=True)
class Home:
    """Everything on the first page of a unit for one wave."""

    wave: int
    closed_at: datetime
    turnout: Turnout
    pulse: ScoreRow
    scores: tuple[ScoreRow, ...]
    slow: Mapping[str, Slow]
    """The trend of each score, by its address."""
    highlight: ScoreRow | None
    field: Field | None
    cautions: tuple[str, ...]


def home_of(
    record: Record,
    measures: Measures,
    spreads: Mapping[str, Spread],
    people: People,
    names: Mapping[str, str],
    *,
    field: Field | None,
) -> Home:
    """Put the first page together; `people` are those of the unit."""
    wave = record.waves[-1]
    changes = dict(_changes(record, measures, spreads))
    lines = rows(measures.core, record, spreads, names)
    largest = highlight(changes)
    (pulse,) = rows([measures.pulse], record, spreads, names)
    return Home(
        wave=wave.number,
        closed_at=wave.closes_at,
        turnout=_turnout(record, names),
        pulse=pulse,
        scores=lines,
        slow=slow_trends((measures.pulse, *measures.core), record, spreads, people),
        highlight=next((line for line in lines if line.slug == largest), None),
        field=field,
        cautions=tuple(_cautions(record, measures, list(changes.values()))),
    )


def _changes(record: Record, measures: Measures, spreads: Mapping[str, Spread]) -> Iterator[tuple[str, Change]]:
    for measure in measures.core:
        compared = latest_change(record.scores(measure), spreads[measure.slug])
        if isinstance(compared, Change):
            yield measure.slug, compared


def _turnout(record: Record, names: Mapping[str, str]) -> Turnout:
    took_part, policy = record.took_part, record.waves[-1].contract.policy
    if isinstance(took_part, Withheld):
        return Turnout(withheld_cell(took_part, Surroundings(names, int(policy["k"]), {})).sentence, None)
    rate = ResponseRate(took_part.answered, took_part.invited)
    return Turnout(f"{response_sentence(rate, english)}.", round(100 * rate.share))


def _cautions(record: Record, measures: Measures, changes: Sequence[Change]) -> Iterator[str]:
    rate = _rate(record)
    if rate and rate.standing is Standing.VOICES:
        yield VOICES
    if changes:
        widest = max(changes, key=lambda change: change.limits.clear)
        yield f"{noise_sentence(widest.later.respondents, widest.limits.clear, english)}."
    overall = record.scores(measures.pulse)[-1]
    if rate and rate.answered < rate.invited and isinstance(overall, Score):
        yield silence_sentence(with_the_silent(overall, rate), english)
    if any(_at_an_edge(record.scores(measure)[-1]) for measure in (measures.pulse, *measures.core)):
        yield EDGES
    if any(change.provisional for change in changes):
        yield provisional_note(english)


def _rate(record: Record) -> ResponseRate | None:
    took_part = record.took_part
    return ResponseRate(took_part.answered, took_part.invited) if isinstance(took_part, Participation) else None


def _at_an_edge(score: object) -> bool:
    return isinstance(score, Score) and score.edge is not Edge.INSIDE
