"""The clock, by which waves open and close."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import func, select

from pulse.audit import AuditEntry
from pulse.house import House
from pulse.worker.checkup.findings import Finding, fault, warning

MOST_APART = timedelta(seconds=5)


def about_clock(house: House) -> Iterator[Finding]:
    """Compare this machine's clock with what was written before and, in PostgreSQL, with the server's."""
    now = house.clock()
    with house.databases.office.reading() as session:
        newest = session.scalar(select(func.max(AuditEntry.at)))
        if newest and newest > now:
            yield fault(
                f"This machine's clock is behind: it shows {now:%Y-%m-%d %H:%M} UTC, and something was written down at "
                f"{newest:%Y-%m-%d %H:%M} UTC. Waves would close late. Set the clock."
            )
        if not house.databases.office.embedded:
            theirs: datetime = session.execute(sa.select(sa.func.now())).scalar_one()
            if abs(theirs - now) > MOST_APART:
                yield warning("This machine's clock and the database server's are more than five seconds apart.")
