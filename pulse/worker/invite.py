"""Sending invitations, and the mails that say results are open."""

from datetime import datetime
from email.message import EmailMessage

from pulse.house import House
from pulse.programme import letter
from pulse.programme.due import DueMail
from pulse.programme.models import Kind
from pulse.worker.delivery import deliver
from pulse.worker.desk import Desk

WRITTEN = {
    Kind.INVITATION: letter.invitation,
    Kind.RESULTS: letter.results,
    Kind.TEAM_RESULTS: letter.team_results,
}


def send_due(house: House) -> int:
    """Send a batch of invitations and results mails that are due; return how many were dealt with."""
    return deliver(house, tuple(WRITTEN), _write)


def _write(desk: Desk, mail: DueMail, now: datetime) -> EmailMessage:
    return WRITTEN[mail.kind](desk.sender, desk.occasion(mail), desk.reader(mail), now)
