"""The mirror's pages: for the leader of the unit alone; for anybody above there is no such page."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from pulse.dashboards import queries
from pulse.dashboards.looking import below_of
from pulse.dashboards.predicting import form_for
from pulse.dashboards.reflections import Mirror, mirror_of
from pulse.dashboards.visits import Visit, measures, visit_to
from pulse.errors import NotFound
from pulse.mirror import queries as predictions
from pulse.mirror.guess import BadGuess, Guess, read_guess
from pulse.mirror.operations import MirrorLocked, predict
from pulse.web import house

pages = Blueprint("mirror", __name__)


@pages.get("/team/<unit>/mirror")
def look(unit: str) -> str:
    with _own_visit(unit) as visit:
        return _page(visit)


@pages.post("/team/<unit>/mirror")
def keep(unit: str) -> Response | tuple[str, int]:
    with _own_visit(unit) as visit:
        leader, wave = visit.person.email, visit.taking
        if wave is None:
            raise MirrorLocked
        try:
            guess = read_guess(request.form, with_target=predictions.asks_for_target(wave.contract))
        except BadGuess as refused:
            return _page(visit, str(refused), request.form), refused.status
    with house().databases.office.writing() as office:
        predict(office, request.form.get("wave", ""), leader, guess, house().clock())
    return redirect(url_for("dashboards.mirror.look", unit=unit), 303)


@contextmanager
def _own_visit(unit: str) -> Iterator[Visit]:
    with visit_to(unit) as visit:
        if not visit.place.is_own:
            raise NotFound
        yield visit


def _page(visit: Visit, problem: str = "", typed: Mapping[str, str] | None = None) -> str:
    guesses = predictions.guesses(visit.office, visit.person.email, visit.unit)
    taking = visit.taking
    form = form_for(taking, measures(), guesses.get(taking.id), problem, typed) if taking else None
    below = below_of(visit.office, visit.unit, visit.waves, measures()) if visit.waves else None
    shown = _mirror(visit, guesses)
    return visit.show("mirror.html", "mirror", form=form, mirror=shown, locked=_locked(visit, guesses), below=below)


def _locked(visit: Visit, guesses: Mapping[int, Guess]) -> bool:
    """Whether a prediction waits for results."""
    published = {wave.id for wave in visit.waves.every} if visit.waves else set()
    return bool(guesses.keys() - published - ({visit.taking.id} if visit.taking else set()))


def _mirror(visit: Visit, guesses: Mapping[int, Guess]) -> Mirror | None:
    if visit.waves is None:
        return None
    every = measures()
    record = queries.record(visit.office, visit.unit, visit.waves, (*every.pulse.items, *every.forecast.items))
    return mirror_of(record, every, guesses, visit.place.names)
