"""The roster that waits for a second person, as that person reads it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pulse.planning.roster_preview import ChangeGroup, change_groups
from pulse.programme.roster_changes import waiting
from pulse.roster.importing import BadRoster, read_roster
from pulse.roster.operations import planned_changes


@dataclass(frozen=True)
class Proposal:
    """A proposed roster: who proposed it, the SHA-256 of its file, and every change it would make."""

    proposed_by: str
    proposed_at: datetime
    digest: str
    decided: str
    """What was decided and by whom; empty while it waits for that."""
    groups: tuple[ChangeGroup, ...]
    refused: str
    """Why the file cannot be taken any more; empty where it can."""


def proposal(session: Session, allowed_domains: tuple[str, ...]) -> Proposal | None:
    """Return the proposed roster; None where none waits."""
    found = waiting(session)
    if found is None:
        return None
    approved = f"Approved by {found.approved_by}; the worker imports it." if found.approved_by else ""
    declined = f"Declined by {found.declined_by}." if found.declined_by else ""
    try:
        groups, refused = change_groups(planned_changes(session, read_roster(found.file, allowed_domains))), ""
    except BadRoster as refusal:  # the allowed domains may have changed since it was proposed
        groups, refused = (), str(refusal)
    return Proposal(found.proposed_by, found.proposed_at, found.digest, approved or declined, groups, refused)
