"""What the next waves of a programme would be, by a definition that may not be applied yet."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pulse.audit import is_recorded
from pulse.programme.definition import Definition
from pulse.programme.models import Programme, Wave
from pulse.programme.queries import STRUCK_OUT, definition_of, first_results
from pulse.programme.schedule import Window, windows
from pulse.questionnaire import Item, Questionnaire


@dataclass(frozen=True)
class ExpectedWave:
    """A wave to come: its number, when it takes answers, and what it asks in the order of the page."""

    number: int
    window: Window
    items: tuple[Item, ...]


def outlook(
    session: Session, questionnaire: Questionnaire, definition: Definition, now: datetime, waves: int = 3
) -> tuple[ExpectedWave, ...]:
    """Look ahead as the worker would plan. Raises CannotPin or UnknownItem."""
    programme = session.scalar(select(Programme).where(Programme.name == definition.name))
    latest = _latest(session, programme)
    unchanged = programme is not None and definition_of(programme) == definition
    after = programme.applied_at if programme and unchanged else now
    if latest:
        after = max(after, latest.closes_at)
    ahead = (window for window in windows(definition) if window.opens_at > after and not window.half_gone(now))
    first, asks_back = latest.number + 1 if latest else 1, _asks_back(session, programme, latest)
    return tuple(
        ExpectedWave(number, window, _items(questionnaire, definition, number, number == asks_back))
        for number, window in enumerate(islice(ahead, waves), start=first)
    )


def _items(questionnaire: Questionnaire, definition: Definition, number: int, asks_back: bool) -> tuple[Item, ...]:
    pin = definition.pinned_in(number, questionnaire.rotation.pinned_waves)
    return questionnaire.items_for(
        definition.instrument,
        number - 1,
        first_after_results=asks_back,
        planning=number in definition.planning_waves,
        pinned=(pin,) if pin else (),
    )


def _latest(session: Session, programme: Programme | None) -> Wave | None:
    """The latest wave whose contract is written."""
    if programme is None:
        return None
    frozen = select(Wave).where(Wave.programme_id == programme.id, Wave.contract.is_not(None))
    return session.scalar(frozen.order_by(Wave.number.desc()).limit(1))


def _asks_back(session: Session, programme: Programme | None, latest: Wave | None) -> int | None:
    """The number of the wave that will be the first after results; None once it was held."""
    if programme is None or latest is None:
        return 2
    first = first_results(session, programme.id, latest.number + 1)
    if first is None:
        return latest.number + (2 if is_recorded(session, STRUCK_OUT, latest.name) else 1)
    later = Wave.programme_id == programme.id, Wave.opened_at > first
    held = session.scalar(select(func.count()).select_from(Wave).where(*later))
    return None if held else latest.number + 1
