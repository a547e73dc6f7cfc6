"""How an installation stands, as Prometheus reads it: from the office alone, never from what an answer moves.

What is due follows from the state of the waves, so that what is overdue tells whether the worker works, whichever of
several workers that is.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from pulse.accounts.models import StaffSession
from pulse.database import Database
from pulse.house import House
from pulse.programme.models import MailState, OutboxMail, Wave
from pulse.publications.models import Publication
from pulse.webhooks.models import Webhook, WebhookNotice

RECENT = timedelta(days=14)
"""Mails of waves that were released longer ago are not counted any more."""
STATES = ("planned", "open", "closed", "released")
Sample = tuple[Mapping[str, str], float]


class Standing(Collector):
    """Looks at the databases when it is asked, and at nothing in between."""

    def __init__(self, house: House) -> None:
        self._house = house

    def collect(self) -> Iterable[Metric]:
        databases = self._house.databases
        up = {"office": _answers(databases.office), "box": _answers(databases.box)}
        yield _gauge("pulse_database_up", "Whether a database answers.", _labelled("database", up))
        if up["office"]:
            with databases.office.reading() as session:
                yield from _of_office(session, self._house.clock())


def _of_office(session: Session, now: datetime) -> Iterator[Metric]:
    yield _gauge("pulse_waves", "Waves, by how far they are.", _labelled("state", _waves(session)))
    mails = _labelled("state", _mails(session, now))
    yield _gauge("pulse_mails", "Mails of waves that are open or were released of late, by state.", mails)
    overdue = _labelled("work", _overdue(session, now))
    yield _gauge("pulse_overdue_seconds", "For how long the oldest piece of work has been due; 0 if none is.", overdue)
    yield _gauge("pulse_publications", "Waves that are published.", [({}, _count(session, Publication.wave_id))])
    present = _count(session, StaffSession.digest, StaffSession.ends_at > now)
    yield _gauge("pulse_staff_sessions", "Browsers in which somebody of the staff is signed in.", [({}, present)])


def _waves(session: Session) -> Mapping[str, float]:
    state = case(
        (Wave.released_at.is_not(None), "released"),
        (Wave.closed_at.is_not(None), "closed"),
        (Wave.opened_at.is_not(None), "open"),
        else_="planned",
    )
    found = {str(name): count for name, count in session.execute(select(state, func.count()).group_by(state))}
    return {name: found.get(name, 0) for name in STATES}


def _mails(session: Session, now: datetime) -> Mapping[str, float]:
    recent = select(Wave.id).where(Wave.released_at.is_(None) | (Wave.released_at > now - RECENT))
    counts = select(OutboxMail.state, func.count()).where(OutboxMail.wave_id.in_(recent)).group_by(OutboxMail.state)
    found = {str(state): count for state, count in session.execute(counts)}
    return {state.value: found.get(state.value, 0) for state in MailState}


def _overdue(session: Session, now: datetime) -> Mapping[str, float]:
    since = {name: session.scalar(oldest.where(due)) for name, (oldest, due) in _work().items()}
    return {name: max((now - moment).total_seconds(), 0) if moment else 0 for name, moment in since.items()}


def _work() -> Mapping[str, tuple[Any, ColumnElement[bool]]]:
    """By kind of work: the oldest moment at which a piece of it was due, and which pieces are still owed."""
    waiting = OutboxMail.state.in_((MailState.WAITING, MailState.REFUSED))
    notice = WebhookNotice
    told = select(func.min(notice.due_at)).join(Webhook, Webhook.id == notice.webhook_id)
    unsettled = and_(notice.delivered_at.is_(None), notice.given_up_at.is_(None), Webhook.removed_at.is_(None))
    return {
        "open": (select(func.min(Wave.opens_at)), Wave.opened_at.is_(None)),
        "close": (select(func.min(Wave.closes_at)), and_(Wave.opened_at.is_not(None), Wave.closed_at.is_(None))),
        "release": (select(func.min(Wave.closed_at)), Wave.released_at.is_(None)),
        "mail": (select(func.min(OutboxMail.due_at)), waiting),
        "webhook": (told, unsettled),
    }


def _answers(database: Database) -> bool:
    try:
        with database.reading() as session:
            return bool(session.scalar(select(1)))
    except SQLAlchemyError:
        return False


def _count(session: Session, column: Any, *those: ColumnElement[bool]) -> float:
    return session.scalar(select(func.count(column)).where(*those)) or 0


def _labelled(label: str, values: Mapping[str, float]) -> list[Sample]:
    return [({label: name}, value) for name, value in values.items()]


def _gauge(name: str, meaning: str, samples: Iterable[Sample]) -> Metric:
    found = GaugeMetricFamily(name, meaning)
    for labels, value in samples:
        found.add_sample(name, dict(labels), value)
    return found
