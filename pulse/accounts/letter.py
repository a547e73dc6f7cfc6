"""The sign-in mail. Pure: the same values give the same mail."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from pulse.accounts.queries import WaitingSignIn
from pulse.accounts.tickets import Ticket, ticket
from pulse.languages import DEFAULT
from pulse.stationery import Letter, draw_html, draw_text

MESSAGE_ID_LABEL = b"pulse sign-in message-id\0"


@dataclass(frozen=True)
class Sender:
    """Who writes: the installation. `key` is its secret, from which link and code are derived."""

    organisation: str
    base_url: str
    mail_from: str
    contact: str
    key: bytes


def render(sender: Sender, sign_in: WaitingSignIn, now: datetime) -> EmailMessage:
    """Write the mail with the link and the code of a sign-in."""
    letter = _letter(sender, sign_in.name, ticket(sender.key, sign_in.nonce))
    origin = parseaddr(sender.mail_from)
    message = EmailMessage()
    message["Subject"] = letter.subject
    message["From"] = Address(origin[0], addr_spec=origin[1])
    message["To"] = Address(addr_spec=sign_in.email)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = _message_id(sender, sign_in.nonce)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = letter.language
    message.set_content(draw_text(letter))
    message.add_alternative(draw_html(letter), subtype="html")
    return message


def _letter(sender: Sender, name: str, one: Ticket) -> Letter:
    return Letter(
        language=DEFAULT,
        subject=f"Sign in to Pulse of {sender.organisation}",
        title="Sign in to Pulse",
        opening=(
            f"Hello {name},",
            "open this link in the browser in which you asked for it. It works once, for ten minutes.",
        ),
        button="Sign in",
        link=f"{sender.base_url}/sign-in/{one.token}",
        code=("If you asked in another browser, type this code there:", one.spoken),
        rest=(
            ("If you did not ask for this, ignore this mail. Without it nobody can sign in as you.",),
            (f"Questions: {sender.contact}",),
        ),
    )


def _message_id(sender: Sender, nonce: bytes) -> str:
    domain = parseaddr(sender.mail_from)[1].rpartition("@")[2]
    return f"<{hmac.digest(sender.key, MESSAGE_ID_LABEL + nonce, 'sha256')[:16].hex()}@{domain}>"
