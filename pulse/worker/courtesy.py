"""Being put off: by a recipient, who is tried again later, and by a domain, which rests while others go on."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from pulse.programme.due import DueMail
from pulse.programme.outbox import record_refused
from pulse.programme.pacing import domain_of, forget, let_rest, rests

ENOUGH = 3
"""After how many mails in a row that a domain put off it is left alone; one full mailbox says nothing of the others."""
NEVER = datetime.min.replace(tzinfo=UTC)


class Courtesy:
    """What is noted about domains while a batch is sent; every `note` belongs into the transaction about its mail."""

    def __init__(self, session: Session, chance: Callable[[], float]) -> None:
        self._session, self._chance = session, chance
        self._in_a_row: Counter[str] = Counter()
        with session.begin():
            self._rests = rests(session)

    def rests_until(self, email: str) -> datetime:
        """Until when nothing is sent to where this address belongs."""
        return self._rests.get(domain_of(email), NEVER)

    def note_refused(self, mail: DueMail, now: datetime, *, permanent: bool) -> None:
        """Try the mail again later; its domain rests after the third in a row that it put off."""
        domain = domain_of(mail.email)
        record_refused(self._session, mail, now, permanent=permanent, chance=self._chance())
        self._in_a_row[domain] += not permanent
        if self._in_a_row[domain] >= ENOUGH:
            self._rests[domain] = let_rest(self._session, domain, now, self._chance())
            del self._in_a_row[domain]

    def note_taken(self, mail: DueMail) -> None:
        """Forgive a domain that takes mail again."""
        domain = domain_of(mail.email)
        self._in_a_row.pop(domain, None)
        if self._rests.pop(domain, None):
            forget(self._session, domain)
