"""Sending sign-in mails."""

from pulse.house import House


def send_sign_ins(house: House) -> int:
    """Send every sign-in mail that is owed; return how many."""
    return 0
