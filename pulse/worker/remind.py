"""Sending reminders: to everybody invited or, if the contract says so, to those who have not answered."""

from datetime import datetime

from pulse.house import House
from pulse.mail import Mail
from pulse.programme.due import DueMail
from pulse.programme.models import Kind
from pulse.worker.delivery import deliver
from pulse.worker.desk import Desk


def remind_due(house: House) -> int:
    """Send a batch of reminders that are due; return how many were dealt with, left out or not."""
    return deliver(house, (Kind.REMINDER, Kind.SECOND_REMINDER), _write)


def _write(desk: Desk, mail: DueMail, now: datetime) -> Mail | None:
    # Whoever is left out is recorded like everybody else, so that the outbox does not say who answered.
    if desk.occasion(mail).reminded == "unanswered" and desk.has_answered(mail):
        return None
    return desk.written(mail, now)
