"""The mails that digests are. Pure: the same values give the same mail, but for its date."""

import hmac
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from pulse.digests.contents import Contents
from pulse.digests.models import Digest
from pulse.digests.queries import DueDigest
from pulse.languages import DEFAULT
from pulse.programme.occasion import Sender
from pulse.settings import Settings
from pulse.stationery import Letter, draw_html, draw_text

MESSAGE_ID_LABEL = b"pulse digest message-id\0"
WHY = {
    Digest.LEADER: "You get this because you lead a team: at most once a week, and only if something waits.",
    Digest.EXECUTIVE: "You get this once a month because you lead leaders.",
    Digest.HR: "You get this after each wave and once a month because you look after the programmes.",
}


def sender_of(settings: Settings) -> Sender:
    """Who writes: the installation."""
    return Sender(
        organisation=settings.organisation,
        base_url=settings.base_url,
        mail_from=settings.mail_from,
        contact=settings.contact,
        key=settings.secret_key.get_secret_value().encode(),
    )


def letter(sender: Sender, kind: Digest, contents: Contents) -> Letter:
    """Put a digest on paper."""
    return Letter(
        language=DEFAULT,
        subject=contents.title,
        title=contents.title,
        opening=contents.opening,
        button=contents.button,
        link=f"{sender.base_url}{contents.path}",
        code=None,
        rest=((WHY[kind], f"To get it no more, or with questions: {sender.contact}"),),
        sections=contents.sections,
    )


def message(sender: Sender, digest: DueDigest, contents: Contents, now: datetime) -> EmailMessage:
    """Write a digest as a mail, in text and HTML of the same words."""
    written, origin = letter(sender, digest.kind, contents), parseaddr(sender.mail_from)
    mail = EmailMessage()
    mail["Subject"] = written.subject
    mail["From"] = Address(origin[0], addr_spec=origin[1])
    mail["To"] = Address(addr_spec=digest.reader)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id(sender, digest)
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = written.language
    mail.set_content(draw_text(written))
    mail.add_alternative(draw_html(written), subtype="html", cte="quoted-printable")
    return mail


def message_id(sender: Sender, digest: DueDigest) -> str:
    """The fixed id of a digest: a second copy can be told to be one."""
    content = "\0".join((digest.kind, digest.period, digest.reader)).encode()
    domain = parseaddr(sender.mail_from)[1].rpartition("@")[2]
    return f"<{hmac.digest(sender.key, MESSAGE_ID_LABEL + content, 'sha256')[:16].hex()}@{domain}>"
