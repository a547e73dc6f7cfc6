"""From a drawn letter to the bytes that leave. Pure: the same values give the same bytes.

The standard library's way, a tree of objects that is parsed and folded anew for every mail, costs ten times as much as
handing the mail over; what is the same in many mails is therefore written once, and the rest is known not to need it.
"""

import re
from binascii import b2a_qp
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import format_datetime
from functools import lru_cache

from pulse.mail import Mail, MailRefused
from pulse.stationery.letters import Drawn
from pulse.stationery.senders import Sender

LONGEST_PLAIN = 900
PLAIN_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+", re.ASCII)
"""An address that stands in a header as it is."""
# Quoted-printable writes "=" before two digits or a line break, never before this.
BORDER = "=_pulse"


@dataclass(frozen=True)
class Addressed:
    """Whom one mail goes to, under which id and name, and headers of its own, which stand as they are."""

    to: str
    message_id: str
    name: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def write(sender: Sender, drawn: Drawn, addressed: Addressed, now: datetime) -> Mail:
    """Write a mail in text and HTML of the same words. Raises MailRefused if nothing can be sent to such an address."""
    origin = sender.origin
    name = origin.display_name if addressed.name is None else addressed.name
    international = not addressed.to.isascii()
    lines = (
        _header("Subject", drawn.subject, international),
        _header("From", str(Address(name, origin.username, origin.domain)), international),
        _to(addressed.to, international),
        _header("Date", format_datetime(now), international),
        *(f"{key}: {value}\r\n" for key, value in addressed.headers.items()),
        f"Message-ID: {addressed.message_id}\r\n",
        f"Content-Language: {drawn.language}\r\n",
        FURNITURE,
    )
    body = _part("plain", drawn.text) + _part("html", drawn.html) + f"--{BORDER}--\r\n".encode()
    return Mail(sender.envelope, addressed.to, "".join(lines).encode() + body)


FURNITURE = (
    "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
    f'Content-Type: multipart/alternative; boundary="{BORDER}"\r\n\r\n'
)


def _part(kind: str, content: str) -> bytes:
    head = (
        f'--{BORDER}\r\nContent-Type: text/{kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode() + b2a_qp(content.replace("\n", "\r\n").encode()) + b"\r\n"


def _to(address: str, international: bool) -> str:
    if len(address) < LONGEST_PLAIN and PLAIN_ADDRESS.fullmatch(address):
        return f"To: {address}\r\n"
    local, _, domain = address.rpartition("@")
    try:
        return _header("To", str(Address(username=local.strip('"'), domain=domain)), international)
    except (ValueError, HeaderParseError):
        raise MailRefused("no address", permanent=True) from None


@lru_cache(maxsize=256)
def _header(name: str, value: str, international: bool) -> str:
    rules = policy.SMTPUTF8 if international else policy.SMTP
    return str(rules.header_factory(name, value).fold(policy=rules))
