"""The books: every publication and contract of the organisation, with the program that attacks them, as one file."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from threading import Lock
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.errors import NotFound
from pulse.programme.models import Wave
from pulse.programme.queries import books_are_open
from pulse.publications.models import Publication

ATTACK = Path(__file__).resolve().parents[1] / "static" / "attack.py"
FILE_NAME = "pulse-books.zip"
STAYS = timedelta(days=30)
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The only date a file in the books bears, so that the same publications always give the same bytes."""

DAY_BYTES, PROOF_BYTES = 4, 16

README = """\
The books of Pulse: everything this organisation has published, and the contracts it was published under.

publications/   one file per wave, in the order of publication: the numbers from which every page, mail and export is
                computed. Each names the SHA-256 of the one before.
contracts/      one file per wave, fixed before anybody answered. Its SHA-256 is the fingerprint in the wave's mails.
attack.py       looks in these files for anything that tells what somebody answered. It needs Python 3.11 or newer and
                nothing else:

    python attack.py .
    python attack.py --help

Units bear the names of the contract, not those of the organisation. Comments are not in the books; each publication
holds the SHA-256 of its comments. To compare a contract with a mail: sha256sum contracts/*.json
"""


class LinkExpired(NotFound):
    """A link to the books is not genuine, or its time is over."""

    sentence = "This link to the books is not valid, or no longer. Ask whoever gave it to you for a new one."


class BooksClosed(NotFound):
    """The books are not open to everyone here."""

    sentence = "The books are downloaded through a link. Ask HR or the works council for one."


def require_open(session: Session) -> None:
    """Raises BooksClosed unless the contract of some wave opens the books to everyone."""
    if not books_are_open(session):
        raise BooksClosed


class Binder:
    """Binds the books once for each publication: whoever asks again, or at the same moment, gets the copy kept here."""

    def __init__(self) -> None:
        self._binding = Lock()
        self._newest, self._bound = "", b""

    def bound(self, session: Session) -> bytes:
        """Return the books as they are now."""
        newest = session.scalar(select(Publication.document).order_by(Publication.sequence.desc()).limit(1)) or ""
        with self._binding:
            if not self._bound or newest != self._newest:
                self._newest, self._bound = newest, books(session)
            return self._bound


def books(session: Session) -> bytes:
    """Write the books as a zip file; the same publications give the same bytes."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in _files(session):
            entry = ZipInfo(name, LONG_AGO)
            entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def token(key: bytes, now: datetime) -> str:
    """A link's last part: it says until when it is valid, and nothing about who asked for it or holds it."""
    last = (now.astimezone(UTC) + STAYS).date().toordinal().to_bytes(DAY_BYTES, "big")
    return urlsafe_b64encode(last + _proof(key, last)).decode().rstrip("=")


def valid_until(key: bytes, token: str) -> datetime:
    """The instant a genuine link expires: the end of its last day, in UTC. Raises LinkExpired."""
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (Error, ValueError):
        raise LinkExpired from None
    last, proof = raw[:DAY_BYTES], raw[DAY_BYTES:]
    if not hmac.compare_digest(proof, _proof(key, last)):
        raise LinkExpired
    return datetime.fromordinal(int.from_bytes(last, "big")).replace(tzinfo=UTC) + timedelta(days=1)


def check(key: bytes, token: str, now: datetime) -> None:
    """Raises LinkExpired unless the link is genuine and its time is not over."""
    if now >= valid_until(key, token):
        raise LinkExpired


def _files(session: Session) -> Iterator[tuple[str, str | bytes]]:
    yield "README.txt", README
    yield "attack.py", ATTACK.read_bytes()
    columns = Publication.sequence, Publication.document, Wave.name, Wave.contract
    published = select(*columns).join(Wave, Wave.id == Publication.wave_id).order_by(Publication.sequence)
    for row in session.execute(published.execution_options(yield_per=1)):
        yield f"publications/{row.sequence:04}-{row.name}.json", row.document
        yield f"contracts/{row.name}.json", row.contract or ""


def _proof(key: bytes, last: bytes) -> bytes:
    return hmac.digest(key, b"pulse books\0" + last, "sha256")[:PROOF_BYTES]
