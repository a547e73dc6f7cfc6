"""The mails that digests are. Pure: the same values give the same mail, but for its date."""

from datetime import datetime

from pulse.digests.contents import Contents
from pulse.digests.models import Digest
from pulse.digests.queries import DueDigest
from pulse.languages import DEFAULT
from pulse.mail import Mail
from pulse.stationery import Addressed, Letter, Sender, drawn, message_id, write

MESSAGE_ID_LABEL = b"pulse digest message-id\0"
WHY = {
    Digest.LEADER: "You get this because you lead a team: at most once a week, and only if something waits.",
    Digest.EXECUTIVE: "You get this once a month because you lead leaders.",
    Digest.HR: "You get this after each wave and once a month because you look after the programmes.",
}


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


def message(sender: Sender, digest: DueDigest, contents: Contents, now: datetime) -> Mail:
    """Write a digest as a mail, in text and HTML of the same words."""
    own_id = message_id(sender, MESSAGE_ID_LABEL + "\0".join((digest.kind, digest.period, digest.reader)).encode())
    return write(sender, drawn(letter(sender, digest.kind, contents)), Addressed(digest.reader, own_id), now)
