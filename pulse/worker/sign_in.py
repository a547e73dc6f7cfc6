"""Sending sign-in mails."""

from pulse.accounts.letter import render
from pulse.accounts.operations import mark_mailed
from pulse.accounts.queries import WaitingSignIn, waiting_sign_ins
from pulse.house import House
from pulse.mail import MailRefused, MailUnavailable, Post, post
from pulse.stationery import sender_of


def send_sign_ins(house: House) -> int:
    """Send every sign-in mail that is owed; return how many were dealt with.

    One that is refused is not tried again if that is useless; whoever waits for it asks anew. Raises MailUnavailable
    if the server takes none.
    """
    with house.databases.office.reading() as session:
        waiting = list(waiting_sign_ins(session, house.settings.mailed_sign_in, house.clock()))
    if not waiting:
        return 0
    with post(house.settings.mail_url.get_secret_value()) as connection:
        dealt_with = sum(_send(house, connection, sign_in) for sign_in in waiting)
    if not dealt_with:
        raise MailUnavailable("sign-in mails were put off")
    return dealt_with


def _send(house: House, connection: Post, sign_in: WaitingSignIn) -> bool:
    try:
        connection.send(render(sender_of(house.settings), sign_in, house.clock()))
    except MailRefused as refused:
        if not refused.permanent:
            return False
    with house.databases.office.writing() as session:
        mark_mailed(session, sign_in.id, house.clock())
    return True
