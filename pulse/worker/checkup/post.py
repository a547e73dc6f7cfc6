"""The mail server: reachable, and encrypted on the way."""

from collections.abc import Iterator
from smtplib import SMTPException
from urllib.parse import urlsplit

from pulse.mail import MailUnavailable, post
from pulse.settings import Settings
from pulse.worker.checkup.findings import Finding, fault, warning
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
