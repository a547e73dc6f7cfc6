"""A targets file from HR's page: kept for the one who uploaded it until they have looked at what it would change."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from pulse.database import hold
from pulse.errors import Refusal
from pulse.targets.changes import Changes
from pulse.targets.importing import read_targets
from pulse.targets.models import UploadedTargets
from pulse.targets.operations import TARGETS, save_targets
from pulse.targets.queries import standing

KEPT = timedelta(days=1)
"""How long a file waits to be saved before the next upload of anybody clears it away."""


class NotUploaded(Refusal):
    """The file somebody saves is not, or no longer, the one they uploaded."""

    status = 409
    sentence = (
        "This file is not here any more: it was saved already, or another took its place. Look at the page again."
    )


def keep_upload(session: Session, person: str, file: bytes, now: datetime) -> None:
    """Keep a faultless file for this person, in place of an earlier one. Raises BadTargets."""
    hold(session, TARGETS)
    read_targets(file, standing(session))
    past = or_(UploadedTargets.uploaded_by == person, UploadedTargets.uploaded_at < now - KEPT)
    session.execute(delete(UploadedTargets).where(past))
    digest = hashlib.sha256(file).hexdigest()
    session.add(UploadedTargets(uploaded_by=person, uploaded_at=now, digest=digest, file=file))


def upload_of(session: Session, person: str) -> UploadedTargets | None:
    """The file this person uploaded last and has not saved."""
    return session.get(UploadedTargets, person, populate_existing=True)


def save_upload(session: Session, person: str, digest: str, now: datetime) -> Changes:
    """Save this person's file of this digest. Raises NotUploaded, and BadTargets if the roster changed meanwhile."""
    hold(session, TARGETS)
    kept = upload_of(session, person)
    if kept is None or kept.digest != digest:
        raise NotUploaded
    changes = save_targets(session, read_targets(kept.file, standing(session)), now, person)
    discard_upload(session, person)
    return changes


def discard_upload(session: Session, person: str) -> None:
    """Forget this person's file."""
    session.execute(delete(UploadedTargets).where(UploadedTargets.uploaded_by == person))
