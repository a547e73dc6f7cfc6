"""A unit's results for everybody who counts in it: what its leader sees, in the reader's language."""

from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date
from sqlalchemy.orm import Session

from pulse.actions.labels import theme_labels
from pulse.actions.line import spoken
from pulse.actions.you_said import recent_labels, you_said_we_did
from pulse.dashboards import queries
from pulse.dashboards.field import Field, field_says
from pulse.dashboards.measures import measures_of
from pulse.dashboards.queries import Chosen
from pulse.dashboards.raised import Raised, raised
from pulse.dashboards.rows import ScoreRow, rows
from pulse.errors import NotFound
from pulse.languages import translations
from pulse.programme.models import Programme
from pulse.programme.queries import definition_of
from pulse.programme.schedule import Place
from pulse.programme.team_link import TeamLink
from pulse.questionnaire import Questionnaire
from pulse.roster import queries as roster


@dataclass(frozen=True)
class Results:
    """Everything on the page. It says nothing about who reads it, and is the same for all of them."""

    unit: str
    wave: str
    programme: str
    number: int
    closed: str
    scores: tuple[ScoreRow, ...]
    field: Field | None
    raised: Raised
    said_and_done: str
    """One line for the unit's people; empty where there is nothing to tell, and on pages of older waves."""


def results_of(session: Session, link: TeamLink, questionnaire: Questionnaire, now: datetime, language: str) -> Results:
    """Put the page of a link together from publications and answers. Raises NotFound if its wave is not published."""
    measures = measures_of(questionnaire)
    chosen = _chosen(session, link)
    names = roster.names_of(session, {link.unit, *chosen.tree.ancestors(link.unit)})
    record = queries.record(session, link.unit, chosen, (*measures.pulse.items, *measures.forecast.items))
    words = translations(language).gettext
    labels = theme_labels(session, [chosen.wave.contract], questionnaire.themes, language)
    return Results(
        unit=names[link.unit],
        wave=link.wave,
        programme=chosen.wave.programme,
        number=chosen.wave.number,
        closed=_closed(session, chosen, language),
        scores=rows(measures.core, record, queries.spreads(session, chosen, measures.core), names, words),
        field=field_says(session, record, measures.forecast, names, words),
        raised=raised(session, link.unit, [wave.id for wave in chosen.so_far], labels, now=now, language=language),
        said_and_done=_said_and_done(session, chosen, link.unit, questionnaire, language),
    )


def _chosen(session: Session, link: TeamLink) -> Chosen:
    chosen = queries.choose(session, link.unit, link.wave)
    if chosen is None:
        raise NotFound
    return chosen


def _said_and_done(session: Session, chosen: Chosen, unit: str, questionnaire: Questionnaire, language: str) -> str:
    line = you_said_we_did(session, chosen.wave.programme_id, unit) if chosen.is_newest else None
    if line is None:
        return ""
    return spoken(line, recent_labels(session, chosen.wave.programme_id, questionnaire.themes, language), language)


def _closed(session: Session, chosen: Chosen, language: str) -> str:
    zone = definition_of(session.get_one(Programme, chosen.wave.programme_id)).time_zone
    return written_day(Place(zone, "").local(chosen.wave.closes_at), language)


def written_day(day: datetime, language: str) -> str:
    """Write a day in a language: "9 February 2026", "9. Februar 2026"."""
    _ = translations(language).gettext
    # Translators: a date pattern of CLDR, such as "9 February 2026".
    return format_date(day, _("d MMMM y"), locale=language)
