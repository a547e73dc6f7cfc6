"""What can be asked: items, and the scales they are answered on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

WORDS_PER_SECOND = 4
SECONDS_PER_TAP = 2.2
ON_A_PHONE = 1.2


class Dimension(StrEnum):
    """What an item is about; the first letter of its name says the same."""

    SAFETY = "safety"
    RESPONSE = "response"
    QUOTA = "quota"
    PRODUCT = "product"
    PRICE = "price"
    COACHING = "coaching"
    FIELD = "field"
    FORECAST = "forecast"
    CLOSING = "closing"


class Published(StrEnum):
    """The one form in which an item's answers leave the house."""

    MEAN = "mean"
    CHOICE = "choice"
    YES_NO = "yes_no"
    COMMENT = "comment"


@dataclass(frozen=True)
class Choice:
    """One thing to tap: its code, and its label in one language."""

    code: int
    label: str


@dataclass(frozen=True)
class Scale:
    """A way to answer, in whole codes `lowest`..`highest`: these are stored, sealed and published.

    `labels` holds one label per code for each language, lowest first. `declined` is the code of "Prefer not to say",
    outside the codes and every mean. A code means `first` plus `step` for every code above the lowest. On a text
    scale there is nothing to tap: it has no labels and takes up to `characters`.
    """

    name: str
    published: Published
    lowest: int = 0
    highest: int = 0
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    declined: int | None = None
    declined_label: Mapping[str, str] = field(default_factory=dict, hash=False)
    first: int = 0
    step: int = 1
    characters: int = 0
    bands: bool = False
    """Whether large groups also see unfavourable, neutral and favourable shares: agree scales alone."""
    most_words: Mapping[str, int] = field(default_factory=dict, hash=False)

    @property
    def is_text(self) -> bool:
        return self.published is Published.COMMENT

    def holds(self, code: int) -> bool:
        """Whether the code is an answer that counts; the declined code is not."""
        return not self.is_text and self.lowest <= code <= self.highest

    def value(self, code: int) -> int:
        """What a code means, in the scale's own unit: percent for PC. Raises ValueError for a code it does not hold."""
        if not self.holds(code):
            raise ValueError(f"{code} is no answer on the scale {self.name}.")
        return self.first + self.step * (code - self.lowest)


@dataclass(frozen=True)
class Item:
    """A question in one version of its wording; a changed wording is another item and starts another series.

    `scale` is how it is answered, `published_scale` how it is published: the same, but for items published as yes or
    no, where the codes in `yes_options` become 1 and all others 0, and `yes_text` says what a yes means.
    `ends` names the lowest and the highest number where the labels alone do not. `reverse`: agreement is bad news.
    """

    id: str
    dimension: Dimension
    scale: Scale
    published_scale: Scale
    text: Mapping[str, str] = field(hash=False)
    reverse: bool = False
    core: bool = False
    options: tuple[Mapping[str, str], ...] = field(default=(), hash=False)
    ends: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    yes_options: frozenset[int] = frozenset()
    yes_text: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def name(self) -> str:
        """The id without its version: "S1" for "S1.v1"."""
        return self.id.partition(".v")[0]

    @property
    def version(self) -> int:
        return int(self.id.partition(".v")[2])

    @property
    def published(self) -> Published:
        return self.published_scale.published

    @property
    def published_lowest(self) -> int:
        return self.published_scale.lowest

    @property
    def published_highest(self) -> int:
        return self.published_scale.highest

    def published_code(self, code: int) -> int:
        """The code under which an answer is published. Raises ValueError for a declined or impossible answer."""
        if not self.scale.holds(code):
            raise ValueError(f"{code} is no answer to {self.id}.")
        return int(code in self.yes_options) if self.published is Published.YES_NO else code

    def accepts(self, code: int) -> bool:
        """Whether a respondent may send this code: an answer, or the declined code."""
        return self.scale.holds(code) or (code == self.scale.declined and not self.scale.is_text)

    def choices(self, language: str) -> tuple[Choice, ...]:
        """What there is to tap, lowest code first; the declined option stands apart and is not among them."""
        labels = self.scale.labels.get(language, ())
        return tuple(Choice(code, label) for code, label in enumerate(labels, start=self.scale.lowest))

    def words(self, language: str) -> int:
        """How much there is to read: the question, and options of its own; a scale's labels are known to the reader."""
        return sum(len(text[language].split()) for text in (self.text, *self.options))


def seconds(items: Iterable[Item], language: str) -> int:
    """How long a returning reader needs to tap through the items on a phone; optional texts are left out.

    Four words a second to read, 2.2 seconds a tap, and all of it a fifth longer on a phone.
    """
    tapped = [item for item in items if not item.scale.is_text]
    words = sum(item.words(language) for item in tapped)
    return round((words / WORDS_PER_SECOND + SECONDS_PER_TAP * len(tapped)) * ON_A_PHONE)
