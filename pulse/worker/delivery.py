"""Delivering mails: one connection, one mail after the other, each noted as sent before the next one leaves.

A crash between the server's acceptance and our note is the only way to send a mail twice: one mail, with the same
message id. Nothing is locked while a mail is on its way.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from sqlalchemy.orm import Session

from pulse.house import House
from pulse.mail import MailRefused, MailUnavailable, Post, post
from pulse.programme.due import DueMail, due_mails
from pulse.programme.models import Kind
from pulse.programme.outbox import postpone, postpone_reminders, record_refused, record_sent
from pulse.programme.schedule import Window, welcome_from
from pulse.worker.clerk import Clerk, clerk
from pulse.worker.desk import Desk

AT_A_TIME = 200

Write = Callable[[Desk, DueMail, datetime], EmailMessage | None]
"""Writes a due mail; None if it is not to be sent after all."""


def deliver(house: House, kinds: Collection[Kind], write: Write) -> int:
    """Send a batch of what is due of these kinds; return how many mails were dealt with.

    Raises MailUnavailable when the server takes none; one that is lost on the way is tried again by the next batch.
    """
    with house.databases.office.reading() as session:
        due = due_mails(session, kinds, house.clock(), AT_A_TIME)
    if not due:
        return 0
    desk = Desk(house)
    desk.learn_cells(due)
    with post(house.settings.mail_url.get_secret_value()) as connection, clerk(house.databases.office) as notes:
        return _Counter(house, desk, connection, notes, write).serve(due)


@dataclass(frozen=True)
class _Counter:
    """Where one mail after the other is handed over."""

    house: House
    desk: Desk
    connection: Post
    clerk: Clerk
    write: Write

    def serve(self, due: Iterable[DueMail]) -> int:
        done = 0
        try:
            for mail in due:
                self._serve(mail)
                done += 1
        except MailUnavailable:
            if not done:
                raise
        return done

    def _serve(self, mail: DueMail) -> None:
        now = self.house.clock()
        welcome = _welcome_from(mail, now)
        if now >= mail.gives_up_at:
            return
        if welcome > now:
            self.clerk.note(lambda session: postpone(session, mail, welcome))
        else:
            self._send(mail, now)

    def _send(self, mail: DueMail, now: datetime) -> None:
        message = self.write(self.desk, mail, now)
        self.clerk.catch_up()
        try:
            if message is not None:
                self.connection.send(message)
        except MailRefused as refused:
            permanent = refused.permanent
            self.clerk.note(lambda session: record_refused(session, mail, now, permanent=permanent))
        else:
            self.clerk.note(lambda session: _note_sent(session, mail, now))


def _note_sent(session: Session, mail: DueMail, now: datetime) -> None:
    record_sent(session, mail)
    if mail.is_late(now):
        postpone_reminders(session, mail, now)


def _welcome_from(mail: DueMail, now: datetime) -> datetime:
    """When the reader may be written to: what waited, for a server or a worker, does not arrive at night."""
    last_resort = now if mail.kind is Kind.INVITATION else mail.gives_up_at
    return welcome_from(mail.place, Window(now, mail.gives_up_at)) or last_resort
