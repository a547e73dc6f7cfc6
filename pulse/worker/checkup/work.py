"""Whether the worker works: what should have been done by now, and mails that did not arrive."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from pulse.audit import broken_links
from pulse.house import House
from pulse.programme.models import MailState, OutboxMail, Wave
from pulse.worker.checkup.findings import Finding, fault, warning

PATIENCE = timedelta(minutes=15)


def about_work(house: House) -> Iterator[Finding]:
    """Judge what is overdue, what was refused, and the log of changes."""
    with house.databases.office.reading() as session:
        late = [what for what, condition in _overdue(house.clock() - PATIENCE).items() if _any(session, condition)]
        if late:
            yield fault(
                f"The worker has not done what was due a quarter of an hour ago ({', '.join(late)}). Start it: "
                "python -m pulse worker"
            )
        yield from _about_mails(session, house.clock() - PATIENCE)
        if next(broken_links(session), None) is not None:
            yield fault("The log of changes was altered: an entry does not follow from the one before it.")


def _overdue(limit: datetime) -> dict[str, ColumnElement[bool]]:
    return {
        "opening a wave": and_(Wave.opened_at.is_(None), Wave.opens_at < limit),
        "closing a wave": and_(Wave.opened_at.is_not(None), Wave.closed_at.is_(None), Wave.closes_at < limit),
        "releasing a wave": and_(Wave.closed_at < limit, Wave.released_at.is_(None)),
    }


def _any(session: Session, condition: ColumnElement[bool]) -> bool:
    return session.scalar(select(Wave.id).where(condition).limit(1)) is not None


def _about_mails(session: Session, limit: datetime) -> Iterator[Finding]:
    waiting = _count(session, and_(OutboxMail.state == MailState.WAITING, OutboxMail.due_at < limit))
    refused = _count(session, OutboxMail.state == MailState.REFUSED)
    if waiting:
        yield fault(
            f"{waiting} mails should have been sent by now. Is the worker running, and does the mail server answer?"
        )
    if refused:
        yield warning(
            f"{refused} mails were refused by the mail server and are tried again; those people may miss a wave."
        )


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(OutboxMail).where(condition)) or 0
