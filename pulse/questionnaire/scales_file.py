"""Reads the scales files: every scale ever published."""

from collections.abc import Iterable, Iterator, Mapping

from pulse.questionnaire.broken import Findings
from pulse.questionnaire.items import Published, Scale
from pulse.questionnaire.schema import ScaleEntry, ScalesFile, checked, path
from pulse.questionnaire.sources import Source


def read_scales(sources: Iterable[Source], findings: Findings) -> Mapping[str, Scale | None]:
    """The scales by name; one whose entry is broken is None, so that its questions are not blamed too."""
    scales: dict[str, Scale | None] = {}
    for source in sources:
        if source.kind == "scales":
            file = checked(ScalesFile, source.content, source.file, "", findings)
            for name, raw in (file.scales if file else {}).items():
                if name in scales:
                    findings.add(source.file, path("scales", name), "was published before; give it a new name")
                else:
                    scales[name] = _scale(name, raw, source.file, findings)
    return scales


def _scale(name: str, raw: object, file: str, findings: Findings) -> Scale | None:
    at = path("scales", name)
    entry = checked(ScaleEntry, raw, file, at, findings)
    faults = list(_faults(entry)) if entry else []
    for key, reason in faults:
        findings.add(file, path(at, key), reason)
    return _built(name, entry) if entry and not faults else None


def _faults(entry: ScaleEntry) -> Iterator[tuple[str, str]]:
    labelled = entry.published in (Published.MEAN, Published.YES_NO)
    if labelled and not entry.labels:
        yield "labels", "is missing"
    if entry.labels and not labelled:
        yield "labels", f"do not belong to a scale published as {entry.published}"
    if entry.labels and len(entry.labels.en) != len(entry.labels.de):
        yield "labels.de", f"has {len(entry.labels.de)} labels, English has {len(entry.labels.en)}"
    if (entry.published is Published.COMMENT) != (entry.characters > 0):
        yield "characters", "must be set for comments, and for nothing else"
    if entry.declined and entry.lowest <= entry.declined.code <= _highest(entry):
        yield "declined.code", f"must be outside the codes {entry.lowest} to {_highest(entry)}"


def _highest(entry: ScaleEntry) -> int:
    return entry.lowest + len(entry.labels.en) - 1 if entry.labels else entry.lowest


def _built(name: str, entry: ScaleEntry) -> Scale:
    labels, declined, meaning, most_words = entry.labels, entry.declined, entry.meaning, entry.most_words
    return Scale(
        name=name,
        published=entry.published,
        lowest=entry.lowest,
        highest=_highest(entry),
        labels={"en": tuple(labels.en), "de": tuple(labels.de)} if labels else {},
        declined=declined.code if declined else None,
        declined_label={"en": declined.en, "de": declined.de} if declined else {},
        first=meaning.first if meaning else entry.lowest,
        step=meaning.step if meaning else 1,
        characters=entry.characters,
        bands=entry.bands,
        most_words=most_words.model_dump() if most_words else {},
    )
