"""How many comments speak of a theme: pure, and without a way to work out the few who wrote "only counted in themes".

Whoever reads a unit's texts can sort them by the public rules and subtract them from the unit's count. What is left are
those who are only counted, so a unit counts these only where `k_theme` of them speak of the same theme. Fewer rise,
theme by theme, to the next unit above; those who are counted nowhere are "other" in the highest unit, if there are
`k_theme` of them. Each of them counts once, in one unit and in the first theme that enough others speak of: whoever
edits the rules could else make two themes that differ in one word, and subtract one from the other.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from pulse.publications.comments import OTHER, Comment, ThemeCount
from pulse.release.ladder import Ladder

Counts = Counter[tuple[str, str]]
"""Comments per unit and theme."""


def theme_counts(
    said: Sequence[Comment], counted: Iterable[tuple[str | None, Sequence[str]]], ladder: Ladder, k_theme: int
) -> tuple[ThemeCount, ...]:
    """Count the published comments and, by unit and themes, those only counted; a theme below k_theme is "other"."""
    silent = _silent(counted, ladder, k_theme)
    loud = Counter((comment.unit, theme) for comment in said for theme in comment.themes)
    shown = Counter({place: number for place, number in (silent + loud).items() if number >= k_theme})
    rest = Counter(
        comment.unit for comment in said if not any((comment.unit, theme) in shown for theme in comment.themes)
    )
    for unit, number in rest.items():
        shown[unit, OTHER] += number
    return tuple(ThemeCount(*place, number) for place, number in sorted(shown.items()) if number >= k_theme)


def _silent(counted: Iterable[tuple[str | None, Sequence[str]]], ladder: Ladder, k_theme: int) -> Counts:
    """Those only counted: for every unit and theme none, or at least k_theme."""
    authors = [(unit, themes) for unit, themes in counted if unit is not None]
    counts: Counts = Counter()
    heard: set[int] = set()
    for theme in sorted({theme for _, themes in authors for theme in themes}):
        speaking = [
            (unit, number) for number, (unit, themes) in enumerate(authors) if theme in themes and number not in heard
        ]
        for unit, numbers in ladder.floated(speaking, k_theme).items():
            counts[unit, theme] = len(numbers)
            heard.update(numbers)
    rest = Counter(ladder.top(unit) for number, (unit, _) in enumerate(authors) if number not in heard)
    return counts + Counter({(unit, OTHER): number for unit, number in rest.items() if number >= k_theme})
