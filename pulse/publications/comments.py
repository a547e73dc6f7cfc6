"""Published comments and themes: pure types. A comment stands in one unit, without a date, a score or a neighbour."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

OTHER = "other"
"""The theme of comments that speak of none that enough others speak of."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote, without the names in it; `unit` is the code of the unit it stands in, `id` is random."""

    id: str
    unit: str
    text: str
    tag: str | None
    themes: tuple[str, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over all of it, as hexadecimal; since the id is random, it does not give a short text away."""
        return _sha256([self.id, self.unit, self.text, self.tag, self.themes])


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """How many comments of one unit speak of a theme."""

    unit: str
    theme: str
    comments: int


@dataclass(frozen=True)
class Comments:
    """All that one wave publishes beside its table."""

    said: tuple[Comment, ...] = ()
    themes: tuple[ThemeCount, ...] = ()

    @cached_property
    def digest(self) -> str:
        """What the publication holds of them: SHA-256 over the comments' digests and the themes.

        A comment that has to be taken down leaves its digest behind, and the chain of publications whole.
        """
        themes = sorted([count.unit, count.theme, count.comments] for count in self.themes)
        return _sha256({"comments": sorted(comment.digest for comment in self.said), "themes": themes})


def _sha256(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
