"""The pages on coaching, and what to do when a dimension is low."""

from datetime import date

from flask import Blueprint

from pulse.actions.clocks import Calendar
from pulse.dashboards import queries
from pulse.dashboards.coaching import coaching_measures, facets_of
from pulse.dashboards.measures import items_of
from pulse.dashboards.playbook import PLAYS, lows_of, measures_looked_at
from pulse.dashboards.visits import Visit, measures, method_in, visit_to
from pulse.insights.responsiveness import ANSWER_DAYS
from pulse.roster import queries as roster

pages = Blueprint("coaching", __name__)


@pages.get("/team/<unit>/coaching")
def coaching(unit: str) -> str:
    with visit_to(unit) as visit:
        asked = coaching_measures(measures())
        wanted = items_of((*asked, *measures_looked_at(measures())))
        record = queries.record(visit.office, unit, visit.chosen, wanted)
        spreads = queries.spreads(visit.office, visit.chosen, asked)
        facets = facets_of(measures(), record, spreads, visit.place.names)
        is_low = any(low.play.slug == "coaching" for low in lows_of(record, measures()))
        return visit.show("coaching.html", "trend", facets=facets, is_low=is_low, method=method_in(visit, asked))


@pages.get("/team/<unit>/playbook")
def playbook(unit: str) -> str:
    with visit_to(unit) as visit:
        record = queries.record(visit.office, unit, visit.chosen, items_of(measures_looked_at(measures())))
        lows = lows_of(record, measures())
        others = [play for play in PLAYS if play not in [low.play for low in lows]]
        return visit.show("playbook.html", "trend", lows=lows, others=others, by=_answer_by(visit))


def _answer_by(visit: Visit) -> date:
    """Ten working days after publication, where the unit's leader works."""
    leader = roster.leader_of(visit.office, visit.unit)
    calendar = Calendar(leader.country, leader.time_zone) if leader else Calendar()
    return calendar.after(calendar.day(visit.chosen.wave.published_at), ANSWER_DAYS)
