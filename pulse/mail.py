"""Sending mail: one connection to the server of the settings, any number of mails, refusals told apart."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 30
DEFAULT_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
PERMANENT = 500
NO_SUCH_ADDRESS = 550
GOOD_BYE = 421


class MailRefused(Exception):
    """The server refused one mail; others may go through. `permanent` says that trying again is useless."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.permanent = permanent


class MailUnavailable(Exception):
    """The server cannot be reached or talked to; nothing was sent since the last success."""


@dataclass(frozen=True)
class Mail:
    """A mail as it leaves: the envelope, and the content with all its headers."""

    sender: str
    recipient: str
    content: bytes

    @property
    def options(self) -> tuple[str, ...]:
        """What the server has to be able to do; an address beyond ASCII needs SMTPUTF8."""
        return () if self.recipient.isascii() else ("SMTPUTF8", "BODY=8BITMIME")


@dataclass(frozen=True)
class Post:
    """An open conversation with the mail server."""

    server: smtplib.SMTP

    def send(self, mail: Mail) -> None:
        """Hand one mail over; it is accepted when this returns. Raises MailRefused or MailUnavailable.

        Only a refused recipient is about that recipient alone. A refused sender or a server that says good-bye (421)
        would refuse every mail, so these count as no server; a refused content is tried again.
        """
        try:
            self.server.sendmail(mail.sender, mail.recipient, mail.content, mail.options)
        except smtplib.SMTPRecipientsRefused as error:
            code, _ = next(iter(error.recipients.values()), (NO_SUCH_ADDRESS, b""))
            _say_refused("recipient", code, permanent=code >= PERMANENT)
        except smtplib.SMTPDataError as error:
            _say_refused("content", error.smtp_code, permanent=False)
        except smtplib.SMTPNotSupportedError:
            raise MailRefused("address needs SMTPUTF8", permanent=True) from None
        except (smtplib.SMTPException, OSError) as error:
            raise MailUnavailable(type(error).__name__) from None


def _say_refused(what: str, code: int, *, permanent: bool) -> NoReturn:
    if code == GOOD_BYE:
        raise MailUnavailable(f"refused with {code}") from None
    raise MailRefused(f"{what} refused with {code}", permanent=permanent) from None


@contextmanager
def post(url: str) -> Iterator[Post]:
    """Open a conversation with the server at `url` (see `Settings.mail_url`). Raises MailUnavailable.

    Certificates are checked against this machine's authorities, or those in the file that SSL_CERT_FILE names.
    """
    try:
        server = _connect(url)
    except (smtplib.SMTPException, OSError) as error:
        raise MailUnavailable(type(error).__name__) from None
    try:
        yield Post(server)
    finally:
        _leave(server)


def _connect(url: str) -> smtplib.SMTP:
    address = urlsplit(url)
    host, port = address.hostname or "127.0.0.1", address.port or DEFAULT_PORTS[address.scheme]
    with ExitStack() as until_ready:
        server = _server(address.scheme, host, port)
        until_ready.callback(server.close)
        if address.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
        until_ready.pop_all()
    return server


def _server(scheme: str, host: str, port: int) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()
