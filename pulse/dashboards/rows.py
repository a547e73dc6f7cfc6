"""A measure on one line: its score, its band, and what the last change says. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulse.dashboards.cells import Cell, Surroundings, cell
from pulse.dashboards.drawing import Sketch, sketch
from pulse.dashboards.measures import Measure
from pulse.dashboards.queries import Record
from pulse.insights.change import Change, Spread, latest_change
from pulse.insights.sentences import Gettext, change_sentence, finding_words
from pulse.insights.verdicts import Direction, TooEarly
from pulse.publications.figures import Withheld
from pulse.publications.queries import PublishedWave

Comparison = Change | TooEarly | Withheld
OTHER_WAY = {Direction.UP: Direction.DOWN, Direction.DOWN: Direction.UP, Direction.SAME: Direction.SAME}


def english(text: str) -> str:
    """The gettext of the staff's pages, which speak English alone."""
    return text


@dataclass(frozen=True)
class ScoreRow:
    """A measure as it stands in the wave looked at; `good` says which way the change is for the team."""

    slug: str
    title: str
    meaning: str
    cell: Cell
    finding: str
    good: Direction
    sentence: str
    sketch: Sketch
    wave: int
    """The wave the score is of: the last one that asked."""
    is_question: bool
    """Whether it is a single question; else it is an index."""


def score_row(
    measure: Measure, record: Record, spread: Spread, names: Mapping[str, str], gettext: Gettext = english
) -> ScoreRow | None:
    """Put a measure on a line; None if no wave has asked for it yet."""
    asked = record.asked(measure)
    if not asked:
        return None
    scores = [score for _, score in asked]
    wave = asked[-1][0]
    compared = latest_change(scores, spread)
    return ScoreRow(
        slug=measure.slug,
        title=measure.title,
        meaning=measure.meaning,
        cell=cell(scores[-1], surroundings(measure, record, wave, names, gettext)),
        finding=_finding(compared, gettext),
        good=_good(compared, measure),
        sentence=comparison_sentence(compared, gettext),
        sketch=sketch(scores),
        wave=wave.number,
        is_question=measure.item is not None,
    )


def rows(
    measures: Sequence[Measure],
    record: Record,
    spreads: Mapping[str, Spread],
    names: Mapping[str, str],
    gettext: Gettext = english,
) -> tuple[ScoreRow, ...]:
    """Put every measure that was asked for on a line."""
    found = (score_row(measure, record, spreads[measure.slug], names, gettext) for measure in measures)
    return tuple(row for row in found if row is not None)


def surroundings(
    measure: Measure, record: Record, wave: PublishedWave, names: Mapping[str, str], gettext: Gettext = english
) -> Surroundings:
    """What a reason in this wave may speak of; scores of the units above are known of the wave looked at alone."""
    above = record.scores_above(measure) if wave is record.waves[-1] else {}
    return Surroundings(names, int(wave.contract.policy["k"]), above, gettext)


def comparison_sentence(compared: Comparison, gettext: Gettext = english) -> str:
    """Say a change; nothing where there is none to tell."""
    if isinstance(compared, Change):
        return change_sentence(compared, gettext)
    if isinstance(compared, TooEarly):
        return gettext("Too early to compare: this is the first visible wave.")
    return ""


def _finding(compared: Comparison, gettext: Gettext) -> str:
    if isinstance(compared, Change):
        return finding_words(compared.finding, gettext)
    return finding_words(compared, gettext) if isinstance(compared, TooEarly) else ""


def _good(compared: Comparison, measure: Measure) -> Direction:
    if not isinstance(compared, Change):
        return Direction.SAME
    direction = compared.finding.direction
    return OTHER_WAY[direction] if measure.worse_when_higher else direction
