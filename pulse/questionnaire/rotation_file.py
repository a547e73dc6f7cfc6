"""Reads the rotation in use, checked against the bank it asks from."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from pulse.questionnaire.broken import Findings
from pulse.questionnaire.items import Item
from pulse.questionnaire.rotation import Rotation, Row
from pulse.questionnaire.schema import RotationEntry, RowEntry, checked, path
from pulse.questionnaire.sources import Source, newest

Items = Mapping[str, Item | None]


def read_rotation(sources: Iterable[Source], items: Items, findings: Findings) -> Rotation | None:
    """The rotation with the highest number, or None where it is broken."""
    source = newest(sources, "rotation")
    entry = checked(RotationEntry, source.content, source.file, "", findings) if source else None
    if source is None or entry is None:
        return None
    for key, reason in (*_unknown(entry, items), *_misplaced(entry), *_core_faults(entry, items)):
        findings.add(source.file, key, reason)
    return Rotation(
        core=tuple(entry.core),
        closing=entry.closing,
        after_first_results=entry.after_first_results,
        pinned_waves=entry.pinned_waves,
        rows=tuple(Row(tuple(row.slots), tuple(row.added), row.in_planning_waves) for row in entry.waves),
    )


def _rotating(row: RowEntry, place: int) -> Iterator[tuple[str, str]]:
    """Every name of a row, with the path where it stands."""
    at = path("waves", place)
    for number, name in enumerate(row.slots):
        yield path(at, "slots", number), name
    for number, name in enumerate(row.added):
        yield path(at, "added", number), name
    if row.in_planning_waves:
        yield path(at, "in_planning_waves"), row.in_planning_waves


def _names(entry: RotationEntry) -> Iterator[tuple[str, str]]:
    for number, name in enumerate(entry.core):
        yield path("core", number), name
    yield "closing", entry.closing
    yield "after_first_results", entry.after_first_results
    for place, row in enumerate(entry.waves):
        yield from _rotating(row, place)


def _unknown(entry: RotationEntry, items: Items) -> Iterator[tuple[str, str]]:
    known = {item_id.partition(".v")[0] for item_id in items}
    if known:  # else the bank could not be read, which has been said
        yield from ((key, f"'{name}' is no item of the bank") for key, name in _names(entry) if name not in known)


def _misplaced(entry: RotationEntry) -> Iterator[tuple[str, str]]:
    always = {*entry.core, entry.closing}
    if entry.after_first_results in always:
        yield "after_first_results", f"{entry.after_first_results} is asked in every wave already"
    for place, row in enumerate(entry.waves):
        asked = Counter(name for _, name in _rotating(row, place))
        for key, name in _rotating(row, place):
            if name in always:
                yield key, f"{name} is asked in every wave already"
            if asked[name] > 1:
                yield key, f"{name} stands twice in this wave"


def _core_faults(entry: RotationEntry, items: Items) -> Iterator[tuple[str, str]]:
    known = [item for item in items.values() if item is not None]
    marked = {item.name for item in known if item.core}
    unmarked = {item.name for item in known} - marked
    for number, name in enumerate(entry.core):
        if name in unmarked or entry.core.count(name) > 1:
            reason = "is not marked as core in the bank" if name in unmarked else "stands twice in the core"
            yield path("core", number), f"{name} {reason}"
    for name in sorted(marked - set(entry.core)):
        yield "core", f"{name} is marked as core in the bank but not asked here"
    if any(item.name == entry.closing and not item.scale.is_text for item in known):
        yield "closing", f"{entry.closing} is not answered in words"
