"""What is due, asked without writing anything, so that a worker with nothing to do leaves the disk alone.

A job that is not asked about here counts as due always; when it then finds nothing to do, it rests.
"""

from collections.abc import Callable, Collection, Mapping

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from pulse.accounts.queries import waiting_sign_ins
from pulse.ballots import mix
from pulse.digests import queries as digests
from pulse.digests.readers import readers
from pulse.house import House
from pulse.planning import programme_changes, uploads
from pulse.programme.due import due_mails
from pulse.programme.models import NEWS, Kind, Programme, Wave
from pulse.programme.roster_changes import decided, waiting
from pulse.release import operations as release
from pulse.webhooks import queries as webhooks
from pulse.worker.bounce import NEW
from pulse.worker.release import untold
from pulse.worker.trying import tried

Question = Callable[[House, Session], bool]
INVITATIONS, REMINDERS = (Kind.INVITATION, *NEWS), (Kind.REMINDER, Kind.SECOND_REMINDER)
CLOSING = exists().where(Wave.opened_at.is_not(None), Wave.closed_at.is_(None))
OPENING = exists().where(Wave.opened_at.is_(None))
PLANNED = exists().where(Wave.programme_id == Programme.id, Wave.closed_at.is_(None))
UNPLANNED = exists(select(Programme.id).where(~PLANNED))


def is_due(house: House, job: str) -> bool:
    """Whether there is something to do for a job of this name; one that cannot even be asked about is due."""
    # The job meets the same error, and says so.
    asked = tried(_answer, house, QUESTIONS.get(job, _unknown))
    return asked.exception() is not None or asked.result()


def _answer(house: House, question: Question) -> bool:
    with house.databases.office.reading() as session:
        return question(house, session)


def _unknown(house: House, session: Session) -> bool:
    return True


def _sign_ins(house: House, session: Session) -> bool:
    return any(True for _ in waiting_sign_ins(session, house.settings.mailed_sign_in, house.clock()))


def _closing(house: House, session: Session) -> bool:
    return bool(session.scalar(select(CLOSING.where(Wave.closes_at <= house.clock()))))


def _releasing(house: House, session: Session) -> bool:
    return bool(release.due(house) or untold(session, house.clock()))


def _roster(house: House, session: Session) -> bool:
    proposed = waiting(session)
    files = uploads.handed_in(session) or uploads.forgotten(session, house.clock())
    return bool(files) or (proposed is not None and decided(proposed))


def _programmes(house: House, session: Session) -> bool:
    return bool(programme_changes.to_apply(session))


def _opening(house: House, session: Session) -> bool:
    return bool(session.scalar(select(or_(UNPLANNED, OPENING.where(Wave.opens_at <= house.clock())))))


def _mails(kinds: Collection[Kind]) -> Question:
    return lambda house, session: bool(due_mails(session, kinds, house.clock(), limit=1))


def _mixing(house: House, session: Session) -> bool:
    names = session.scalars(select(Wave.name).where(Wave.opened_at.is_not(None), Wave.closed_at.is_(None))).all()
    if not names:
        return False
    with house.databases.box.reading() as box:
        return any(mix.due(box, name) for name in names)


def _digests(house: House, session: Session) -> bool:
    now = house.clock()
    owing = any(readers(session, kind) for kind, _ in digests.not_owed_yet(session, now))
    return owing or bool(digests.due(session, now, 1))


def _webhooks(house: House, session: Session) -> bool:
    return bool(webhooks.not_owed_yet(session) or webhooks.due(session, house.clock(), 1))


def _bounces(house: House, session: Session) -> bool:
    mailbox = house.settings.bounce_maildir
    return mailbox is not None and any((mailbox / NEW).glob("*"))


QUESTIONS: Mapping[str, Question] = {
    "sign in": _sign_ins,
    "close": _closing,
    "release": _releasing,
    "roster": _roster,
    "programme": _programmes,
    "open": _opening,
    "invite": _mails(INVITATIONS),
    "remind": _mails(REMINDERS),
    "mix": _mixing,
    "digest": _digests,
    "webhook": _webhooks,
    "bounce": _bounces,
}
