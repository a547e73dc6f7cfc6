"""Delivering mails: one connection, one mail after the other, each recorded as sent before the next one leaves.

A crash between the server's acceptance and our record is the only way to send a mail twice: one mail, with the same
message id. So does a record that fails, if another process tries next. Nothing is locked while a mail is on its way.
Mails of a wave whose invite key is lost wait, and hold up no other wave's.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from random import SystemRandom

from sqlalchemy.orm import Session

from pulse.house import House
from pulse.mail import Mail, MailRefused, MailUnavailable, Post, post
from pulse.programme.due import DueMail, due_mails
from pulse.programme.models import Kind
from pulse.programme.outbox import postpone, postpone_reminders, record_sent
from pulse.programme.pacing import allowed
from pulse.programme.schedule import Window, welcome_from
from pulse.worker.courtesy import Courtesy
from pulse.worker.desk import Desk
from pulse.worker.taken import is_taken, recorded

log = logging.getLogger(__name__)
by_chance = SystemRandom().random

Write = Callable[[Desk, DueMail, datetime], Mail | None]
"""Writes a due mail; None if it is not to be sent after all."""


def deliver(house: House, kinds: Collection[Kind], write: Write, chance: Callable[[], float] = by_chance) -> int:
    """Send a batch of what is due of these kinds; return how many mails were dealt with.

    Raises MailUnavailable when the server takes none; one that is lost on the way is tried again by the next batch.
    """
    done, desk = 0, Desk(house)
    due = _allowed(house, _writable(house, desk, kinds))
    if not due:
        return 0
    desk.learn_cells(due)
    with post(house.settings.mail_url.get_secret_value()) as connection, _recorder(house) as session:
        counter = _Counter(house, desk, connection, session, write, Courtesy(session, chance))
        try:
            for mail in due:
                counter.serve(mail)
                done += 1
        except MailUnavailable:
            if not done:
                raise
    return done


def _allowed(house: House, due: Sequence[DueMail]) -> Sequence[DueMail]:
    """As many of these mails as may leave now."""
    if not (due and house.settings.mails_per_minute):
        return due
    with house.databases.office.writing() as session:
        return due[: allowed(session, house.settings.mails_per_minute, len(due), house.clock())]


def _writable(house: House, desk: Desk, kinds: Collection[Kind]) -> Sequence[DueMail]:
    """The next batch of due mails, without those of waves whose codes cannot be derived."""
    keyless: set[int] = set()
    while True:
        with house.databases.office.reading() as session:
            due = due_mails(session, kinds, house.clock(), house.settings.mails_per_connection, keyless)
        lost = desk.without_invite_key(due)
        if not lost:
            return due
        for refusal in lost.values():
            _say_once(str(refusal))
        keyless |= lost.keys()


@cache
def _say_once(sentence: str) -> None:
    # The worker looks twice a second; the doctor says it again whenever it is asked.
    log.error("%s", sentence)


@contextmanager
def _recorder(house: House) -> Iterator[Session]:
    """A session for one small transaction after the other; taking a connection for each would cost as much as they."""
    with house.databases.office.engine.connect() as connection, Session(connection) as session:
        yield session


@dataclass(frozen=True)
class _Counter:
    """Where one mail after the other is handed over."""

    house: House
    desk: Desk
    connection: Post
    session: Session
    write: Write
    courtesy: Courtesy

    def serve(self, mail: DueMail) -> None:
        now = self.house.clock()
        if now >= mail.gives_up_at:
            return
        later = max(_welcome_from(mail, now), self.courtesy.rests_until(mail.email))
        if later > now:
            with self.session.begin():
                postpone(self.session, mail, later)
            return
        try:
            message = None if is_taken(self.session, mail) else self.write(self.desk, mail, now)
            if message is not None:
                self.connection.send(message)
        except MailRefused as refused:
            with self.session.begin():
                self.courtesy.note_refused(mail, now, permanent=refused.permanent)
        else:
            with recorded(self.session, mail):
                _note_sent(self.session, mail, now)
                self.courtesy.note_taken(mail)


def _note_sent(session: Session, mail: DueMail, now: datetime) -> None:
    record_sent(session, mail)
    if mail.is_late(now):
        postpone_reminders(session, mail, now)


def _welcome_from(mail: DueMail, now: datetime) -> datetime:
    """When the reader may be written to: what waited, for a server or a worker, does not arrive at night."""
    last_resort = now if mail.kind is Kind.INVITATION else mail.gives_up_at
    return welcome_from(mail.place, Window(now, mail.gives_up_at)) or last_resort
