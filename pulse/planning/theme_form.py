"""What HR types about a theme: its id, its labels and its words."""

import re
from collections.abc import Mapping

from flask import request

from pulse.errors import Refusal
from pulse.languages import LANGUAGES
from pulse.programme.theme_rules import theme_of
from pulse.publications.comments import OTHER
from pulse.questionnaire import Theme, ThemeRules, Words

NEW = "new"
LONGEST_ID = 40


class NoLabel(Refusal):
    """A theme without a name to be listed under, or with one that means something else already."""

    sentence = 'Give the theme a name in English; letters are needed in it, and "New" and "Other" are taken.'


class AlreadyThere(Refusal):
    """A new theme would take the place of one that has the same name."""

    status = 409
    sentence = "There is a theme of this name already. Change that one, or choose another name."


def id_meant(rules: ThemeRules, theme: str) -> str:
    """The id of the theme a form is about; a new one is named after its label.

    Raises NotFound, NoLabel or AlreadyThere.
    """
    if theme != NEW:
        return theme_of(rules.themes, theme).id
    name = re.sub(r"[^a-z]+", "_", request.form.get("label_en", "").lower()).strip("_")[:LONGEST_ID].strip("_")
    if not name or name in (NEW, OTHER):
        raise NoLabel
    if any(one.id == name for one in rules.themes):
        raise AlreadyThere
    return name


def theme_typed(theme_id: str) -> Theme:
    """The theme as the form has it."""
    label = {language: request.form.get(f"label_{language}", "").strip() for language in LANGUAGES}
    words = {language: Words(_lines(f"words_{language}"), _lines(f"but_not_{language}")) for language in LANGUAGES}
    return Theme(theme_id, label, words)


def typed() -> Mapping[str, str]:
    """The fields as they came in, to be shown again."""
    return {name: request.form.get(name, "") for name in values(empty())}


def values(theme: Theme) -> Mapping[str, str]:
    """The fields that show a theme."""
    found = {f"label_{language}": theme.label[language] for language in LANGUAGES}
    found |= {f"words_{language}": "\n".join(theme.words[language].words) for language in LANGUAGES}
    return found | {f"but_not_{language}": "\n".join(theme.words[language].but_not) for language in LANGUAGES}


def empty() -> Theme:
    """A theme nothing was typed of yet."""
    return Theme("", dict.fromkeys(LANGUAGES, ""), dict.fromkeys(LANGUAGES, Words(())))


def _lines(name: str) -> tuple[str, ...]:
    lines = (line.strip() for line in request.form.get(name, "").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))
