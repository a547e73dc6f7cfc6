"""Earlier wordings of what is measured: a changed wording is another series, with a visible break between. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pulse.dashboards.measures import Measure
from pulse.insights.measures import KINDS
from pulse.questionnaire import Item


def earlier_wordings(measure: Measure, items: Sequence[Item], asked: Iterable[Sequence[str]]) -> tuple[Measure, ...]:
    """Return the measure as earlier waves asked it, the earliest first; `asked` holds each wave's questions by id."""
    known = {item.id: item for item in items}
    found: dict[tuple[str, ...], Measure] = {}
    for questions in asked:
        by_name = {known[question].name: known[question] for question in questions if question in known}
        as_asked = _worded(measure, by_name)
        if as_asked is not None and as_asked.items != measure.items:
            found.setdefault(as_asked.items, as_asked)
    return tuple(found.values())


def _worded(measure: Measure, asked: Mapping[str, Item]) -> Measure | None:
    """The measure in the wording a wave used; none where the wave did not ask all of it on the same scale."""
    if measure.item is not None:
        item = asked.get(measure.item.name)
        return replace(measure, item=item) if item and KINDS.get(item.published_scale.name) is measure.kind else None
    parts = [_worded(part, asked) for part in measure.parts]
    whole = tuple(part for part in parts if part is not None)
    return replace(measure, parts=whole) if len(whole) == len(parts) else None
