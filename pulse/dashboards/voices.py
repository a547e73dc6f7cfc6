"""Themes and comments of a unit, as they were published: shuffled, undated, never beside a score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pulse.publications import queries as publications
from pulse.publications.comments import OTHER, Comment, ThemeCount
from pulse.questionnaire import Questionnaire

TAGS = {"problem": "Problem", "idea": "Idea", "keep": "Keep doing"}


@dataclass(frozen=True)
class ThemeLine:
    """A theme and how many comments speak of it."""

    label: str
    comments: int


@dataclass(frozen=True)
class Voice:
    """One comment; `tag` is what its author calls it."""

    text: str
    tag: str | None
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Voices:
    """All that was published of what people wrote in a unit."""

    themes: tuple[ThemeLine, ...]
    comments: tuple[Voice, ...]


def voices(session: Session, unit: str, wave_id: int, questionnaire: Questionnaire) -> Voices:
    """Read the themes, the most frequent first, and the comments in random order."""
    labels, counts = _labels(questionnaire), publications.themes(session, wave_id, unit)
    shown = {count.theme: labels.get(count.theme, count.theme) for count in counts}
    return Voices(
        themes=tuple(ThemeLine(shown[count.theme], count.comments) for count in _other_last(counts)),
        comments=tuple(_voice(comment, shown) for comment in publications.comments(session, wave_id, unit)),
    )


def _labels(questionnaire: Questionnaire) -> Mapping[str, str]:
    return {theme.id: theme.label["en"] for theme in questionnaire.themes.themes} | {OTHER: "Other"}


def _other_last(counts: Sequence[ThemeCount]) -> list[ThemeCount]:
    return sorted(counts, key=lambda count: count.theme == OTHER)


def _voice(comment: Comment, shown: Mapping[str, str]) -> Voice:
    """A comment with those of its themes that enough others speak of."""
    themes = tuple(shown[theme] for theme in comment.themes if theme in shown)
    return Voice(comment.text, TAGS.get(comment.tag or ""), themes)
