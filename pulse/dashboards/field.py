"""What the field expects: the crowd's forecast of the target against the plan."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.dashboards.cells import Cell, Hidden, cell
from pulse.dashboards.drawing import Gauge, gauge
from pulse.dashboards.measures import Measure
from pulse.dashboards.queries import Record
from pulse.dashboards.rows import english, surroundings
from pulse.insights.forecast import PLAN, Crowd, TeamForecast, crowd
from pulse.insights.kinds import Kind
from pulse.insights.scores import Score
from pulse.insights.sentences import Gettext, crowd_sentence, whole
from pulse.publications import queries as publications
from pulse.publications.queries import PublishedWave
from pulse.roster.models import Membership, Position, Unit


@dataclass(frozen=True)
class Field:
    """The field's forecast, or why there is none; `wave` is the last one that asked."""

    wave: int
    sentence: str
    detail: str = ""
    gauge: Gauge | None = None


def field_says(
    session: Session, record: Record, forecast: Measure, names: Mapping[str, str], gettext: Gettext = english
) -> Field | None:
    """Return what the field expects of a unit; None if no wave so far has asked."""
    asked = record.asked(forecast)
    if not asked:
        return None
    wave, own = asked[-1]
    teams = list(_shown_teams(session, record.unit, wave, forecast))
    if not teams and isinstance(own, Score):
        teams = [TeamForecast(own)]
    said = crowd(teams)
    if isinstance(said, Crowd):
        return _said(said, wave.number, gettext)
    return _withheld(cell(own, surroundings(forecast, record, wave, names, gettext)), wave.number)


def _shown_teams(session: Session, unit: str, wave: PublishedWave, forecast: Measure) -> Iterator[TeamForecast]:
    tree = wave.contract.tree
    teams = [below for below in tree.subtree(unit) if not tree.children[below]]
    figures = publications.figures_below(session, wave.id, teams, forecast.items)
    targets = _targets(session, teams)
    for team in teams:
        score = forecast.score({item: figures[team, item] for item in forecast.items})
        if isinstance(score, Score):
            yield TeamForecast(score, targets.get(team))


def _targets(session: Session, teams: Sequence[str]) -> Mapping[str, float | None]:
    """The target of each team: what the roster says beside its leader."""
    rows = (
        select(Unit.code, Membership.target)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Unit.code.in_(teams), Membership.position == Position.LEADER, Membership.until.is_(None))
    )
    return dict(session.execute(rows).all())


def _said(said: Crowd, wave: int, gettext: Gettext) -> Field:
    low, high = said.value - said.half, said.value + said.half
    return Field(
        wave=wave,
        sentence=crowd_sentence(said, gettext),
        detail=gettext("%(low)s-%(high)s, plan 100, %(answers)s answers")
        % {"low": whole(low), "high": whole(high), "answers": said.respondents},
        gauge=gauge(said.value, low, high, Kind.PERCENT, PLAN),
    )


def _withheld(own: Cell, wave: int) -> Field:
    return Field(wave, own.sentence if isinstance(own, Hidden) else "")
