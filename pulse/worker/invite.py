"""Sending invitations, and the mails that say results are open."""

from pulse.house import House
from pulse.programme.models import NEWS, Kind
from pulse.worker.delivery import deliver
from pulse.worker.desk import Desk


def send_due(house: House) -> int:
    """Send a batch of invitations and results mails that are due; return how many were dealt with."""
    return deliver(house, (Kind.INVITATION, *NEWS), Desk.written)
