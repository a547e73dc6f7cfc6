"""Sending invitations: the worker, beside a loop that builds and sends the same mails and notes nothing."""

import smtplib
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from statistics import median

from pulse.house import House
from pulse.programme.due import due_mails
from pulse.programme.models import Kind
from pulse.worker.desk import Desk
from pulse.worker.invite import send_due
from tests.benchmarks.organisation import at, founded, opened, roster
from tests.benchmarks.rounds import Say
from tests.benchmarks.rows import Quantity, Row, at_least
from tests.benchmarks.sink import HOST, Sink, sink
from tests.mails import read

SHARE_OF_BARE = 0.85
NOON = datetime(2026, 2, 3, 11, tzinfo=UTC)
"""An hour of a working day, at which everybody may be written to."""


@dataclass(frozen=True)
class Size:
    """How many teams are invited, of so many reps."""

    teams: int = 300
    reps: int = 9


FULL = Size()


@dataclass(frozen=True)
class Writing:
    """What a mail says, all but how it is put together."""

    headers: Sequence[tuple[str, str]]
    text: str
    html: str


def measure(say: Say, size: Size = FULL) -> Iterator[Row]:
    """Let the worker and a bare loop send a batch in turns, until the worker has sent everything."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        taker = stack.enter_context(sink())
        say(f"opening a wave of {size.teams} teams of {size.reps} reps")
        house = stack.enter_context(founded(directory, roster(size.teams, size.reps), at(NOON), taker.url))
        invited = opened(house).contract.invited
        say(f"sending {invited:,} invitations in turns with a bare loop")
        rates = list(_turns(house, taker))
        assert taker.taken == 2 * invited, "Not every mail was sent once by each."
        ours, theirs = (Quantity(median(pair[place] for pair in rates), "/s") for place in range(2))
        yield Row(f"{invited:,} invitations", ours, theirs, at_least(SHARE_OF_BARE))


def _turns(house: House, taker: Sink) -> Iterator[tuple[float, float]]:
    """The rates of the worker and of the bare loop over the same mails, batch by batch."""
    while writings := _next_batch(house):
        began = time.perf_counter()
        sent = send_due(house)
        worker = sent / (time.perf_counter() - began)
        began = time.perf_counter()
        _send_bare(taker.port, writings)
        yield worker, len(writings) / (time.perf_counter() - began)


def _next_batch(house: House) -> list[Writing]:
    with house.databases.office.reading() as session:
        due = due_mails(session, (Kind.INVITATION,), house.clock(), house.settings.mails_per_connection)
    desk = Desk(house)
    written = [desk.written(mail, house.clock()) for mail in due]
    return [_writing(read(mail)) for mail in written if mail]


def _writing(message: EmailMessage) -> Writing:
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    own = ("content-type", "mime-version", "content-transfer-encoding")
    headers = [(name, str(value)) for name, value in message.items() if name.lower() not in own]
    return Writing(headers, text.get_content(), html.get_content())


def _send_bare(port: int, writings: Sequence[Writing]) -> None:
    with smtplib.SMTP(HOST, port) as server:
        for writing in writings:
            message = EmailMessage()
            for name, value in writing.headers:
                message[name] = value
            message.set_content(writing.text)
            message.add_alternative(writing.html, subtype="html")
            server.send_message(message)
