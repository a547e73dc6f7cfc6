"""The mail server: reachable, encrypted on the way, and its reports read."""

import os
from collections.abc import Iterator
from smtplib import SMTPException
from urllib.parse import urlsplit

from pulse.mail import MailUnavailable, post
from pulse.settings import Settings
from pulse.worker.checkup.findings import Finding, fault, note, warning
from pulse.worker.checkup.settings import HERE


def about_mail_server(settings: Settings) -> Iterator[Finding]:
    """Greet the mail server as sending does, and ask what it offers; nothing is sent."""
    url = settings.mail_url.get_secret_value()
    address = urlsplit(url)
    try:
        with post(url) as conversation:
            conversation.server.ehlo_or_helo_if_needed()
            offered = conversation.server.has_extn("starttls")
    except (MailUnavailable, SMTPException, OSError) as error:
        yield fault(
            f"The mail server {address.hostname} does not answer ({error}): nobody is invited, reminded or able to "
            "sign in."
        )
        return
    if address.scheme == "smtp" and offered:
        yield warning(
            f"The mail server {address.hostname} offers STARTTLS, and mail_url does not use it: codes travel readably. "
            "Begin mail_url with smtp+starttls://"
        )
    elif address.scheme == "smtp" and address.hostname not in HERE:
        yield warning(f"The mail server {address.hostname} offers no encryption: codes travel readably.")


def about_reports(settings: Settings) -> Iterator[Finding]:
    """Judge the mailbox for what could not be delivered."""
    mailbox = settings.bounce_maildir
    if mailbox is None:
        yield note(
            "bounce_maildir is not set: addresses that are refused only after the mail server took a mail stay unknown."
        )
        return
    folders = [mailbox / name for name in ("new", "cur")]
    if not all(folder.is_dir() and os.access(folder, os.R_OK | os.W_OK | os.X_OK) for folder in folders):
        yield fault(
            f"The Maildir {mailbox} lacks its folders new and cur, or they cannot be read and written here: no report "
            "of an address that is gone is seen."
        )
    elif any(folders[1].iterdir()):
        yield note(
            f"The Maildir {mailbox} holds mails that humans may have written to bounce_address; see its folder cur."
        )
    if not settings.bounce_address:
        yield warning("bounce_maildir is set and bounce_address is not: reports go to the address of mail_from.")
