"""The sheet that explains an export: its columns, what was asked, and why figures are withheld. Pure."""

from collections.abc import Iterator, Sequence

from pulse.exports.sheets import Cell, Column, Sheet
from pulse.insights.kinds import Kind
from pulse.insights.measures import Index, Measure, choices, measures
from pulse.publications.figures import PARTICIPATION, Edge, Policy, Reason
from pulse.questionnaire import Item

COLUMNS = (
    Column("about", "column, measure, edge, withheld or note"),
    Column("name", "what stands in the other sheet"),
    Column("meaning", "what it means"),
)
SCALES = {
    Kind.AGREE: "Agree scale, 1 to 5. Score: 25 * (mean - 1), 0 to 100.",
    Kind.TEN: "A number from 0 to 10. Score: 10 * mean, 0 to 100.",
    Kind.PERCENT: "Percent from 50 to 150. Score: their mean.",
    Kind.YES: "Published as yes or no. Score: percent of yes.",
}
WORSE_WHEN_HIGHER = {"E3"}
"""Counts of trouble."""
MIRRORED = "Agreement is bad news, so the score is mirrored: higher is better."
EDGES = {
    Edge.AT_MOST: "The true score lies at this value or under it.",
    Edge.AT_LEAST: "The true score lies at this value or over it.",
    Edge.ABOUT: "The true score lies near this value, on either side.",
}
NOTES = {
    "rounding": "Scores are whole points, because decimals would say more than so few answers can.",
    "protection": "Sums are moved inward where nobody's answer could otherwise be denied, and groups are shown only "
    "where no small group can be worked out from everything that is published.",
    "use": "Not to be used for anybody's quota or pay.",
}


def figures_codebook(columns: Sequence[Column], asked: Sequence[Item], policy: Policy) -> Sheet:
    """Explain an export of figures of a wave that asked these questions under this policy."""
    rows = [*_columns(columns), *_measures(asked), *_edges(), *_reasons(policy), *_notes(NOTES)]
    return Sheet("codebook", COLUMNS, rows)


def comments_codebook(columns: Sequence[Column], notes: dict[str, str]) -> Sheet:
    """Explain an export of comments."""
    return Sheet("codebook", COLUMNS, [*_columns(columns), *_notes(notes)])


Lines = Iterator[tuple[Cell, ...]]


def _columns(columns: Sequence[Column]) -> Lines:
    for column in columns:
        yield "column", column.name, column.meaning


def _measures(asked: Sequence[Item]) -> Lines:
    yield "measure", PARTICIPATION, "How many of the people invited answered anything."
    for measure in measures(asked):
        yield "measure", measure.name, _meaning(measure)
    for item in choices(asked):
        yield "measure", item.id, f"{item.text['en']} One of the options; a row for each."


def _meaning(measure: Measure) -> str:
    if isinstance(measure, Index):
        return f"The mean of {', '.join(part.name for part in measure.parts)}. 0 to 100."
    item = measure.item
    yes = [f"Yes means: {item.yes_text['en']}."] if item.yes_text else []
    mirrored = [MIRRORED] if item.reverse else []
    worse = ["Higher is worse."] if item.name in WORSE_WHEN_HIGHER else []
    return " ".join([item.text["en"], *yes, SCALES[measure.kind], *mirrored, *worse])


def _edges() -> Lines:
    for edge, meaning in EDGES.items():
        yield "edge", edge.value, meaning


def _reasons(policy: Policy) -> Lines:
    meanings = {
        Reason.TOO_FEW: f"Fewer than {policy.k} answers, or than {policy.k_choice} where options are named.",
        Reason.PROTECTED: "Enough answers, but a small group next to it could be worked out.",
        Reason.FOLDED: "Too few people had been in the unit for long enough; they count in the unit above.",
        Reason.NOT_ASKED: "Not asked in this wave.",
        Reason.LOST: "The keys of this wave were lost: nobody could read its answers, and all were destroyed unread.",
    }
    for reason, meaning in meanings.items():
        yield "withheld", reason.value, meaning


def _notes(notes: dict[str, str]) -> Lines:
    for name, meaning in notes.items():
        yield "note", name, meaning
