"""The rows of an export of figures: every unit and measure of a wave, or why there is no figure. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from itertools import chain

from pulse.exports.sheets import Cell, Column, Sheet
from pulse.insights.change import Change, Spread, latest_change, spread_of_change, visible_pairs
from pulse.insights.levels import bands_of, level_of
from pulse.insights.measures import History, Measure, Question, Scores, Source, choices, measures
from pulse.insights.scores import Score
from pulse.insights.sentences import finding_words, whole
from pulse.insights.verdicts import TooEarly, Verdict
from pulse.publications.figures import PARTICIPATION, Figure, Reason, Withheld
from pulse.publications.table import Table, figures
from pulse.questionnaire import Item
from pulse.roster.tree import Tree

COLUMNS = tuple(
    Column(*column)
    for column in (
        ("programme", "The programme's title when the wave opened."),
        ("wave", "The number of the wave within its programme."),
        ("closed", "The day the wave closed, in UTC."),
        ("unit", "The team or the unit above teams, as its path in the roster now. Figures hold everybody below it."),
        ("unit_code", "The unit's name in the publication; it stays the same when the unit is renamed."),
        ("measure", "A question in one version of its wording, an index, or participation; see the other lines here."),
        ("option", "For a question with named options, the option counted in this row."),
        ("n", "How many answered the question; for an index, the smallest n of its questions."),
        ("invited", "How many people were invited in and below the unit."),
        ("score", "The score in whole points."),
        ("edge", "Set where the score is a bound: at most, at least, or about."),
        ("low", "The lower end of the 90 % noise band around the score."),
        ("high", "The upper end of the band."),
        ("unfavourable", "Answers that are bad news, from 15 answers on."),
        ("neutral", "Answers in the middle, from 15 answers on."),
        ("favourable", "Answers that are good news, from 15 answers on."),
        ("answers", "For a question with named options, how many chose the option."),
        ("change", "The difference from the last visible wave before, in points; empty where its sign is open."),
        ("finding", "What may be said of the change, given how much scores move by chance."),
        ("provisional", "Whether the finding rests on fixed limits, until the programme has enough waves of its own."),
        ("withheld", "Why there is no figure; see the other lines here."),
        ("instead", "The nearest unit above that has a figure."),
    )
)
UNIT_CODE = [column.name for column in COLUMNS].index("unit_code")
NOT_ASKED = Withheld(Reason.NOT_ASKED)
SAMPLE = 200
"""From so many units it is reckoned how much scores move: the same as on the leaders' pages, to say the same."""
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Wave:
    """One published wave, as far as its figures go."""

    programme: str
    number: int
    closes_at: datetime
    questions: tuple[Item, ...]
    table: Table


def figures_sheet(waves: Sequence[Wave], invited: Mapping[str, int], paths: Mapping[str, str]) -> Sheet:
    """The figures of the last of these waves of one programme, compared with those before, oldest first.

    `invited` holds the units whose participation is shown, `paths` the written path of every unit.
    """
    return Sheet("figures", COLUMNS, _in_order_of_paths(_rows(waves, invited, paths), paths))


def _in_order_of_paths(rows: Iterator[Row], paths: Mapping[str, str]) -> Sequence[Row]:
    """By unit; within one, the measures keep their order."""
    of_unit: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        of_unit[str(row[UNIT_CODE])].append(row)
    ordered = sorted(of_unit, key=lambda unit: (paths.get(unit, unit).casefold(), unit))
    return [row for unit in ordered for row in of_unit[unit]]


def _rows(waves: Sequence[Wave], invited: Mapping[str, int], paths: Mapping[str, str]) -> Iterator[Row]:
    this, history = waves[-1], History([Source(wave.table.tree, partial(figures, wave.table)) for wave in waves])
    empty: dict[str, Cell] = dict.fromkeys(column.name for column in COLUMNS)
    about: dict[str, Cell] = {
        "programme": this.programme,
        "wave": this.number,
        "closed": this.closes_at.date().isoformat(),
    }
    found = chain(
        _participation(this),
        *(_scored(measure, history) for measure in measures(this.questions)),
        *(_chosen(item, this.table) for item in choices(this.questions)),
    )
    for unit, cells in found:
        instead = cells.pop("instead", None)
        yield tuple(
            {
                **empty,
                **about,
                "unit": paths.get(unit, unit),
                "unit_code": unit,
                "invited": invited.get(unit),
                "instead": paths.get(str(instead), str(instead)) if instead else None,
                **cells,
            }.values()
        )


Found = Iterator[tuple[str, dict[str, Cell]]]
"""A unit, and the cells of one of its rows that are not empty."""


def _participation(wave: Wave) -> Found:
    for unit, found in figures(wave.table, PARTICIPATION).items():
        yield unit, {"measure": PARTICIPATION, **_counted(found)}


def _scored(measure: Measure, history: History) -> Found:
    waves = history.scores(measure)
    this = history.sources[-1]
    spread = _spread(measure, waves, this.tree)
    parts = this.figures(measure.name) if isinstance(measure, Question) else {}
    for unit, score in waves[-1].items():
        course = [scores.get(unit, NOT_ASKED) for scores in waves]
        yield (
            unit,
            {
                "measure": measure.name,
                **_counted(score),
                **_level(score),
                **_parts(measure, parts.get(unit)),
                **_change(latest_change(course, spread)),
            },
        )


def _spread(measure: Measure, waves: Sequence[Scores], tree: Tree) -> Spread:
    courses = [[scores.get(unit, NOT_ASKED) for scores in waves] for unit in sorted(tree.parents)[:SAMPLE]]
    return spread_of_change(measure.kind, chain.from_iterable(visible_pairs(course) for course in courses))


def _chosen(item: Item, table: Table) -> Found:
    for unit, found in figures(table, item.id).items():
        if isinstance(found, Withheld):
            yield unit, {"measure": item.id, **_counted(found)}
            continue
        for option, answers in zip(item.options, found.options, strict=True):
            yield unit, {"measure": item.id, "option": option["en"], "answers": answers, **_counted(found)}


def _counted(found: Figure | Score | Withheld) -> dict[str, Cell]:
    if isinstance(found, Withheld):
        return {"withheld": found.reason.value, "instead": found.instead}
    return {"n": found.respondents}


def _level(score: Score | Withheld) -> dict[str, Cell]:
    if isinstance(score, Withheld):
        return {}
    level = level_of(score)
    return {"score": level.score, "edge": level.edge, "low": level.low, "high": level.high}


def _parts(measure: Measure, found: Figure | Withheld | None) -> dict[str, Cell]:
    bands = bands_of(measure, found)
    return asdict(bands) if bands else {}


def _change(found: Change | TooEarly | Withheld) -> dict[str, Cell]:
    if isinstance(found, Withheld):
        return {}
    if isinstance(found, TooEarly):
        return {"finding": finding_words(found, str)}
    told = found.finding.verdict is not Verdict.CANNOT_TELL
    return {
        "change": whole(found.difference.value) if told else None,
        "finding": finding_words(found.finding, str),
        "provisional": "yes" if found.provisional else "no",
    }
