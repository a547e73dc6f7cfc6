"""Reading what mail servers report back: addresses that refuse mail after it was taken.

A report is believed only if it quotes the id of a mail that was sent to the address it names. Ids are drawn from the
installation's secret and stand in the mails alone, so nobody can report an address they never had a mail of.
"""

import hmac
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.house import House
from pulse.programme.models import Kind, MailState, OutboxMail, Wave
from pulse.programme.outbox import record_returned
from pulse.programme.pad import mail_id
from pulse.roster.models import Person
from pulse.stationery import Sender, sender_of
from pulse.worker.reports import Returned, read

AT_A_TIME = 200
LARGEST = 256 * 1024
"""What is read of a report; the mail it quotes stands at its end, and only the headers matter."""
NEWS = timedelta(days=60)
NEW, SEEN, SEEN_MARK = "new", "cur", ":2,S"


def collect_bounces(house: House) -> int:
    """Empty the mailbox for reports; return how many mails were looked at.

    Reports and automatic replies are destroyed: both may say of somebody that they are away or gone. What a human may
    have written is kept in the folder of mails that were seen.
    """
    mailbox = house.settings.bounce_maildir
    files = _files(mailbox) if mailbox else []
    for file in files:
        (file.parent.parent / SEEN).mkdir(exist_ok=True)
        # First out of the way, so that one mail that cannot be read holds up nothing and is not tried again.
        kept = file.rename(file.parent.parent / SEEN / f"{file.name}{SEEN_MARK}")
        with kept.open("rb") as source:
            arrived = read(source.read(LARGEST))
        for returned in arrived.returned:
            _note(house, returned)
        if arrived.automatic:
            kept.unlink()
    return len(files)


def _files(mailbox: Path) -> list[Path]:
    here = mailbox / NEW
    found = (one for one in here.iterdir() if one.is_file() and not one.is_symlink()) if here.is_dir() else ()
    return sorted(found)[:AT_A_TIME]


def _note(house: House, returned: Returned) -> None:
    sender = sender_of(house.settings)
    with house.databases.office.writing() as session:
        for wave_id, person, kind in _meant(house, session, sender, returned):
            record_returned(session, wave_id, person, kind)


def _meant(house: House, session: Session, sender: Sender, returned: Returned) -> Iterator[tuple[int, int, Kind]]:
    """The mail that came back: sent lately, to one of the addresses named, and of this id."""
    sent = (
        select(OutboxMail.wave_id, OutboxMail.person_id, OutboxMail.kind, Wave.name)
        .join(Wave)
        .join(Person, Person.id == OutboxMail.person_id)
        .where(Person.email.in_(returned.addresses), OutboxMail.state == MailState.SENT)
        .where(Wave.closes_at > house.clock() - NEWS)
    )
    for wave_id, person, kind, wave in session.execute(sent).all():
        own_id = mail_id(sender, wave, person, Kind(kind))
        if hmac.compare_digest(own_id.encode(), returned.message_id.encode("utf-8", "replace")):
            yield wave_id, person, Kind(kind)
