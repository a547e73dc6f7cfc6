"""What becomes of mails that a lost installation may have sent after its last backup."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Session

from pulse.database import Office
from pulse.digests.models import Digest, DigestState, OwedDigest
from pulse.digests.operations import owe
from pulse.digests.periods import Span
from pulse.digests.queries import not_owed_yet
from pulse.digests.readers import DigestReader, readers
from pulse.errors import Refusal
from pulse.programme.models import MailState, OutboxMail

OWED = (MailState.WAITING, MailState.REFUSED)
NewDigests = Sequence[tuple[Digest, Span, Sequence[DigestReader]]]
"""Digests of weeks, months and waves of which the backup owes nobody one yet, and who is to get each."""


class Mails(StrEnum):
    """What the operator says about mails that were due between the backup and now."""

    SENT = "sent"
    """They count as sent: nobody gets one twice, and whoever had not got one gets none."""
    SEND = "send"
    """They are sent: everybody gets one, and whoever had got it gets it a second time, with the same code."""


class SentOrNot(Refusal):
    """Only the operator can know whether mails went out."""

    def __init__(self, mails: int, digests: int) -> None:
        super().__init__(
            f"{mails} mails of waves and {digests} digests have become due since this backup. The lost "
            "installation may have sent them. Say --mails sent to count them as sent, so that nobody gets one twice, "
            "or --mails send to send them, so that nobody misses one; the code in it is the same. Nothing was changed."
        )


def settle_mails(office: Session, now: datetime, mails: Mails | None) -> None:
    """Let nothing that may have gone out be sent unless the operator wants it. Raises SentOrNot."""
    new = _new_digests(office, now)
    due, digests = _number(office, OutboxMail, _due(now)), _number(office, OwedDigest, _due_digests(now))
    digests += sum(len(owed_to) for *_, owed_to in new)
    if mails is None and due + digests:
        raise SentOrNot(due, digests)
    if mails is not Mails.SEND:
        office.execute(update(OutboxMail).where(_due(now)).values(state=MailState.SENT))
        office.execute(update(OwedDigest).where(_due_digests(now)).values(state=DigestState.EXPIRED))
        _count_as_sent(office, new, now)


def _new_digests(office: Session, now: datetime) -> NewDigests:
    found = ((kind, span, tuple(readers(office, kind).values())) for kind, span in not_owed_yet(office, now))
    return [(kind, span, owed_to) for kind, span, owed_to in found if owed_to]


def _count_as_sent(office: Session, new: NewDigests, now: datetime) -> None:
    for kind, span, owed_to in new:
        owe(office, kind, span, owed_to, now)
        of_span = and_(OwedDigest.kind == kind, OwedDigest.period == span.name)
        office.execute(update(OwedDigest).where(of_span).values(state=DigestState.EXPIRED))


def _number(office: Session, model: type[Office], condition: ColumnElement[bool]) -> int:
    return office.execute(select(func.count()).select_from(model).where(condition)).scalar_one()


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(OutboxMail.state.in_(OWED), OutboxMail.due_at <= now)


def _due_digests(now: datetime) -> ColumnElement[bool]:
    return and_(OwedDigest.state == DigestState.WAITING, OwedDigest.due_at <= now)
