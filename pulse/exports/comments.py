"""The rows of an export of comments: in random order, without a date or a score beside them. Pure."""

from collections.abc import Iterable, Mapping

from pulse.exports.codebook import comments_codebook
from pulse.exports.sheets import Column, Sheet
from pulse.publications.comments import OTHER, Comment
from pulse.questionnaire import Theme

COLUMNS = (
    Column("programme", "The programme's title when the wave opened."),
    Column("wave", "The number of the wave within its programme."),
    Column("unit", "The unit the comment stands in, as its path in the roster now; it may come from any team below."),
    Column("unit_code", "The unit's name in the publication."),
    Column("tag", "What its author called it: problem, idea or keep; empty where nothing was chosen."),
    Column("themes", "What it speaks of, by keyword rules."),
    Column("text", "What was written; names, addresses and phone numbers of the roster are replaced."),
)
NOTES = {
    "order": "The order is random. Comments stand in a file of their own: nothing connects them with a score, with "
    "each other or with a moment.",
    "use": "Do not try to find out who wrote a comment. That is what would end honest answers.",
}


def comments_sheet(
    programme: str, number: int, comments: Iterable[Comment], paths: Mapping[str, str], themes: Iterable[Theme]
) -> Sheet:
    """The comments of a wave; they come in random order and keep it."""
    labels = {theme.id: theme.label["en"] for theme in themes} | {OTHER: "Other"}
    rows = [
        (
            programme,
            number,
            paths.get(one.unit, one.unit),
            one.unit,
            one.tag,
            ", ".join(labels.get(theme, theme) for theme in one.themes) or None,
            one.text,
        )
        for one in comments
    ]
    return Sheet("comments", COLUMNS, rows)


def codebook() -> Sheet:
    """What the columns of an export of comments mean."""
    return comments_codebook(COLUMNS, NOTES)
