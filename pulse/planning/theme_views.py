"""HR's pages of the rules that sort comments: what they are, what an edit would move, the edit."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pulse.accounts.access import require_hr, require_proof, require_proven_hr
from pulse.accounts.people import Staff
from pulse.planning.theme_form import NEW, AlreadyThere, NoLabel, empty, id_meant, theme_typed, typed, values
from pulse.planning.theme_moves import Moves, moves
from pulse.programme.theme_rules import checked, in_force, put, remove, restore, theme_of, with_theme, without_theme
from pulse.publications import queries as publications
from pulse.questionnaire import BrokenInstrument, ThemeRules, digest_of
from pulse.web import house, page

pages = Blueprint("themes", __name__)


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
    person = require_proven_hr()
    with house().databases.office.writing() as session:
        restore(session, _shipped(), person.email, house().clock())
    return redirect(url_for(".listing"), 303)


@pages.get("/hr/themes/<theme>")
def edit(theme: str) -> str:
    require_hr()
    with house().databases.office.reading() as session:
        known = empty() if theme == NEW else theme_of(in_force(session, _shipped()).themes, theme)
    return page("planning/theme.html", draft=Draft(theme, values(known)))


@pages.post("/hr/themes/<theme>")
def change(theme: str) -> str | Response:
    person, wanted = require_hr(), request.form.get("wanted", "preview")
    try:
        if wanted in ("save", "remove"):
            require_proof()
            _carry_out(theme, wanted, person)
            return redirect(url_for(".listing"), 303)
        draft = _previewed(theme, removing=wanted == "preview removal")
    except BrokenInstrument as refusal:
        draft = Draft(theme, typed(), tuple(f"{one.key}: {one.reason}" for one in refusal.problems))
    except (NoLabel, AlreadyThere) as refusal:
        draft = Draft(theme, typed(), (str(refusal),))
    return page("planning/theme.html", draft=draft)


def _carry_out(theme: str, wanted: str, person: Staff) -> None:
    now = house().clock()
    with house().databases.office.writing() as session:
        if wanted == "remove":
            remove(session, theme, _shipped(), person.email, now)
        else:
            put(session, theme_typed(id_meant(in_force(session, _shipped()), theme)), _shipped(), person.email, now)


def _previewed(theme: str, *, removing: bool) -> Draft:
    with house().databases.office.reading() as session:
        before = in_force(session, _shipped())
        if removing:
            after = without_theme(before, theme)
        else:
            after = checked(with_theme(before, theme_typed(id_meant(before, theme))))
        texts = _texts(session)
    return Draft(theme, typed(), (), moves(before, after, texts), len(texts), removing)


def _texts(session: Session) -> tuple[str, ...]:
    waves = publications.waves(session)
    said = (publications.comments_below(session, wave.id, list(wave.contract.units)) for wave in waves)
    return tuple(comment.text for comments in said for comment in comments)


def _listing(rules: ThemeRules) -> Listing:
    themes = tuple(
        Listed(theme.id, theme.label["en"], sum(len(words.words) for words in theme.words.values()))
        for theme in rules.themes
    )
    digest = digest_of(rules)
    return Listing(themes, digest != digest_of(_shipped()), digest)


def _shipped() -> ThemeRules:
    return house().questionnaire.themes
