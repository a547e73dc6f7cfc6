"""The leader's pages. Each begins by asking whether this person may open this unit."""

from flask import Blueprint, Response, request

from pulse.accounts.access import visible_units
from pulse.actions import queries as actions
from pulse.dashboards import answer_views, coaching_views, forecast_views, mirror_views, queries
from pulse.dashboards.answers import board_of
from pulse.dashboards.charts import trend_chart
from pulse.dashboards.field import field_says
from pulse.dashboards.glance import Glance, glance_at
from pulse.dashboards.heatmap import heat_map
from pulse.dashboards.home import home_of
from pulse.dashboards.lifting import Lifted, lifted_measures
from pulse.dashboards.measures import Group, Measure, items_of
from pulse.dashboards.method import method_of
from pulse.dashboards.overview import Section, section, sections
from pulse.dashboards.parts import Parts, parts_of
from pulse.dashboards.playbook import lows_of, measures_looked_at
from pulse.dashboards.queries import Record
from pulse.dashboards.reflections import mirror_of
from pulse.dashboards.rows import rows
from pulse.dashboards.tenure import People, people_of
from pulse.dashboards.todo import todo_of
from pulse.dashboards.trends import Course, History, View, course_of
from pulse.dashboards.visits import NothingYet, Visit, method_in, visit_to
from pulse.dashboards.visits import measures as all_measures
from pulse.dashboards.voices import voices
from pulse.dashboards.wordings import earlier_wordings
from pulse.errors import NotFound
from pulse.mirror import queries as predictions
from pulse.web import house

pages = Blueprint("dashboards", __name__)
pages.register_blueprint(mirror_views.pages)
pages.register_blueprint(coaching_views.pages)
pages.register_blueprint(forecast_views.pages)
pages.register_blueprint(answer_views.pages)


@pages.app_errorhandler(NothingYet)
def _nothing_yet(nothing: NothingYet) -> str:
    return nothing.page


@pages.get("/team/<unit>")
def home(unit: str) -> str:
    with visit_to(unit) as visit:
        measures, chosen, names = all_measures(), visit.chosen, visit.place.names
        scored = (measures.pulse, *measures.core)
        asked = items_of((measures.pulse, measures.forecast, *measures_looked_at(measures)))
        record = queries.record(visit.office, unit, chosen, asked)
        spreads = queries.spreads(visit.office, chosen, scored)
        field = field_says(visit.office, record, measures.forecast, names)
        people = _people(visit)
        return visit.show(
            "home.html",
            "home",
            home=home_of(record, measures, spreads, people, names, field=field),
            mirror=_glance(visit, record) if visit.place.is_own else None,
            lifted=_lifted(visit),
            lows=lows_of(record, measures),
            todo=todo_of(visit, house().clock()),
            method=method_of(chosen.wave.contract.policy, scored, spreads, record.took_part),
        )


@pages.get("/team/<unit>/trend")
def overview(unit: str) -> str:
    with visit_to(unit) as visit:
        measures, chosen, names = all_measures(), visit.chosen, visit.place.names
        record = queries.record(visit.office, unit, chosen, measures.items)
        spreads = queries.spreads(visit.office, chosen, measures.every)
        (pulse,) = rows([measures.pulse], record, spreads, names)
        listed = sections(measures, record, spreads, names)
        return visit.show("overview.html", "trend", pulse=pulse, sections=listed, method=method_in(visit))


@pages.get("/team/<unit>/trend/<dimension>")
def trend(unit: str, dimension: str) -> str:
    measures = all_measures()
    measure, group = measures.measure(dimension), measures.group(dimension)
    with visit_to(unit) as visit:
        if measure is None and group is None:
            raise NotFound
        course = _course(visit, measure) if measure else None
        parts = _parts(visit, measure) if measure else None
        below = _section(visit, group) if group else None
        shown = {"course": course, "parts": parts, "section": below, "about": measures.group_of(dimension)}
        told = [measure] if measure else group.measures if group else ()
        return visit.show("trend.html", "trend", **shown, view=_view(), method=method_in(visit, told))


@pages.get("/team/<unit>/trend/<dimension>.json")
def chart(unit: str, dimension: str) -> Response:
    measure = all_measures().measure(dimension)
    with visit_to(unit) as visit:
        if measure is None:
            raise NotFound
        return Response(trend_chart(_course(visit, measure), _view()), mimetype="application/json")


@pages.get("/team/<unit>/map")
def heat(unit: str) -> str:
    with visit_to(unit) as visit:
        if not visit.place.leads_leaders:
            raise NotFound
        visible = visible_units(visit.person, visit.tree)
        laid_out = heat_map(visit.office, visit.place, visit.chosen, all_measures(), visible)
        return visit.show("map.html", "map", map=laid_out, method=method_in(visit), lifted=_lifted(visit))


@pages.get("/team/<unit>/comments")
def comments(unit: str) -> str:
    with visit_to(unit) as visit:
        now, themes = house().clock(), house().questionnaire.themes
        said = voices(visit.office, unit, visit.chosen.wave, themes)
        return visit.show("comments.html", "comments", voices=said, board=board_of(visit, themes, now))


def _lifted(visit: Visit) -> Lifted:
    leads_all = visit.person.leads == visit.chosen.tree.root
    return Lifted(lifted_measures(visit.office, visit.chosen, all_measures().core), leads_all)


def _glance(visit: Visit, record: Record) -> Glance:
    guesses = predictions.guesses(visit.office, visit.person.email, visit.unit)
    shown = mirror_of(record, all_measures(), guesses, visit.place.names)
    return glance_at(shown, guesses, visit.taking, record.waves)


def _course(visit: Visit, measure: Measure) -> Course:
    chosen = visit.chosen
    earlier = earlier_wordings(
        measure, house().questionnaire.items, [wave.contract.questions for wave in chosen.so_far]
    )
    record = queries.record(visit.office, visit.unit, chosen, items_of((measure, *earlier)))
    spread = queries.spreads(visit.office, chosen, [measure])[measure.slug]
    history = History(_people(visit), earlier, actions.kept_at(visit.office, visit.unit))
    return course_of(measure, record, spread, history, visit.place.names)


def _people(visit: Visit) -> People:
    openings = [wave.opens_at for wave in visit.chosen.so_far]
    return people_of(visit.office, visit.unit, min(openings), max(openings))


def _view() -> View:
    """What the reader asked the chart to show, by a link; anything unheard of shows both."""
    asked = request.args.get("show", "")
    return View(asked) if asked in list(View) else View.BOTH


def _parts(visit: Visit, measure: Measure) -> Parts | None:
    return parts_of(measure, queries.record(visit.office, visit.unit, visit.chosen, measure.items))


def _section(visit: Visit, group: Group) -> Section:
    record = queries.record(visit.office, visit.unit, visit.chosen, group.items)
    return section(group, record, queries.spreads(visit.office, visit.chosen, group.measures), visit.place.names)
