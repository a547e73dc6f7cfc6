"""The questionnaire as a whole: what a wave asks, and how its comments are sorted."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pulse.questionnaire.bank import Bank
from pulse.questionnaire.bank_file import read_items
from pulse.questionnaire.broken import BrokenInstrument, Findings
from pulse.questionnaire.items import Item
from pulse.questionnaire.rotation import Instrument, Rotation, UnknownInstrument
from pulse.questionnaire.rotation_file import read_rotation
from pulse.questionnaire.scales_file import read_scales
from pulse.questionnaire.sources import fingerprint, read_sources
from pulse.questionnaire.themes import ThemeMatch, ThemeRules
from pulse.questionnaire.themes_file import read_themes


@dataclass(frozen=True)
class Questionnaire:
    """Everything in `surveys/`; `version` is a SHA-256 over its files, in hexadecimal, for the contract."""

    bank: Bank
    rotation: Rotation
    themes: ThemeRules
    version: str

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item in every version, in the order of the bank."""
        return self.bank.items

    def item(self, item_id: str) -> Item:
        """The item with this id, such as "S1.v1". Raises UnknownItem."""
        return self.bank.item(item_id)

    def items_for(
        self,
        instrument: str,
        slot: int,
        *,
        first_after_results: bool = False,
        planning: bool = False,
        pinned: Sequence[str] = (),
    ) -> tuple[Item, ...]:
        """What a programme's wave number `slot` (from 0) asks, in the order of the page, the optional comment last.

        `first_after_results`: the wave after the programme's first published results, which asks whether they were
        talked through. `planning`: the wave before targets are set. `pinned`: the name of an item HR has pinned; it
        takes the last slot. Raises UnknownInstrument, CannotPin or UnknownItem.
        """
        if instrument not in list(Instrument):
            raise UnknownInstrument(instrument)
        rotating = self.rotation.rotating(
            Instrument(instrument), slot, first_after_results=first_after_results, planning=planning, pinned=pinned
        )
        core = (self.bank.named(name) for name in self.rotation.core)
        between = sorted((self.bank.named(name) for name in rotating), key=_place_on_the_page)
        return (*core, *between, self.bank.named(self.rotation.closing))

    def themes_of(self, text: str, language: str) -> tuple[ThemeMatch, ...]:
        """The themes a comment touches, each with the word that shows why; see `ThemeRules`."""
        return self.themes.themes_of(text, language)

    def needs_help(self, text: str, language: str) -> bool:
        """Whether a comment holds a word that shows help contacts to its author."""
        return self.themes.needs_help(text, language)


def _place_on_the_page(item: Item) -> tuple[bool, bool]:
    # The core comes first, so that no rotating item colours it; then the agree scale to its end, so that the thumb
    # changes its habit once; typing comes after tapping. Otherwise the order of the slots stays.
    return (item.scale.is_text, not item.scale.bands)


def load(directory: Path) -> Questionnaire:
    """The questionnaire in a directory such as `surveys/`. Raises BrokenInstrument with every problem at once."""
    findings = Findings()
    sources = read_sources(directory, findings)
    items = read_items(sources, read_scales(sources, findings), findings)
    rotation = read_rotation(sources, items, findings)
    themes = read_themes(sources, findings)
    if findings.problems or rotation is None or themes is None:
        raise BrokenInstrument(findings.problems)
    bank = Bank(tuple(item for item in items.values() if item is not None))
    return Questionnaire(bank, rotation, themes, fingerprint(sources))
