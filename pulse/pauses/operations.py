"""Writes of pauses: what the web appends, and what the worker counts down."""

from collections.abc import Collection

from sqlalchemy import Integer, bindparam, delete, insert, literal, select, update
from sqlalchemy.orm import Session

from pulse.pauses.models import PAUSED_WAVES, Pause
from pulse.roster.models import Membership

NOBODY = 0


def pause(session: Session, person: int | None) -> None:
    """Leave somebody out of the next waves; None, of a token that is not ours, changes nothing."""
    _append(session, person, PAUSED_WAVES)


def resume(session: Session, person: int | None) -> None:
    """Ask somebody again from the next wave on."""
    _append(session, person, 0)


def _append(session: Session, person: int | None, waves: int) -> None:
    # Pausing, pausing again and coming back write one row each, whatever was there: doing so shows nobody which it was.
    current = select(Membership.id, literal(waves, Integer)).where(
        Membership.person_id == (person or NOBODY), Membership.until.is_(None)
    )
    session.execute(insert(Pause).from_select(["membership_id", "waves"], current))


def count_down(session: Session, left_out: Collection[int]) -> None:
    """Note that these people were left out of a wave, and forget what is over.

    A click in between stands behind the rows seen here, and wins.
    """
    seen = session.execute(
        select(Pause.id, Pause.waves, Pause.membership_id, Membership.person_id, Membership.until)
        .join(Membership)
        .order_by(Pause.id)
    ).all()
    newest = {row.membership_id: row for row in seen}
    left = {row.id: row.waves - (row.person_id in left_out) for row in newest.values() if row.until is None}
    kept = {row: waves for row, waves in left.items() if waves > 0}
    if over := [row.id for row in seen if row.id not in kept]:
        # One by one: a list of all has more values than a statement of PostgreSQL may.
        session.connection().execute(
            delete(Pause).where(Pause.id == bindparam("gone")), [{"gone": row} for row in over]
        )
    if kept:
        session.execute(update(Pause), [{"id": row, "waves": waves} for row, waves in kept.items()])
