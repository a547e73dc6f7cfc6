"""What becomes of mails that a lost installation may have sent after its last backup."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Session

from pulse.database import Office
from pulse.digests.models import DigestState, OwedDigest
from pulse.errors import Refusal
from pulse.programme.models import MailState, OutboxMail

OWED = (MailState.WAITING, MailState.REFUSED)


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
            f"{mails} mails of waves and {digests} digests were waiting in this backup and are due now. The lost "
            "installation may have sent them. Say --mails sent to count them as sent, so that nobody gets one twice, "
            "or --mails send to send them, so that nobody misses one; the code in it is the same. Nothing was changed."
        )


def settle_mails(office: Session, now: datetime, mails: Mails | None) -> None:
    """Let nothing that may have gone out be sent unless the operator wants it. Raises SentOrNot."""
    due, digests = _number(office, OutboxMail, _due(now)), _number(office, OwedDigest, _due_digests(now))
    if mails is None and due + digests:
        raise SentOrNot(due, digests)
    if mails is not Mails.SEND:
        office.execute(update(OutboxMail).where(_due(now)).values(state=MailState.SENT))
        office.execute(update(OwedDigest).where(_due_digests(now)).values(state=DigestState.EXPIRED))


def _number(office: Session, model: type[Office], condition: ColumnElement[bool]) -> int:
    return office.execute(select(func.count()).select_from(model).where(condition)).scalar_one()


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(OutboxMail.state.in_(OWED), OutboxMail.due_at <= now)


def _due_digests(now: datetime) -> ColumnElement[bool]:
    return and_(OwedDigest.state == DigestState.WAITING, OwedDigest.due_at <= now)
