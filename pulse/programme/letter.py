"""The mails of a wave: invitation, reminder, results. Pure: the same values give the same mail, but for its date."""

import hmac
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import lru_cache

from pulse.programme.models import Kind
from pulse.programme.occasion import Occasion, Reader, Sender
from pulse.programme.wording import Wording
from pulse.stationery import Letter, draw_html, draw_text

MESSAGE_ID_LABEL = b"pulse.message-id/1"


def invitation(sender: Sender, occasion: Occasion, reader: Reader, now: datetime) -> EmailMessage:
    """Write the mail that invites somebody to a wave."""
    words = Wording(sender, occasion, reader, now)
    _ = words.gettext
    letter = Letter(
        language=words.language,
        subject=_("%(taps)d taps on how selling is going - open until %(until)s")
        % {"taps": occasion.taps, "until": words.until},
        title=occasion.programme,
        opening=tuple(line for line in (words.effort, words.deadline, occasion.you_said_we_did) if line),
        button=_("Answer now"),
        link=words.link,
        code=words.code,
        rest=((words.group,), words.anonymity, words.fingerprint, (words.why, words.reminders, words.questions)),
    )
    return _message(words, letter, Kind.INVITATION)


def reminder(sender: Sender, occasion: Occasion, reader: Reader, now: datetime, kind: Kind) -> EmailMessage:
    """Write the first or second reminder: two lines and the button."""
    words = Wording(sender, occasion, reader, now)
    _ = words.gettext
    letter = Letter(
        language=words.language,
        subject=_("Reminder: %(taps)d taps on how selling is going - open until %(until)s")
        % {"taps": occasion.taps, "until": words.until},
        title=occasion.programme,
        opening=(f"{words.effort} {words.deadline}", words.reminded),
        button=_("Answer now"),
        link=words.link,
        code=words.code,
        rest=(words.fingerprint, (words.questions,)),
    )
    return _message(words, letter, kind)


def results(sender: Sender, occasion: Occasion, reader: Reader, now: datetime) -> EmailMessage:
    """Write the mail that tells a leader that results are open, and by when to answer; there is no score in it."""
    words = Wording(sender, occasion, reader, now)
    _ = words.gettext
    sign_in = _("Sign in with this mail address to see them. Scores are not sent by mail.")
    letter = Letter(
        language=words.language,
        subject=words.results_subject,
        title=occasion.programme,
        opening=tuple(line for line in (words.results_are_open, words.answer_by, sign_in) if line),
        button=_("See the results"),
        link=f"{sender.base_url}/",
        code=None,
        rest=(*words.own_group, words.fingerprint, (words.questions,)),
    )
    return _message(words, letter, Kind.RESULTS)


def team_results(sender: Sender, occasion: Occasion, reader: Reader, now: datetime) -> EmailMessage:
    """Write the mail that leads somebody who was invited to the results of the group they count in."""
    words = Wording(sender, occasion, reader, now)
    _ = words.gettext
    letter = Letter(
        language=words.language,
        subject=words.results_subject,
        title=occasion.programme,
        opening=(words.results_are_open, words.results_of_group),
        button=_("See the results"),
        link=words.team_link,
        code=None,
        rest=((words.about_team_link,), words.fingerprint, (words.why, words.questions)),
    )
    return _message(words, letter, Kind.TEAM_RESULTS)


def message_id(sender: Sender, wave: str, person: int, kind: Kind) -> str:
    """The fixed id of a mail: a second copy can be told to be one. It gives neither the person nor the code away."""
    content = b"\0".join((MESSAGE_ID_LABEL, wave.encode(), str(person).encode(), kind.encode()))
    name = hmac.digest(sender.key, content, "sha256")[:16].hex()
    return f"<{name}@{_address(sender.mail_from).domain}>"


def _message(words: Wording, letter: Letter, kind: Kind) -> EmailMessage:
    origin, message = _address(words.sender.mail_from), EmailMessage()
    headers = {
        "Subject": letter.subject,
        "From": str(Address(words.occasion.programme, origin.username, origin.domain)),
        "Date": format_datetime(words.now),
        "Auto-Submitted": "auto-generated",
    }
    for name, value in headers.items():
        message[name] = _parsed(name, value)
    message["To"] = str(_address(words.reader.email))
    message["Message-ID"] = message_id(words.sender, words.occasion.wave, words.reader.person, kind)
    message.set_content(draw_text(letter))
    message.add_alternative(draw_html(letter), subtype="html", cte="quoted-printable")
    return message


# Parsing headers is half the work of writing a mail, and these are the same in a thousand mails.
_parsed = lru_cache(maxsize=256)(policy.default.header_factory)


@lru_cache(maxsize=256)
def _address(written: str) -> Address:
    local, _, domain = parseaddr(written)[1].rpartition("@")
    return Address(username=local, domain=domain)
