"""A roster file from HR's page: kept until somebody has looked at it, handed in, carried out by the worker."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pulse.errors import Refusal
from pulse.planning.models import UploadedRoster
from pulse.programme.roster_changes import Submission, submit_roster
from pulse.roster.importing import read_roster
from pulse.roster.models import Approval

KEPT = timedelta(days=1)
"""How long a file waits to be handed in; then the worker forgets it, for it names everybody."""


class NotUploaded(Refusal):
    """The file somebody hands in is not, or no longer, the one they uploaded."""

    status = 409
    sentence = (
        "This file is not here any more: it was handed in already, or another took its place. Look at the page again."
    )


class RemovalsNotConfirmed(Refusal):
    """Most people would leave, and whoever hands the file in has not said that this is meant."""

    sentence = "More than half of the people would leave. Tick the box if that is meant, and hand the file in again."


def keep_upload(session: Session, person: str, file: bytes, now: datetime) -> None:
    """Keep a roster file for the one who uploaded it, in place of an earlier one."""
    discard_upload(session, person)
    digest = hashlib.sha256(file).hexdigest()
    session.add(UploadedRoster(uploaded_by=person, uploaded_at=now, digest=digest, file=file))
    session.flush()


def upload_of(session: Session, person: str) -> UploadedRoster | None:
    """The file this person uploaded last, while it waits for them or for the worker."""
    return session.get(UploadedRoster, person, populate_existing=True)


def discard_upload(session: Session, person: str) -> None:
    """Forget the file of this person."""
    session.execute(delete(UploadedRoster).where(UploadedRoster.uploaded_by == person))


def hand_in(session: Session, person: str, digest: str, now: datetime, *, removals_confirmed: bool) -> None:
    """Leave the uploaded file of this digest to the worker; saying so twice changes nothing. Raises NotUploaded."""
    kept = upload_of(session, person)
    if kept is None or kept.digest != digest:
        raise NotUploaded
    if kept.handed_in_at is None or kept.refused:
        kept.handed_in_at, kept.removals_confirmed, kept.refused = now, removals_confirmed, None


def handed_in(session: Session) -> Sequence[str]:
    """Whose files wait for the worker, the first first."""
    waiting = UploadedRoster.handed_in_at.is_not(None), UploadedRoster.refused.is_(None)
    order = UploadedRoster.handed_in_at, UploadedRoster.uploaded_by
    return session.scalars(select(UploadedRoster.uploaded_by).where(*waiting).order_by(*order)).all()


def carry_out(session: Session, person: str, rule: Approval, allowed_domains: tuple[str, ...], now: datetime) -> None:
    """Import the file of this person, or let it wait for a second one, as `submit_roster` does.

    Raises what reading and importing a roster raise.
    """
    kept = upload_of(session, person)
    if kept is None:
        return
    roster = read_roster(kept.file, allowed_domains)
    submit_roster(session, Submission(kept.file, roster, person, kept.removals_confirmed), rule, now)
    discard_upload(session, person)


def refuse_upload(session: Session, person: str, sentence: str) -> None:
    """Tell this person why their file was not taken."""
    kept = upload_of(session, person)
    if kept is not None:
        kept.refused = sentence


def forgotten(session: Session, now: datetime) -> Sequence[str]:
    """Whose files nobody handed in for too long."""
    return session.scalars(select(UploadedRoster.uploaded_by).where(UploadedRoster.uploaded_at < now - KEPT)).all()
