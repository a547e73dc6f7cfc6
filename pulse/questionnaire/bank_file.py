"""Reads the bank files: every item, checked against the scale it is answered on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pulse.languages import LANGUAGES
from pulse.questionnaire.broken import Findings
from pulse.questionnaire.items import Dimension, Item, Published, Scale
from pulse.questionnaire.schema import BankFile, ItemEntry, PublishedAs, checked, id_of, path
from pulse.questionnaire.sources import Source

Scales = Mapping[str, Scale | None]

LETTERS = {
    "S": Dimension.SAFETY,
    "R": Dimension.RESPONSE,
    "Q": Dimension.QUOTA,
    "P": Dimension.PRODUCT,
    "E": Dimension.PRICE,
    "C": Dimension.COACHING,
    "F": Dimension.FIELD,
    "X": Dimension.FORECAST,
    "T": Dimension.CLOSING,
}


def read_items(sources: Iterable[Source], scales: Scales, findings: Findings) -> Mapping[str, Item | None]:
    """The items by id; one whose entry is broken is None, so that the rotation is not blamed too."""
    items: dict[str, Item | None] = {}
    for source in sources:
        if source.kind == "bank":
            file = checked(BankFile, source.content, source.file, "", findings)
            for number, raw in enumerate(file.items if file else ()):
                item_id = id_of(raw, number)
                at = f"items[{item_id}]"
                if item_id in items:
                    findings.add(source.file, path(at, "id"), "is given twice")
                items[item_id] = _item(raw, source.file, at, scales, findings)
    return items


def _item(raw: object, file: str, at: str, scales: Scales, findings: Findings) -> Item | None:
    entry = checked(ItemEntry, raw, file, at, findings)
    if entry is None:
        return None
    faults = [*_faults(entry), *_scale_faults(entry, scales)]
    for key, reason in faults:
        findings.add(file, path(at, key), reason)
    scale = scales.get(entry.scale)
    return _built(entry, scale, scales) if scale and not faults else None


def _faults(entry: ItemEntry) -> Iterator[tuple[str, str]]:
    if LETTERS.get(entry.id[0]) is not entry.dimension:
        yield "dimension", f"does not go with the letter {entry.id[0]} of the id, not {entry.dimension}"
    if entry.core and entry.reverse:
        yield "core", "a reverse item is never in the core"
    if entry.text.de == entry.text.en:
        yield "text.de", "repeats the English wording"
    if len({option.en for option in entry.options}) < len(entry.options):
        yield "options", "an option is given twice"


def _scale_faults(entry: ItemEntry, scales: Scales) -> Iterator[tuple[str, str]]:
    if scales and entry.scale not in scales:  # without any, the scales could not be read, which has been said
        yield "scale", f"'{entry.scale}' is not a known scale"
    if scale := scales.get(entry.scale):
        yield from _wording_faults(entry, scale)
        yield from _option_faults(entry, scale)
    if entry.published_as:
        yield from _publication_faults(entry, entry.published_as, scales)


def _wording_faults(entry: ItemEntry, scale: Scale) -> Iterator[tuple[str, str]]:
    for language, most in scale.most_words.items():
        words = len(getattr(entry.text, language).split())
        if words > most:
            yield f"text.{language}", f"has {words} words; at most {most} on the scale {scale.name}"
    if scale.published is Published.YES_NO:
        yield "scale", f"nothing is asked on the scale {scale.name}; it is for published_as"
    if scale.published is not Published.MEAN:
        for key in ("core", "reverse", "ends"):
            if getattr(entry, key):
                yield key, f"does not go with the scale {scale.name}"


def _option_faults(entry: ItemEntry, scale: Scale) -> Iterator[tuple[str, str]]:
    if scale.published is Published.CHOICE and len(entry.options) < 2:
        yield "options", f"the scale {scale.name} needs at least two"
    if scale.published is not Published.CHOICE and entry.options:
        yield "options", f"do not go with the scale {scale.name}"


def _publication_faults(entry: ItemEntry, published_as: PublishedAs, scales: Scales) -> Iterator[tuple[str, str]]:
    if not entry.options:
        yield "published_as", "only an item with options can be published in another form"
    scale = scales.get(published_as.scale)
    if scales and (published_as.scale not in scales or (scale and scale.published is not Published.YES_NO)):
        yield "published_as.scale", f"'{published_as.scale}' is not a scale published as yes or no"
    for label in published_as.yes:
        if label not in {option.en for option in entry.options}:
            yield "published_as.yes", f"'{label}' is not an English option of this item"


def _built(entry: ItemEntry, scale: Scale, scales: Scales) -> Item:
    if entry.options:
        scale = _with_options(scale, entry)
    published_as = entry.published_as
    yes = published_as.yes if published_as else ()
    return Item(
        id=entry.id,
        dimension=entry.dimension,
        scale=scale,
        published_scale=(published_as and scales[published_as.scale]) or scale,
        text=entry.text.model_dump(),
        reverse=entry.reverse,
        core=entry.core,
        options=tuple(option.model_dump() for option in entry.options),
        ends={"en": tuple(entry.ends.en), "de": tuple(entry.ends.de)} if entry.ends else {},
        yes_options=frozenset(code for code, option in enumerate(entry.options) if option.en in yes),
        yes_text=published_as.text.model_dump() if published_as else {},
    )


def _with_options(scale: Scale, entry: ItemEntry) -> Scale:
    labels = {language: tuple(getattr(option, language) for option in entry.options) for language in LANGUAGES}
    return replace(scale, highest=scale.lowest + len(entry.options) - 1, labels=labels)
