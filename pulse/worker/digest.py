"""Owing and sending digests: each once, in its reader's own hours.

A crash between the server's acceptance and our record is the only way to send one twice, with the same message id.
"""

from collections.abc import Sequence
from datetime import datetime

from pulse.digests.contents import Contents
from pulse.digests.letters import message
from pulse.digests.models import DigestState
from pulse.digests.operations import owe, postpone, record, record_refused
from pulse.digests.queries import DueDigest, due, not_owed_yet
from pulse.digests.readers import DigestReader, readers
from pulse.digests.writing import contents_for
from pulse.house import House
from pulse.mail import MailRefused, MailUnavailable, Post, post
from pulse.programme.schedule import Window, welcome_from
from pulse.stationery import sender_of

AT_A_TIME = 50


def send_digests(house: House) -> int:
    """Owe what a new week, month or wave brings, and send a batch of what is due; return how many were dealt with.

    Raises MailUnavailable when the server takes none.
    """
    now = house.clock()
    _owe_new(house, now)
    with house.databases.office.reading() as session:
        batch = due(session, now, AT_A_TIME)
        known = {kind: readers(session, kind) for kind in {digest.kind for digest in batch}}
    settled = ((digest, _settled(house, digest, known[digest.kind].get(digest.reader), now)) for digest in batch)
    written = [(digest, contents) for digest, contents in settled if contents]
    if written:
        _send(house, written)
    return len(batch)


def _owe_new(house: House, now: datetime) -> None:
    # Looked at twice a second, mostly for nothing; writing would keep others from it.
    with house.databases.office.reading() as session:
        new = [(kind, span, tuple(readers(session, kind).values())) for kind, span in not_owed_yet(session, now)]
    for kind, span, owed_to in new:
        with house.databases.office.writing() as session:
            owe(session, kind, span, owed_to, now)


def _settled(house: House, digest: DueDigest, reader: DigestReader | None, now: datetime) -> Contents | None:
    """What is to be sent now; None where it was put off, has nothing to say, or is nobody's any more."""
    welcome = welcome_from(reader.place, Window(now, digest.ends_at)) if reader and now < digest.ends_at else None
    if reader is None or welcome is None:
        _note(house, digest, DigestState.EXPIRED)
        return None
    if welcome > now:
        with house.databases.office.writing() as session:
            postpone(session, digest, welcome)
        return None
    with house.databases.office.reading() as session:
        contents = contents_for(session, digest.kind, reader.unit, digest.period, house.questionnaire, now=now)
    if contents is None:
        _note(house, digest, DigestState.EMPTY)
    return contents


def _send(house: House, written: Sequence[tuple[DueDigest, Contents]]) -> None:
    sent = False
    with post(house.settings.mail_url.get_secret_value()) as connection:
        try:
            for digest, contents in written:
                _hand_over(house, connection, digest, contents)
                sent = True
        except MailUnavailable:
            if not sent:
                raise


def _hand_over(house: House, connection: Post, digest: DueDigest, contents: Contents) -> None:
    now = house.clock()
    try:
        connection.send(message(sender_of(house.settings), digest, contents, now))
    except MailRefused as refused:
        with house.databases.office.writing() as session:
            record_refused(session, digest, now, permanent=refused.permanent)
    else:
        _note(house, digest, DigestState.SENT)


def _note(house: House, digest: DueDigest, state: DigestState) -> None:
    with house.databases.office.writing() as session:
        record(session, digest, state)
