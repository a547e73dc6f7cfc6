"""Reads and writes theme rules: the shipped ones from their file, edited ones from the text that keeps them."""

import hashlib
import json
from collections.abc import Iterable, Mapping

from pulse.languages import LANGUAGES
from pulse.questionnaire.broken import BrokenInstrument, Findings
from pulse.questionnaire.schema import DangerEntry, ThemeEntry, ThemesFile, checked, id_of, path
from pulse.questionnaire.sources import Source, newest
from pulse.questionnaire.themes import Theme, ThemeRules, Words

EDITED = "themes"
"""What edited rules are called where something in them is wrong."""


def read_themes(sources: Iterable[Source], findings: Findings) -> ThemeRules | None:
    """The rules with the highest number, or None where one is broken."""
    source = newest(sources, "themes")
    return _rules(source.content, source.file, findings) if source else None


def parse_rules(text: str) -> ThemeRules:
    """The rules of a text that `written` gave, whoever changed it since. Raises BrokenInstrument."""
    findings = Findings()
    rules = _rules(_mapping(text, findings), EDITED, findings)
    if rules is None or findings.problems:
        raise BrokenInstrument(findings.problems)
    return rules


def written(rules: ThemeRules) -> str:
    """The one text of these rules: JSON with sorted keys and no spaces, in the shape of the file."""
    content = {
        "themes": [{"id": theme.id, "label": dict(theme.label), **_patterns(theme.words)} for theme in rules.themes],
        "danger": _patterns(rules.danger),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(rules: ThemeRules) -> str:
    """SHA-256 of the text of these rules, in hexadecimal."""
    return hashlib.sha256(written(rules).encode()).hexdigest()


def _mapping(text: str, findings: Findings) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        findings.add(EDITED, "", f"is not valid JSON: {error}")
        return {}


def _rules(content: object, name: str, findings: Findings) -> ThemeRules | None:
    file = checked(ThemesFile, content, name, "", findings)
    if file is None:
        return None
    danger = checked(DangerEntry, file.danger, name, "danger", findings)
    themes: dict[str, Theme] = {}
    for number, raw in enumerate(file.themes):
        at = f"themes[{id_of(raw, number)}]"
        entry = checked(ThemeEntry, raw, name, at, findings)
        if entry and entry.id in themes:
            findings.add(name, path(at, "id"), "is given twice")
        if entry:
            themes[entry.id] = Theme(entry.id, entry.label.model_dump(), _words(entry))
    return ThemeRules(tuple(themes.values()), _words(danger)) if danger else None


def _words(entry: DangerEntry) -> Mapping[str, Words]:
    return {
        language: Words(tuple(getattr(entry.words, language)), tuple(getattr(entry.but_not, language)))
        for language in LANGUAGES
    }


def _patterns(words: Mapping[str, Words]) -> Mapping[str, Mapping[str, list[str]]]:
    return {
        "words": {language: list(words[language].words) for language in LANGUAGES},
        "but_not": {language: list(words[language].but_not) for language in LANGUAGES},
    }
