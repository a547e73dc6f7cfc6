"""Mails that the server took and that could not be recorded as sent, say because the disk is full.

The process that sent one remembers it: it tries to record it again, and does not send it again. Another process does
not know of it, nor does this one after a crash.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from pulse.programme.due import DueMail

_taken: set[tuple[str, int, int, str]] = set()


def is_taken(session: Session, mail: DueMail) -> bool:
    """Whether this process sent a mail that is not recorded."""
    return _key(session, mail) in _taken


@contextmanager
def recorded(session: Session, mail: DueMail) -> Iterator[None]:
    """One transaction that records what the server took; if it cannot be, that is remembered."""
    key = _key(session, mail)
    try:
        with session.begin():
            yield
    except SQLAlchemyError:
        _taken.add(key)
        raise
    _taken.discard(key)


def _key(session: Session, mail: DueMail) -> tuple[str, int, int, str]:
    return str(session.get_bind().engine.url), mail.wave_id, mail.person, mail.kind
