"""Reads the theme rules in use."""

from collections.abc import Iterable, Mapping

from pulse.languages import LANGUAGES
from pulse.questionnaire.broken import Findings
from pulse.questionnaire.schema import DangerEntry, ThemeEntry, ThemesFile, checked, id_of, path
from pulse.questionnaire.sources import Source, newest
from pulse.questionnaire.themes import Theme, ThemeRules, Words


def read_themes(sources: Iterable[Source], findings: Findings) -> ThemeRules | None:
    """The rules with the highest number, or None where one is broken."""
    source = newest(sources, "themes")
    file = checked(ThemesFile, source.content, source.file, "", findings) if source else None
    if source is None or file is None:
        return None
    danger = checked(DangerEntry, file.danger, source.file, "danger", findings)
    themes: dict[str, Theme] = {}
    for number, raw in enumerate(file.themes):
        at = f"themes[{id_of(raw, number)}]"
        entry = checked(ThemeEntry, raw, source.file, at, findings)
        if entry and entry.id in themes:
            findings.add(source.file, path(at, "id"), "is given twice")
        if entry:
            themes[entry.id] = Theme(entry.id, entry.label.model_dump(), _words(entry))
    return ThemeRules(tuple(themes.values()), _words(danger)) if danger else None


def _words(entry: DangerEntry) -> Mapping[str, Words]:
    return {
        language: Words(tuple(getattr(entry.words, language)), tuple(getattr(entry.but_not, language)))
        for language in LANGUAGES
    }
