"""What the field expects: the crowd's forecast of the target against the plan."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pulse.dashboards.cells import Cell, Hidden, cell
from pulse.dashboards.crowds import crowds, teams_of
from pulse.dashboards.drawing import Gauge, gauge
from pulse.dashboards.measures import Measure
from pulse.dashboards.plans import plans_of
from pulse.dashboards.queries import Record
from pulse.dashboards.rows import english, surroundings
from pulse.insights.forecast import PLAN, Crowd
from pulse.insights.kinds import Kind
from pulse.insights.sentences import Gettext, crowd_sentence, whole
from pulse.publications.figures import Withheld
from pulse.publications.queries import PublishedWave


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
    plans = plans_of(session, [wave], teams_of(wave, record.unit))
    said = crowds(session, record.unit, [wave], forecast, plans)[wave.id]
    return field_of(said, wave, cell(own, surroundings(forecast, record, wave, names, gettext)), gettext)


def field_of(said: Crowd | Withheld, wave: PublishedWave, own: Cell, gettext: Gettext = english) -> Field:
    """Put a forecast into words; a withheld one into those of the unit's own figure."""
    if isinstance(said, Crowd):
        return _said(said, wave.number, gettext)
    return Field(wave.number, own.sentence if isinstance(own, Hidden) else "")


def _said(said: Crowd, wave: int, gettext: Gettext) -> Field:
    low, high = said.value - said.half, said.value + said.half
    return Field(
        wave=wave,
        sentence=crowd_sentence(said, gettext),
        detail=gettext("%(low)s-%(high)s, plan 100, %(answers)s answers")
        % {"low": whole(low), "high": whole(high), "answers": said.respondents},
        gauge=gauge(said.value, low, high, Kind.PERCENT, PLAN),
    )
