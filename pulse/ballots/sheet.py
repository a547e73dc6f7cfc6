"""The sheet inside a ballot: answers, a comment and the cell, always written in the same number of bytes. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pulse.errors import Refusal

PREFIX_BYTES = 2
FRAME_BYTES = 256
"""The cell's code, the comment's marks and the punctuation around everything."""
ITEM_BYTES = 24
COMPACT = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
BYTES_PER_CHARACTER = 3
"""UTF-8 needs at most three bytes for each UTF-16 unit, and browsers count in those."""


class SheetTooLong(Refusal):
    """A sheet does not fit the size that every sheet of its wave has; it is never cut."""

    status = 422
    sentence = "This is longer than a sheet can hold. Please shorten your comment."


class MalformedSheet(Exception):
    """These bytes are no sheet."""


class Tag(StrEnum):
    """What an author says their comment is."""

    PROBLEM = "problem"
    IDEA = "idea"
    KEEP = "keep"


class Visibility(StrEnum):
    """How an author allows their comment to be used."""

    WORDS = "words"
    """Word for word."""
    THEMES = "themes"
    """Only counted in themes."""
    SKIP = "skip"
    """Word for word, but not before the author's own manager."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote, in which language, and what may be done with it."""

    text: str
    tag: Tag | None
    visibility: Visibility
    language: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person's answers: a code for each item answered, the items declined, a comment or none."""

    answers: Mapping[str, int]
    comment: Comment | None = None
    declined: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing on it at all."""
        return not (self.answers or self.declined or self.comment)


def capacity(items: int, characters: int) -> int:
    """Return the size in bytes of every sheet of a wave with this many items and so long a comment."""
    return PREFIX_BYTES + FRAME_BYTES + ITEM_BYTES * items + BYTES_PER_CHARACTER * characters


def encode(sheet: Sheet, cell: str, size: int) -> bytes:
    """Write a sheet in exactly `size` bytes: its length, its content, zeros. Raises SheetTooLong."""
    content = COMPACT.encode(_plain(sheet, cell)).encode()
    if PREFIX_BYTES + len(content) > size:
        raise SheetTooLong
    return (len(content).to_bytes(PREFIX_BYTES, "big") + content).ljust(size, b"\0")


def decode(written: bytes) -> tuple[str, Sheet]:
    """Read what `encode` wrote: the cell and the sheet. Raises MalformedSheet."""
    end = PREFIX_BYTES + int.from_bytes(written[:PREFIX_BYTES], "big")
    if len(written) < end or any(written[end:]):
        raise MalformedSheet
    try:
        plain = json.loads(written[PREFIX_BYTES:end])
        return str(plain["cell"]), _sheet(plain)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise MalformedSheet from None


def _plain(sheet: Sheet, cell: str) -> dict[str, Any]:
    comment = sheet.comment
    return {
        "cell": cell,
        "answers": dict(sheet.answers),
        "declined": sorted(sheet.declined),
        "comment": comment and [comment.text, comment.tag, comment.visibility, comment.language],
    }


def _sheet(plain: Any) -> Sheet:
    answers = {str(item): int(code) for item, code in plain["answers"].items()}
    return Sheet(answers, _comment(plain["comment"]), frozenset(plain["declined"]))


def _comment(plain: Any) -> Comment | None:
    if plain is None:
        return None
    text, tag, visibility, language = plain
    return Comment(str(text), None if tag is None else Tag(tag), Visibility(visibility), str(language))
