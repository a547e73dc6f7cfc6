"""What edited theme rules would move among the comments that are public already. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulse.questionnaire import ThemeRules


@dataclass(frozen=True)
class Moves:
    """Published comments that speak of a theme under the rules so far and under the edited ones."""

    label: str
    before: int
    after: int
    joining: tuple[str, ...]
    leaving: tuple[str, ...]


def moves(before: ThemeRules, after: ThemeRules, texts: Sequence[str]) -> tuple[Moves, ...]:
    """Every theme that gains or loses a text, in the order of the rules."""
    known = [(text, frozenset(before.themes_in(text)), frozenset(after.themes_in(text))) for text in texts]
    labels = {theme.id: theme.label["en"] for theme in (*before.themes, *after.themes)}
    found = []
    for theme, label in labels.items():
        was = [text for text, old, _ in known if theme in old]
        will = [text for text, _, new in known if theme in new]
        joining = tuple(text for text, old, new in known if theme in new - old)
        leaving = tuple(text for text, old, new in known if theme in old - new)
        if joining or leaving:
            found.append(Moves(label, len(was), len(will), joining, leaving))
    return tuple(found)
