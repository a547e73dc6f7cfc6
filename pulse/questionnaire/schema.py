"""The shape of the instrument files. Strict: a quoted number, a misspelt key or an empty text is a problem."""

import re
from typing import Annotated, TypeVar
from unicodedata import category

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from pulse.questionnaire.broken import Findings
from pulse.questionnaire.items import Dimension, Published
from pulse.questionnaire.themes import is_pattern

HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
JOINERS = "\u200c\u200d"
"""What some scripts and pictures need between two signs."""


def _like(expression: str, example: str) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(expression, text):
            raise PydanticCustomError("like", "must look like {example}", {"example": example})
        return text

    return AfterValidator(check)


def _plain(text: str) -> str:
    hidden = any(category(sign) in HIDDEN and sign not in JOINERS for sign in text)
    if hidden or not text or text != " ".join(text.split()):
        raise PydanticCustomError("plain", "must be a text on one line, not empty, without surplus blanks")
    return text


def _pattern(text: str) -> str:
    if not is_pattern(text):
        raise PydanticCustomError("pattern", "must be words with a star at an end of a word at most")
    return text


Text = Annotated[str, AfterValidator(_plain)]
Pattern = Annotated[Text, AfterValidator(_pattern)]
Name = Annotated[str, _like(r"[A-Z][1-9]\d*", "S1")]
Id = Annotated[str, _like(r"[A-Z][1-9]\d*\.v[1-9]\d*", "S1.v1")]
Key = Annotated[str, _like(r"[a-z][a-z_]*", "price")]


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Wording(Entry):
    """The same text in every language."""

    en: Text
    de: Text


class Labels(Entry):
    en: Annotated[list[Text], Field(min_length=2)]
    de: Annotated[list[Text], Field(min_length=2)]


class Ends(Entry):
    en: Annotated[list[Text], Field(min_length=2, max_length=2)]
    de: Annotated[list[Text], Field(min_length=2, max_length=2)]


class MostWords(Entry):
    en: int
    de: int


class Declined(Wording):
    code: int


class Meaning(Entry):
    first: int
    step: Annotated[int, Field(ge=1)]


class ScaleEntry(Entry):
    published: Annotated[Published, Field(strict=False)]
    lowest: int = 0
    labels: Labels | None = None
    declined: Declined | None = None
    meaning: Meaning | None = None
    bands: bool = False
    most_words: MostWords | None = None
    characters: Annotated[int, Field(ge=0)] = 0


class PublishedAs(Entry):
    scale: str
    yes: Annotated[list[Text], Field(min_length=1)]
    text: Wording


class ItemEntry(Entry):
    id: Id
    dimension: Annotated[Dimension, Field(strict=False)]
    scale: str
    core: bool = False
    reverse: bool = False
    text: Wording
    options: list[Wording] = []
    ends: Ends | None = None
    published_as: PublishedAs | None = None


class RowEntry(Entry):
    slots: Annotated[list[Name], Field(min_length=3, max_length=3)]
    added: Annotated[list[Name], Field(min_length=2, max_length=2)]
    in_planning_waves: Name | None = None


class RotationEntry(Entry):
    core: Annotated[list[Name], Field(min_length=6, max_length=6)]
    closing: Name
    after_first_results: Name
    pinned_waves: Annotated[int, Field(ge=1)]
    waves: Annotated[list[RowEntry], Field(min_length=1)]


class PatternsEntry(Entry):
    en: list[Pattern]
    de: list[Pattern]


class OptionalPatternsEntry(Entry):
    en: list[Pattern] = []
    de: list[Pattern] = []


class DangerEntry(Entry):
    words: PatternsEntry
    but_not: OptionalPatternsEntry = OptionalPatternsEntry()


class ThemeEntry(DangerEntry):
    id: Key
    label: Wording


class ScalesFile(Entry):
    scales: dict[str, object]


class BankFile(Entry):
    items: list[object]


class ThemesFile(Entry):
    themes: list[object]
    danger: object


REASONS = {
    "missing": "is missing",
    "extra_forbidden": "is not a known key",
    "string_type": "must be text in quotes",
    "bool_type": "must be true or false without quotes",
    "int_type": "must be a whole number without quotes",
    "list_type": "must be a list in square brackets",
    "model_type": "must be a table of keys",
    "enum": "must be {expected}",
    "too_short": "must have at least {min_length} entries, not {actual_length}",
    "too_long": "must have at most {max_length} entries, not {actual_length}",
    "greater_than_equal": "must be {ge} or more",
}
SHOWN_VALUES = (str, int, float)

E = TypeVar("E", bound=Entry)


def checked(shape: type[E], raw: object, file: str, at: str, findings: Findings) -> E | None:
    """The entry if it has the right shape; otherwise None, and each problem is found at its path below `at`."""
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            findings.add(file, path(at, *details["loc"]), _reason(details))
        return None


def path(*steps: str | int) -> str:
    """The way to a key, as a reader would count: lists start at number 1."""
    joined = ""
    for step in (one if isinstance(one, int) or one.isprintable() else ascii(one) for one in steps):
        joined += f"[#{step + 1}]" if isinstance(step, int) else f".{step}" if joined else step
    return joined


def id_of(raw: object, number: int) -> str:
    """What to call an entry of a list, right or wrong: its id, or its number where it has none."""
    given = raw.get("id") if isinstance(raw, dict) else None
    return given if isinstance(given, str) and given.isprintable() else f"#{number + 1}"


def _reason(details: ErrorDetails) -> str:
    kind = details["type"]
    reason = REASONS[kind].format(**details.get("ctx", {})) if kind in REASONS else details["msg"]
    if kind in ("missing", "extra_forbidden") or not isinstance(details["input"], SHOWN_VALUES):
        return reason
    return f"{reason}, not {details['input']!r}"
