"""Published figures and comments as rows of the office's tables, and read back from them. Pure."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pulse.publications.comments import Comment, Comments
from pulse.publications.figures import PARTICIPATION, Bands, Edge, Figure, Reason, Withheld
from pulse.publications.table import Table, figures

Row = dict[str, Any]


def figure_rows(wave_id: int, table: Table, invited: Mapping[str, int]) -> Iterator[Row]:
    """Every unit's figure for every item, and for participation also how many people were invited."""
    for item in sorted(table.columns):
        for unit, found in figures(table, item).items():
            people = invited[unit] if item == PARTICIPATION else None
            yield {"wave_id": wave_id, "unit": unit, "item": item, "invited": people, **_written(found)}


def comment_rows(wave_id: int, comments: Comments) -> list[Row]:
    """Every published comment."""
    return [
        {
            "id": one.id,
            "wave_id": wave_id,
            "unit": one.unit,
            "text": one.text,
            "tag": one.tag,
            "themes": _list(one.themes),
        }
        for one in comments.said
    ]


def theme_rows(wave_id: int, comments: Comments) -> list[Row]:
    """Every published count of a theme."""
    return [
        {"wave_id": wave_id, "unit": one.unit, "theme": one.theme, "comments": one.comments} for one in comments.themes
    ]


def read_figure(row: Any) -> Figure | Withheld:
    """What a row of published figures says."""
    if row.reason is not None:
        return Withheld(Reason(row.reason), row.instead)
    bands = Bands(*json.loads(row.bands)) if row.bands else None
    options = tuple(json.loads(row.options)) if row.options else ()
    numbers = row.respondents, row.total, row.lowest, row.highest
    return Figure(*numbers, Edge(row.edge), bands, options, row.below, row.above)


def read_comment(row: Any) -> Comment:
    """What a row of published comments says."""
    return Comment(row.id, row.unit, row.text, row.tag, tuple(json.loads(row.themes)))


def _written(found: Figure | Withheld) -> Row:
    shown = found if isinstance(found, Figure) else None
    withheld = found if isinstance(found, Withheld) else None
    bands = shown.bands if shown else None
    return {
        "respondents": shown.respondents if shown else None,
        "total": shown.total if shown else None,
        "lowest": shown.lowest if shown else None,
        "highest": shown.highest if shown else None,
        "edge": shown.edge.value if shown else None,
        "below": shown.below if shown else None,
        "above": shown.above if shown else None,
        "bands": _list((bands.unfavourable, bands.neutral, bands.favourable)) if bands else None,
        "options": _list(shown.options) if shown and shown.options else None,
        "reason": withheld.reason.value if withheld else None,
        "instead": withheld.instead if withheld else None,
    }


def _list(values: tuple[Any, ...]) -> str:
    return json.dumps(values, separators=(",", ":"))
