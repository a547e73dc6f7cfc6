"""What tests of digests ask."""

import re
from collections import Counter
from datetime import datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import select

from pulse.digests.contents import Contents
from pulse.digests.models import Digest, OwedDigest
from pulse.digests.writing import contents_for
from pulse.worker.digest import send_digests
from tests.actions.loop import MUNICH, Loop


def contents(loop: Loop, kind: Digest, unit: str = MUNICH, period: str = "2026-02") -> Contents | None:
    """What a digest says now."""
    house = loop.stage.house
    with house.databases.office.reading() as office:
        code = loop.stage.code(unit)
        return contents_for(office, kind, code, period, house.questionnaire, now=loop.stage.clock())


def lines(found: Contents | None, title: str) -> tuple[str, ...]:
    """The lines of a section; none where it is left out."""
    sections = found.sections if found else ()
    return next((section.lines for section in sections if section.title == title), ())


def text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return " ".join(str(part.get_content()).split())


def html_words(mail: EmailMessage) -> list[str]:
    """The words a reader of the HTML part sees."""
    part = mail.get_body(("html",))
    assert part is not None
    body = re.split(r"<body[^>]*>", str(part.get_content()))[1]
    return re.sub(r"<[^>]+>", " ", body).replace("&#39;", "'").replace("&amp;", "&").split()


def states(loop: Loop, kind: Digest | None = None) -> Counter[str]:
    wanted = select(OwedDigest.state)
    with loop.stage.house.databases.office.reading() as office:
        return Counter(map(str, office.scalars(wanted.where(OwedDigest.kind == kind) if kind else wanted)))


def pass_days(loop: Loop, until: datetime, hours: int = 3) -> None:
    """Let time pass and the worker look."""
    while loop.stage.clock.now < until:
        loop.stage.clock.now = min(until, loop.stage.clock.now + timedelta(hours=hours))
        send_digests(loop.stage.house)
