"""Handing in what is staged, as somebody of HR hands in a file: by the worker, which alone may change the roster."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse import audit
from pulse.database import hold
from pulse.errors import Refusal
from pulse.programme.roster_changes import ROSTER, Submission, decided, submit_roster, waiting
from pulse.roster import queries as roster
from pulse.roster.changes import compare
from pulse.roster.columns import Unacceptable
from pulse.roster.models import Approval
from pulse.roster.operations import TooManyRemovals
from pulse.scim import queries
from pulse.scim.batches import batch, due
from pulse.scim.drafting import BadStaging, StagedTeam, Usual, draft
from pulse.scim.models import Batch, StagedGroup, StagedMember, StagedPerson
from pulse.scim.operations import SCIM
from pulse.scim.particulars import Particulars, particulars
from pulse.scim.resources import Group
from pulse.settings import Settings

ACTOR = "the identity provider"
WAITS = "Another roster waits for a decision. What the identity provider says is handed in after it."
HANDED_IN = "Handed in. Somebody of HR has to approve it."
IMPORTED = "Imported."
UNCHANGED = "It says what the roster says."
MOST_LEAVE = (
    "{leavers} of {present} people would leave, more than half. An identity provider alone cannot do that. If it is "
    "meant, upload a roster without them on the page of the roster."
)


def hand_in(session: Session, settings: Settings, now: datetime) -> int:
    """Hand in what is staged, if that is due; return how often something was looked at.

    Where nobody has to approve it, it is imported. HR reads on a page what became of it, also where it was refused.
    """
    hold(session, SCIM)
    hold(session, ROSTER)
    gathered = batch(session)
    if gathered is None or not due(session, now):
        return 0
    before = waiting(session)
    if before is not None and (before.proposed_by != ACTOR or decided(before)):
        gathered.outcome = WAITS
        return 0
    gathered.taken_at = now
    try:
        gathered.outcome = _handed_in(session, gathered, settings, now)
    except TooManyRemovals as refusal:
        gathered.outcome = MOST_LEAVE.format(leavers=refusal.leavers, present=refusal.present)
    except Refusal as refusal:
        gathered.outcome = str(refusal)
    return 1


def _handed_in(session: Session, gathered: Batch, settings: Settings, now: datetime) -> str:
    usual = Usual(settings.organisation, settings.scim_time_zone, settings.scim_language, settings.scim_country)
    standing = roster.standing(session)
    file, listed = draft(people(session), teams(session), standing, usual, settings.allowed_domains)
    if not any(compare(standing, listed).counts.values()):
        _withdraw(session, now)
        return UNCHANGED
    # Nobody hands this in, so that one person's approval, where that is enough, is not there.
    submitted = submit_roster(session, Submission(file, listed, ACTOR), Approval.TWO, now)
    gathered.handed_in_at = now
    if submitted.waits:
        return HANDED_IN
    _withdraw(session, now)
    return IMPORTED


def _withdraw(session: Session, now: datetime) -> None:
    """Forget what was handed in before and is no longer said, so that nobody approves it."""
    before = waiting(session)
    if before is not None:
        audit.record(session, now, ACTOR, "roster withdrawn", before.digest)
        session.delete(before)


def people(session: Session) -> Sequence[Particulars]:
    """Everybody who is staged and active. Raises BadStaging."""
    found: list[Particulars] = []
    problems: list[str] = []
    for row in session.scalars(select(StagedPerson).order_by(StagedPerson.number)):
        staged = queries.person(row, "")
        if staged.active is False:
            continue
        try:
            found.append(particulars(staged))
        except Unacceptable as error:  # what a column may hold can have become narrower since it was staged
            problems.append(f"{staged.user_name}: {error}.")
    if problems:
        raise BadStaging(problems)
    return found


def teams(session: Session) -> Sequence[StagedTeam]:
    """Every group that is staged."""
    members: dict[int, set[str]] = defaultdict(set)
    joined = select(StagedMember.group, StagedPerson.id).join(StagedPerson, StagedMember.person == StagedPerson.number)
    for group, person in session.execute(joined):
        members[group].add(person)
    rows = session.scalars(select(StagedGroup).order_by(StagedGroup.number))
    return [
        StagedTeam(Group.model_validate_json(row.resource).display_name or "", frozenset(members[row.number]))
        for row in rows
    ]
