"""The pages of a unit's forecast, and of field signals for whoever leads leaders."""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, Response

from pulse.dashboards import queries, signals
from pulse.dashboards.charts import forecast_chart, shares_chart
from pulse.dashboards.forecasts import ForecastPage, Subject, forecast_page
from pulse.dashboards.measures import Measures
from pulse.dashboards.queries import Record
from pulse.dashboards.signals import Series
from pulse.dashboards.visits import Visit, measures, visit_to
from pulse.errors import NotFound
from pulse.mirror import queries as predictions
from pulse.web import house

pages = Blueprint("field", __name__)


@pages.get("/team/<unit>/forecast")
def forecast(unit: str) -> str:
    with visit_to(unit) as visit:
        known = measures()
        record = _record(visit, (*known.forecast.items, *_items(known, signals.BOTTOM_UP)))
        shown, bottom_up = _forecast(visit, record, known), _series(visit, record, known, signals.BOTTOM_UP)
        return visit.show("forecast.html", "forecast", forecast=shown, bottom_up=bottom_up)


@pages.get("/team/<unit>/forecast.json")
def chart(unit: str) -> Response:
    with visit_to(unit) as visit:
        known = measures()
        shown = _forecast(visit, _record(visit, known.forecast.items), known)
        if shown is None:
            raise NotFound
        return Response(forecast_chart(shown), mimetype="application/json")


@pages.get("/team/<unit>/field")
def field(unit: str) -> str:
    with visit_to(unit) as visit:
        _require_leader_of_leaders(visit)
        known = measures()
        choices = signals.choices(known)
        record = _record(visit, (*(one.item.id for one in choices), *_items(known, signals.STALLS)))
        named = [signals.signal(choice, record, visit.place.names) for choice in choices]
        stalls = _series(visit, record, known, signals.STALLS)
        return visit.show("field.html", "field", signals=named, stalls=stalls)


@pages.get("/team/<unit>/field/<choice>.json")
def shares(unit: str, choice: str) -> Response:
    with visit_to(unit) as visit:
        _require_leader_of_leaders(visit)
        known = measures()
        asked = next((one for one in signals.choices(known) if one.slug == choice), None)
        record = _record(visit, (asked.item.id,)) if asked else None
        shown = signals.signal(asked, record, visit.place.names).shown if asked and record else None
        if shown is None:
            raise NotFound
        return Response(shares_chart(shown), mimetype="application/json")


def _require_leader_of_leaders(visit: Visit) -> None:
    if not visit.place.leads_leaders:
        raise NotFound


def _record(visit: Visit, items: tuple[str, ...]) -> Record:
    return queries.record(visit.office, visit.unit, visit.chosen, items)


def _forecast(visit: Visit, record: Record, known: Measures) -> ForecastPage | None:
    subject = Subject(record, known.forecast, visit.tree, visit.place.names, _calls(visit), _today(visit))
    return forecast_page(visit.office, subject)


def _calls(visit: Visit) -> Mapping[int, int | None]:
    """What this leader predicted; a prediction is for nobody above."""
    if not visit.place.is_own:
        return {}
    guesses = predictions.guesses(visit.office, visit.person.email, visit.unit)
    return {wave: guess.target for wave, guess in guesses.items()}


def _today(visit: Visit) -> date:
    return house().clock().astimezone(ZoneInfo(visit.person.time_zone)).date()


def _items(known: Measures, slug: str) -> tuple[str, ...]:
    measure = known.measure(slug)
    return measure.items if measure else ()


def _series(visit: Visit, record: Record, known: Measures, slug: str) -> Series | None:
    """The course of a question, if there is one of this name and a wave asked it."""
    measure = known.measure(slug)
    found = signals.series(measure, record, visit.place.names) if measure else None
    return found if found and found.points else None
