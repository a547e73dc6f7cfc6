"""HR's pages of the rules that sort comments: what they are, what an edit would move, the edit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pulse.accounts.access import require_hr
from pulse.accounts.people import Staff
from pulse.errors import Refusal
from pulse.languages import LANGUAGES
from pulse.planning.theme_moves import Moves, moves
from pulse.programme.theme_rules import checked, in_force, put, remove, restore, theme_of, with_theme, without_theme
from pulse.publications import queries as publications
from pulse.publications.comments import OTHER
from pulse.questionnaire import BrokenInstrument, Theme, ThemeRules, Words, digest_of
from pulse.web import house, page

NEW = "new"
LONGEST_ID = 40

pages = Blueprint("themes", __name__)


class NoLabel(Refusal):
    """A theme without a name to be listed under, or with one that means something else already."""

    sentence = 'Give the theme a name in English; letters are needed in it, and "New" and "Other" are taken.'


@dataclass(frozen=True)
class Draft:
    """A theme as it stands in the form, and what is to be said of it."""

    id: str
    values: Mapping[str, str]
    problems: tuple[str, ...] = ()
    moves: tuple[Moves, ...] | None = None
    texts: int = 0
    removing: bool = False


@dataclass(frozen=True)
class Listed:
    """A theme in the list; `words` counts its rules in every language."""

    id: str
    label: str
    words: int


@dataclass(frozen=True)
class Listing:
    """All themes of the next wave."""

    themes: tuple[Listed, ...]
    edited: bool
    digest: str = field(repr=False)


@pages.get("/hr/themes")
def listing() -> str:
    require_hr()
    with house().databases.office.reading() as session:
        return page("planning/themes.html", listing=_listing(in_force(session, _shipped())))


@pages.post("/hr/themes")
def go_back() -> Response:
    person = require_hr()
    with house().databases.office.writing() as session:
        restore(session, _shipped(), person.email, house().clock())
    return redirect(url_for(".listing"), 303)


@pages.get("/hr/themes/<theme>")
def edit(theme: str) -> str:
    require_hr()
    with house().databases.office.reading() as session:
        known = _empty() if theme == NEW else theme_of(in_force(session, _shipped()).themes, theme)
    return page("planning/theme.html", draft=Draft(theme, _values(known)))


@pages.post("/hr/themes/<theme>")
def change(theme: str) -> str | Response:
    person, wanted = require_hr(), request.form.get("wanted", "preview")
    try:
        if wanted in ("save", "remove"):
            _carry_out(theme, wanted, person)
            return redirect(url_for(".listing"), 303)
        draft = _previewed(theme, removing=wanted == "preview removal")
    except BrokenInstrument as refusal:
        draft = Draft(theme, _typed(), tuple(f"{one.key}: {one.reason}" for one in refusal.problems))
    except NoLabel as refusal:
        draft = Draft(theme, _typed(), (str(refusal),))
    return page("planning/theme.html", draft=draft)


def _carry_out(theme: str, wanted: str, person: Staff) -> None:
    now = house().clock()
    with house().databases.office.writing() as session:
        if wanted == "remove":
            remove(session, theme, _shipped(), person.email, now)
        else:
            put(session, _theme(_known(session, theme)), _shipped(), person.email, now)


def _previewed(theme: str, *, removing: bool) -> Draft:
    with house().databases.office.reading() as session:
        before = in_force(session, _shipped())
        if removing:
            after = without_theme(before, theme)
        else:
            after = checked(with_theme(before, _theme(_known(session, theme))))
        texts = _texts(session)
    return Draft(theme, _typed(), (), moves(before, after, texts), len(texts), removing)


def _known(session: Session, theme: str) -> str:
    """The id of the theme that is meant; a new one is named after its label. Raises NotFound or NoLabel."""
    if theme != NEW:
        return theme_of(in_force(session, _shipped()).themes, theme).id
    name = re.sub(r"[^a-z]+", "_", request.form.get("label_en", "").lower()).strip("_")[:LONGEST_ID].strip("_")
    if not name or name in (NEW, OTHER):
        raise NoLabel
    return name


def _theme(theme_id: str) -> Theme:
    label = {language: request.form.get(f"label_{language}", "").strip() for language in LANGUAGES}
    words = {language: Words(_lines(f"words_{language}"), _lines(f"but_not_{language}")) for language in LANGUAGES}
    return Theme(theme_id, label, words)


def _lines(name: str) -> tuple[str, ...]:
    lines = (line.strip() for line in request.form.get(name, "").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def _texts(session: Session) -> tuple[str, ...]:
    waves = publications.waves(session)
    said = (publications.comments_below(session, wave.id, list(wave.contract.units)) for wave in waves)
    return tuple(comment.text for comments in said for comment in comments)


def _values(theme: Theme) -> Mapping[str, str]:
    values = {f"label_{language}": theme.label[language] for language in LANGUAGES}
    values |= {f"words_{language}": "\n".join(theme.words[language].words) for language in LANGUAGES}
    return values | {f"but_not_{language}": "\n".join(theme.words[language].but_not) for language in LANGUAGES}


def _typed() -> Mapping[str, str]:
    return {name: request.form.get(name, "") for name in _values(_empty())}


def _empty() -> Theme:
    return Theme("", dict.fromkeys(LANGUAGES, ""), dict.fromkeys(LANGUAGES, Words(())))


def _listing(rules: ThemeRules) -> Listing:
    themes = tuple(
        Listed(theme.id, theme.label["en"], sum(len(words.words) for words in theme.words.values()))
        for theme in rules.themes
    )
    digest = digest_of(rules)
    return Listing(themes, digest != digest_of(_shipped()), digest)


def _shipped() -> ThemeRules:
    return house().questionnaire.themes
