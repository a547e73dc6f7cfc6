"""Changing the roster while a programme runs takes two people: one proposes a file, another of HR approves it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from pulse import audit
from pulse.accounts.people import Staff
from pulse.accounts.queries import added_at
from pulse.database import hold
from pulse.errors import Refusal
from pulse.programme.models import Programme, Wave
from pulse.roster.changes import Changes
from pulse.roster.importing import Roster, read_roster
from pulse.roster.models import Approval, ProposedRoster, RosterImport
from pulse.roster.operations import TooManyRemovals, import_roster, planned_changes

ROSTER = "roster"
"""The lock of whoever changes the roster or decides about it."""
REFUSED = (
    "This approved file cannot be imported any more: it is damaged, or the rules for files or the roster have changed "
    "since it was handed in. Hand in a new one."
)


class NotWaiting(Refusal):
    """The roster somebody decides about is not, or no longer, the one that waits."""

    status = 409
    sentence = (
        "This roster no longer waits for a decision, or another file has taken its place. Look at the page again."
    )


class NotASecondPerson(Refusal):
    """Whoever decides is not of HR, is the one who proposed, or got an account only after the proposal."""

    status = 403
    sentence = (
        "A second person has to approve this roster: somebody of HR whose account is older than the proposal, and not "
        "the one who proposed it."
    )


@dataclass(frozen=True)
class Submission:
    """A roster file as somebody hands it in: its bytes, what they mean, by whom, and whether many may leave."""

    file: bytes
    roster: Roster
    actor: str
    removals_confirmed: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of the file in hexadecimal; `sha256sum` gives the same."""
        return hashlib.sha256(self.file).hexdigest()


@dataclass(frozen=True)
class Submitted:
    """What became of a roster: imported, or waiting for a second person."""

    changes: Changes
    waits: bool


def submit_roster(session: Session, handed_in: Submission, rule: Approval, now: datetime) -> Submitted:
    """Import a roster or, where it shifts people while a programme runs, let it wait for a second person.

    A new proposal takes the place of one that waits. `rule` is who must stand behind changes of a running programme.
    Raises TooManyRemovals and ClockWentBack.
    """
    hold(session, ROSTER)
    changes = planned_changes(session, handed_in.roster)
    if changes.removes_most and not handed_in.removals_confirmed:
        raise TooManyRemovals(changes)
    approval = approval_for(session, rule)
    if needs_second(approval, changes):
        _propose(session, handed_in, now, changes)
        return Submitted(changes, waits=True)
    import_roster(session, handed_in.roster, now, handed_in.actor, removals_confirmed=True, approval=approval)
    return Submitted(changes, waits=False)


def approval_for(session: Session, rule: Approval) -> Approval:
    """Who stands behind a change of the roster now; `rule` holds once there is a programme."""
    return rule if session.scalar(select(func.count()).select_from(Programme)) else Approval.BEFORE


def needs_second(approval: Approval, changes: Changes) -> bool:
    """Whether these changes wait for a second person."""
    # Under another name somebody would stay in the comments that name them, without a trace in the contract.
    return approval is Approval.TWO and (changes.shifts_people or changes.renames_people)


def waiting(session: Session) -> ProposedRoster | None:
    """The roster that waits for a second person, or for the worker after a decision."""
    return session.get(ProposedRoster, 1, populate_existing=True)


def decided(proposed: ProposedRoster) -> bool:
    """Whether somebody has approved or declined it."""
    return bool(proposed.approved_by or proposed.declined_by)


def approve(session: Session, digest: str, person: Staff, now: datetime) -> None:
    """Approve the waiting roster of this digest; the worker imports it. Raises NotWaiting or NotASecondPerson."""
    proposed = _undecided(session, digest)
    _require_second(session, proposed, person)
    proposed.approved_by, proposed.approved_at = person.email, now
    audit.record(session, now, person.email, "roster approved", digest)


def decline(session: Session, digest: str, person: Staff, now: datetime) -> None:
    """Decline the waiting roster of this digest; the worker forgets the file. Raises NotWaiting."""
    proposed = _undecided(session, digest)
    proposed.declined_by = person.email
    audit.record(session, now, person.email, "roster declined", digest)


def carry_out(session: Session, allowed_domains: tuple[str, ...], now: datetime) -> int:
    """Import the approved roster or forget the declined one; return how many there were.

    Raises what reading and importing a roster raise.
    """
    hold(session, ROSTER)
    proposed = waiting(session)
    if proposed is None or not decided(proposed):
        return 0
    if proposed.approved_by:
        actor = f"{proposed.proposed_by}, approved by {proposed.approved_by}"
        roster, confirmed = read_roster(proposed.file, allowed_domains), proposed.removals_confirmed
        import_roster(session, roster, now, actor, removals_confirmed=confirmed, approval=Approval.TWO)
    session.execute(delete(ProposedRoster))
    return 1


def refuse_approved(session: Session, now: datetime) -> None:
    """Forget an approved roster that cannot be imported any more; HR reads in the log of changes what to do."""
    hold(session, ROSTER)
    proposed = waiting(session)
    if proposed is not None:
        audit.record(session, now, "worker", "roster refused", f"{proposed.digest}; {REFUSED}")
        session.delete(proposed)


def roster_changes(session: Session, wave: Wave) -> tuple[Mapping[str, Any], ...]:
    """What a wave's contract says of the roster: every change since the wave before was to open, without a name."""
    # From its planned opening on: what came while it was being opened is told twice rather than never.
    before = select(func.max(Wave.opens_at)).where(Wave.programme_id == wave.programme_id, Wave.number < wave.number)
    since = session.scalar(before)
    imports = select(RosterImport).order_by(RosterImport.id)
    return tuple(
        {
            "on": one.at.date().isoformat(),
            "approval": str(one.approval),
            "joiners": one.joiners,
            "leavers": one.leavers,
            "moves": one.moves,
            "new_teams": one.new_teams,
        }
        for one in session.scalars(imports.where(RosterImport.at >= since) if since else imports)
    )


def _propose(session: Session, handed_in: Submission, now: datetime, changes: Changes) -> None:
    session.execute(delete(ProposedRoster))
    session.add(
        ProposedRoster(
            file=handed_in.file,
            digest=handed_in.digest,
            removals_confirmed=handed_in.removals_confirmed,
            proposed_by=handed_in.actor,
            proposed_at=now,
        )
    )
    audit.record(session, now, handed_in.actor, "roster proposed", f"{changes.summary}; SHA-256 {handed_in.digest}")


def _undecided(session: Session, digest: str) -> ProposedRoster:
    hold(session, ROSTER)
    proposed = waiting(session)
    if proposed is None or proposed.digest != digest or decided(proposed):
        raise NotWaiting
    return proposed


def _require_second(session: Session, proposed: ProposedRoster, person: Staff) -> None:
    since = added_at(session, person.email)
    if not person.is_hr or person.email == proposed.proposed_by or since is None or since >= proposed.proposed_at:
        raise NotASecondPerson
