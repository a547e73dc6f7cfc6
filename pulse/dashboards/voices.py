"""Themes and comments of a unit, as they were published: shuffled, undated, never beside a score."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pulse.actions.labels import theme_labels
from pulse.publications import queries as publications
from pulse.publications.comments import OTHER, Comment
from pulse.publications.queries import PublishedWave
from pulse.questionnaire import ThemeRules

TAGS = {"problem": "Problem", "idea": "Idea", "keep": "Keep doing"}


@dataclass(frozen=True)
class Voice:
    """One comment; `tag` is what its author calls it."""

    text: str
    tag: str | None
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Voices:
    """All that was published of what people wrote in a unit; `other` counts those of no frequent theme."""

    comments: tuple[Voice, ...]
    other: int


def voices(session: Session, unit: str, wave: PublishedWave, shipped: ThemeRules) -> Voices:
    """Read the comments of a unit, in random order."""
    labels = theme_labels(session, (wave.contract,), shipped)
    counts = {count.theme: count.comments for count in publications.themes(session, wave.id, unit)}
    shown = {theme: labels.get(theme, theme) for theme in counts}
    said = tuple(_voice(comment, shown) for comment in publications.comments(session, wave.id, unit))
    return Voices(said, counts.get(OTHER, 0))


def _voice(comment: Comment, shown: Mapping[str, str]) -> Voice:
    """A comment with those of its themes that enough others speak of."""
    themes = tuple(shown[theme] for theme in comment.themes if theme in shown)
    return Voice(comment.text, TAGS.get(comment.tag or ""), themes)
