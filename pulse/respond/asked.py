"""A wave as those who answer it meet it: its contract from the box, its questions from the instruments."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from babel.dates import format_datetime

from pulse.ballots.operations import WaveClosed
from pulse.ballots.queries import SealedContract
from pulse.ballots.sheet import capacity
from pulse.languages import LANGUAGES, translations
from pulse.programme.contract import Contract
from pulse.questionnaire import Item, Questionnaire, seconds

SHORT_FINGERPRINT = 16
ROUNDED_TO = 5


@dataclass(frozen=True)
class AskedWave:
    """Everything the respondent's pages say about a wave."""

    placed: SealedContract
    contract: Contract
    tapped: tuple[Item, ...]
    written: Item | None
    """The question answered in words, or None where there is none."""

    @property
    def name(self) -> str:
        return self.placed.wave

    @property
    def fingerprint(self) -> str:
        return self.placed.fingerprint

    @property
    def short_fingerprint(self) -> str:
        """The beginning of the fingerprint in groups of four."""
        start = self.fingerprint[:SHORT_FINGERPRINT]
        return " ".join(start[place : place + 4] for place in range(0, SHORT_FINGERPRINT, 4))

    @cached_property
    def closes_at(self) -> datetime:
        return self.contract.window.closes_at

    @property
    def characters(self) -> int:
        """How long a comment may be, in the units browsers count in; 0 where none is asked for."""
        return self.written.scale.characters if self.written else 0

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages the page can be read in."""
        return tuple(language for language in LANGUAGES if language in self.contract.languages)

    @property
    def sheet_size(self) -> int:
        """The size in bytes of every sheet of this wave."""
        return capacity(len(self.tapped), self.characters)

    def seconds(self, language: str) -> int:
        """How long answering takes, to the nearest five seconds."""
        exact = seconds(self.tapped, language)
        return max(ROUNDED_TO, ROUNDED_TO * round(exact / ROUNDED_TO))

    def closing_time(self, language: str) -> str:
        """When the wave closes, in UTC, written in a language; the page's script turns it into local time."""
        _ = translations(language).gettext
        # Translators: a date pattern of CLDR, such as "Monday 9 February, 18:00".
        return f"{format_datetime(self.closes_at, _('EEEE d MMMM, HH:mm'), locale=language)} (UTC)"

    def require_open(self, now: datetime) -> None:
        """Raises WaveClosed from the instant the contract names on."""
        if self.placed.closed or now >= self.closes_at:
            raise WaveClosed


def asked_wave(placed: SealedContract, questionnaire: Questionnaire) -> AskedWave:
    """Read a placed contract and find its questions."""
    contract = Contract.parse(placed.text)
    items = [questionnaire.item(item_id) for item_id in contract.questions]
    tapped = tuple(item for item in items if not item.scale.is_text)
    # A sheet holds one comment; the closing question stands last.
    written = next((item for item in reversed(items) if item.scale.is_text), None)
    return AskedWave(placed, contract, tapped, written)
