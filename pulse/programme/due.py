"""Which mails are to be sent now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Label, RowMapping, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from pulse.programme.models import Invitee, Kind, MailState, OutboxMail, Wave
from pulse.programme.schedule import Place
from pulse.roster.models import Person

FIRST_MAILS = (Kind.INVITATION, Kind.RESULTS)
OWED = (MailState.WAITING, MailState.REFUSED)
MOST_TRIES_OF_A_REFUSED_ADDRESS = 6
RESULTS_ARE_NEWS = timedelta(days=7)
SHORTEST_PATIENCE = timedelta(hours=20)


@dataclass(frozen=True)
class DueMail:
    """A mail to send now, and where its reader works; `cell` is empty for somebody who was not invited."""

    wave_id: int
    person: int
    kind: Kind
    due_at: datetime
    attempts: int
    closes_at: datetime
    email: str
    language: str
    place: Place
    cell: str
    reminder_at: datetime | None
    """When the first reminder of an invitation is due."""

    @property
    def gives_up_at(self) -> datetime:
        """When it is too late to send it at all."""
        return self.due_at + RESULTS_ARE_NEWS if self.kind is Kind.RESULTS else self.closes_at

    def is_late(self, now: datetime) -> bool:
        """Whether a reminder would come too soon after this invitation."""
        return self.reminder_at is not None and self.reminder_at - now < SHORTEST_PATIENCE


def due_mails(session: Session, kinds: Collection[Kind], now: datetime, limit: int) -> Sequence[DueMail]:
    """What is due of these kinds, the longest due first.

    Nothing about a closed wave, nothing to people who left, and no reminder before its invitation was sent.
    """
    person = Person.id.label("person"), Person.email, Person.language, Person.time_zone, Person.country
    mail = OutboxMail.wave_id, OutboxMail.kind, OutboxMail.due_at, OutboxMail.attempts
    due = (
        select(*person, *mail, Wave.closes_at, Invitee.cell, _reminder_at())
        .join(OutboxMail, OutboxMail.person_id == Person.id)
        .join(Wave, Wave.id == OutboxMail.wave_id)
        .outerjoin(Invitee, and_(Invitee.wave_id == Wave.id, Invitee.person_id == Person.id))
        .where(OutboxMail.state.in_(OWED), OutboxMail.due_at <= now, OutboxMail.kind.in_(kinds))
        .where(Person.left.is_(None), _is_worth_trying(), _is_timely(now), _follows_its_invitation())
        .order_by(OutboxMail.due_at, OutboxMail.wave_id, OutboxMail.person_id)
        .limit(limit)
    )
    return [_due_mail(row) for row in session.execute(due).mappings()]


def _is_worth_trying() -> ColumnElement[bool]:
    return or_(OutboxMail.state == MailState.WAITING, OutboxMail.attempts < MOST_TRIES_OF_A_REFUSED_ADDRESS)


def _is_timely(now: datetime) -> ColumnElement[bool]:
    news = and_(OutboxMail.kind == Kind.RESULTS, OutboxMail.due_at > now - RESULTS_ARE_NEWS)
    return or_(news, and_(OutboxMail.kind != Kind.RESULTS, Wave.closes_at > now))


def _follows_its_invitation() -> ColumnElement[bool]:
    invitation = aliased(OutboxMail)
    sent = exists().where(_same_reader(invitation), invitation.kind == Kind.INVITATION)
    return or_(OutboxMail.kind.in_(FIRST_MAILS), sent.where(invitation.state == MailState.SENT))


def _reminder_at() -> Label[datetime]:
    reminder = aliased(OutboxMail)
    first = select(reminder.due_at).where(_same_reader(reminder), reminder.kind == Kind.REMINDER)
    return first.where(OutboxMail.kind == Kind.INVITATION).scalar_subquery().label("reminder_at")


def _same_reader(other: type[OutboxMail]) -> ColumnElement[bool]:
    return and_(other.wave_id == OutboxMail.wave_id, other.person_id == OutboxMail.person_id)


def _due_mail(row: RowMapping) -> DueMail:
    values = dict(row)
    place = Place(values.pop("time_zone"), values.pop("country"))
    return DueMail(**values | {"place": place, "kind": Kind(row["kind"]), "cell": row["cell"] or ""})
