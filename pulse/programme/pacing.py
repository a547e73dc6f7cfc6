"""How fast mails of waves may leave: a rate for all of them, and domains that asked to be left alone for a while.

Kept in the office, so that it holds for all workers and outlives each. A domain is not a person; no row says who was
written to.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from pulse.programme.due import OWED
from pulse.programme.models import MailPace, OutboxMail
from pulse.roster.models import Person

EVERYONE = "*"
SLICE = timedelta(seconds=5)
"""How much may leave at once after a rest; a batch of so much is worth a conversation with the server."""
FIRST_REST, LONGEST_REST = timedelta(minutes=5), timedelta(hours=4)
MOST_DOUBLINGS = 10


def domain_of(email: str) -> str:
    """The part of an address that names its mail server."""
    return email.rpartition("@")[2].lower()


def allowed(session: Session, per_minute: int, wanted: int, now: datetime) -> int:
    """How many of the mails wanted may leave now at a rate; they are taken to have left, even if they then do not.

    None, until a slice's worth or all that is wanted is allowed, so that a slow rate does not mean a greeting per mail.
    """
    step = timedelta(minutes=1) / per_minute
    pace = session.get(MailPace, EVERYONE) or MailPace(
        domain=EVERYONE, refusals=0, resumes_at=datetime.min.replace(tzinfo=UTC)
    )
    spent_until = max(pace.resumes_at, now - max(SLICE, step))
    most = min(wanted, max(1, SLICE // step))
    if (now - spent_until) // step < most:
        return 0
    _keep(session, pace, spent_until + most * step)
    return most


def rests(session: Session) -> dict[str, datetime]:
    """The domains that put us off and have taken nothing since, and until when each rests or rested."""
    rows = session.execute(select(MailPace.domain, MailPace.resumes_at).where(MailPace.domain != EVERYONE))
    return {row.domain: row.resumes_at for row in rows}


def let_rest(session: Session, domain: str, now: datetime, chance: float) -> datetime:
    """Send nothing to a domain for a while, each time twice as long, and up to a quarter longer by `chance`.

    What is due to it moves; everybody else's mails go on. Returns until when.
    """
    pace = session.get(MailPace, domain) or MailPace(domain=domain, refusals=0, resumes_at=now)
    rest = min(FIRST_REST * 2 ** min(pace.refusals, MOST_DOUBLINGS), LONGEST_REST)
    pace.refusals += 1
    _keep(session, pace, now + rest * (1 + chance / 4))
    there = select(Person.id).where(Person.email.endswith(f"@{domain}", autoescape=True))
    waiting = update(OutboxMail).where(OutboxMail.state.in_(OWED), OutboxMail.due_at <= now)
    moved = waiting.where(OutboxMail.person_id.in_(there)).values(due_at=pace.resumes_at)
    session.execute(moved.execution_options(synchronize_session=False))
    return pace.resumes_at


def forget(session: Session, domain: str) -> None:
    """A domain took a mail: what it refused before is forgiven."""
    session.execute(delete(MailPace).where(MailPace.domain == domain))


def _keep(session: Session, pace: MailPace, resumes_at: datetime) -> None:
    pace.resumes_at = resumes_at
    session.add(pace)
    session.flush()
