"""A unit's results for everybody who counts in it: what its leader sees, in the reader's language."""

from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date
from sqlalchemy.orm import Session

from pulse.dashboards import queries
from pulse.dashboards.field import Field, field_says
from pulse.dashboards.measures import Measures
from pulse.dashboards.queries import Chosen
from pulse.dashboards.rows import ScoreRow, rows
from pulse.errors import NotFound
from pulse.languages import translations
from pulse.programme.models import Programme
from pulse.programme.queries import definition_of
from pulse.programme.schedule import Place
from pulse.programme.team_link import TeamLink
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


def results_of(session: Session, link: TeamLink, measures: Measures, language: str) -> Results:
    """Put the page of a link together from publications. Raises NotFound if its wave is not published."""
    chosen = _chosen(session, link)
    names = roster.names_of(session, {link.unit, *chosen.tree.ancestors(link.unit)})
    record = queries.record(session, link.unit, chosen, (*measures.pulse.items, *measures.forecast.items))
    words = translations(language).gettext
    return Results(
        unit=names[link.unit],
        wave=link.wave,
        programme=chosen.wave.programme,
        number=chosen.wave.number,
        closed=_closed(session, chosen, language),
        scores=rows(measures.core, record, queries.spreads(session, chosen, measures.core), names, words),
        field=field_says(session, record, measures.forecast, names, words),
    )


def _chosen(session: Session, link: TeamLink) -> Chosen:
    chosen = queries.choose(session, link.unit, link.wave)
    if chosen is None:
        raise NotFound
    return chosen


def _closed(session: Session, chosen: Chosen, language: str) -> str:
    zone = definition_of(session.get_one(Programme, chosen.wave.programme_id)).time_zone
    return written_day(Place(zone, "").local(chosen.wave.closes_at), language)


def written_day(day: datetime, language: str) -> str:
    """Write a day in a language: "9 February 2026", "9. Februar 2026"."""
    return format_date(day, _PATTERNS[language], locale=language)


_PATTERNS = {"en": "d MMMM y", "de": "d. MMMM y"}
