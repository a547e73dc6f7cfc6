"""Which mails are to be sent now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, RowMapping, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from pulse.database import Instant
from pulse.programme.models import NEWS, Invitee, Kind, MailState, OutboxMail, Wave
from pulse.programme.schedule import Place
from pulse.roster.models import Person

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
        return self.due_at + RESULTS_ARE_NEWS if self.kind in NEWS else self.closes_at

    def is_late(self, now: datetime) -> bool:
        """Whether a reminder would come too soon after this invitation."""
        return self.reminder_at is not None and self.reminder_at - now < SHORTEST_PATIENCE


def due_mails(
    session: Session, kinds: Collection[Kind], now: datetime, limit: int, without: Collection[int] = ()
) -> Sequence[DueMail]:
    """What is due of these kinds, the longest due first; nothing of the waves `without`.

    Nothing about a closed wave, nothing to people who left, and no reminder before its invitation was sent.
    """
    values = {"kinds": list(kinds), "now": now, "oldest_news": now - RESULTS_ARE_NEWS, "limit": limit}
    # No wave has the number 0; a list of nothing would become a subquery.
    values["without"] = [0, *without]
    return [_due_mail(row) for row in session.execute(_DUE, values).mappings()]


def _due_mail(row: RowMapping) -> DueMail:
    values = dict(row)
    place = Place(values.pop("time_zone"), values.pop("country"))
    return DueMail(**values | {"place": place, "kind": Kind(row["kind"]), "cell": row["cell"] or ""})


def _statement() -> Select[Any]:
    mail, invitation, reminder = OutboxMail, aliased(OutboxMail), aliased(OutboxMail)
    now = bindparam("now", type_=Instant)
    # Written out, for the index holds owed mails alone and a database cannot see through a parameter.
    owed = mail.state.in_(bindparam("owed", [str(state) for state in OWED], expanding=True, literal_execute=True))
    is_first = mail.kind.in_((Kind.INVITATION, *NEWS))
    is_news = and_(mail.kind.in_(NEWS), mail.due_at > bindparam("oldest_news", type_=Instant))
    is_worth_trying = or_(mail.state == MailState.WAITING, mail.attempts < MOST_TRIES_OF_A_REFUSED_ADDRESS)
    return (
        select(Person.id.label("person"), Person.email, Person.language, Person.time_zone, Person.country)
        .add_columns(mail.wave_id, mail.kind, mail.due_at, mail.attempts, Wave.closes_at, Invitee.cell)
        .add_columns(reminder.due_at.label("reminder_at"))
        .join(mail, mail.person_id == Person.id)
        .join(Wave, Wave.id == mail.wave_id)
        .outerjoin(Invitee, and_(Invitee.wave_id == Wave.id, Invitee.person_id == Person.id))
        .outerjoin(invitation, _same_reader(invitation, Kind.INVITATION))
        .outerjoin(reminder, and_(_same_reader(reminder, Kind.REMINDER), mail.kind == Kind.INVITATION))
        .where(owed, mail.due_at <= now, mail.kind.in_(bindparam("kinds", expanding=True)))
        .where(mail.wave_id.not_in(bindparam("without", expanding=True)))
        .where(Person.left.is_(None), is_worth_trying, or_(is_first, invitation.state == MailState.SENT))
        .where(or_(is_news, and_(mail.kind.not_in(NEWS), Wave.closes_at > now)))
        .order_by(mail.due_at, mail.wave_id, mail.person_id)
        .limit(bindparam("limit", type_=Integer))
    )


def _same_reader(other: type[OutboxMail], kind: Kind) -> ColumnElement[bool]:
    return and_(other.wave_id == OutboxMail.wave_id, other.person_id == OutboxMail.person_id, other.kind == kind)


_DUE = _statement()
"""Built once: this is asked twice a second, mostly for nothing."""
