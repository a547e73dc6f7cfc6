"""Changing a programme on HR's page: noted by the web, approved if it protects people less, applied by the worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from pulse import audit
from pulse.accounts.models import Account, StaffRole
from pulse.accounts.people import Staff
from pulse.accounts.queries import added_at
from pulse.database import hold
from pulse.errors import Refusal
from pulse.planning.models import ProposedProgramme
from pulse.programme.amendment import FieldChange, amendment, loosens
from pulse.programme.definition import Definition
from pulse.programme.models import Programme
from pulse.programme.operations import apply_programme, canonical, check_programme
from pulse.programme.queries import definition_of
from pulse.questionnaire import Questionnaire
from pulse.roster.columns import key_of

PROPOSALS = "programme proposals"
"""The lock of whoever notes, decides about or carries out a change of a programme."""


class ProgrammeMoved(Refusal):
    """The programme, or its proposed change, is not the one somebody had before their eyes."""

    status = 409
    sentence = "Somebody else has changed this programme in the meantime. Look at the page again."


class NeedsAnother(Refusal):
    """Whoever approves proposed it themselves, or got an account of HR only after the proposal."""

    status = 403
    sentence = (
        "This protects people less, or asks them in two programmes, so a second person of HR has to approve it: not "
        "the one who proposed it, and with an account older than the proposal."
    )


class ChangeWaits(Refusal):
    """Somebody would put another change on top of one that a second person has not decided about."""

    status = 409
    sentence = "A change of this programme waits for a second person of HR. Approve it or take it back first."


class Unreadable(Refusal):
    """A change that was noted by another version, or is damaged."""

    status = 409
    sentence = (
        "What was proposed for this programme cannot be read any more: another version noted it, or it is damaged. "
        "It was not applied. Propose it anew."
    )


@dataclass(frozen=True)
class Proposal:
    """A proposed change as its readers see it."""

    definition: Definition
    changes: tuple[FieldChange, ...]
    proposed_by: str
    proposed_at: datetime
    needs_another: bool
    """Whether it waits for a second person of HR, and not for the worker."""
    refused: str


def propose(session: Session, definition: Definition, by: str, now: datetime) -> None:
    """Note how a programme is to be, in place of what was noted before; a change of nothing takes that back."""
    hold(session, PROPOSALS)
    session.execute(delete(ProposedProgramme).where(ProposedProgramme.name == definition.name))
    before, after = current(session, definition.name), canonical(definition)
    if before == after:
        return
    session.add(ProposedProgramme(name=definition.name, before=before, after=after, proposed_by=by, proposed_at=now))
    changes = amendment(_read(before), definition)
    audit.record(session, now, by, "programme proposed", _subject(definition.name, changes))


def change_or_propose(
    session: Session, definition: Definition, questionnaire: Questionnaire, now: datetime, by: str
) -> bool:
    """Apply a programme at once, or note it where a person of HR has to approve it; return whether it was applied.

    Raises what applying a programme raises.
    """
    check_programme(session, definition, questionnaire, now)
    propose(session, definition, by, now)
    noted = proposal(session, definition.name)
    if noted and noted.needs_another:
        return False
    apply_programme(session, definition, questionnaire, now, by)
    session.execute(delete(ProposedProgramme).where(ProposedProgramme.name == definition.name))
    return True


def proposal(session: Session, name: str) -> Proposal | None:
    """What is proposed for the programme of this name. Raises Unreadable."""
    row = session.get(ProposedProgramme, name, populate_existing=True)
    if row is None:
        return None
    definition, changes = _proposed(row)
    waits = _needs_another(session, row, changes)
    return Proposal(definition, changes, row.proposed_by, row.proposed_at, waits, row.refused or "")


def approve(session: Session, name: str, proposed_at: str, person: Staff, now: datetime) -> None:
    """Approve what was proposed then, as the second person. Raises ProgrammeMoved or NeedsAnother."""
    row = _noted(session, name, proposed_at)
    if not person.is_hr or not _stands_apart(session, person.email, row):
        raise NeedsAnother
    row.approved_by = person.email
    audit.record(session, now, person.email, "programme change approved", name)


def withdraw(session: Session, name: str, proposed_at: str, person: Staff, now: datetime) -> None:
    """Take back or decline what was proposed then. Raises ProgrammeMoved."""
    session.delete(_noted(session, name, proposed_at))
    audit.record(session, now, person.email, "programme change withdrawn", name)


def to_apply(session: Session) -> Sequence[str]:
    """The names of the programmes whose change waits for nobody but the worker, which refuses what is unreadable."""
    rows = session.scalars(select(ProposedProgramme).where(ProposedProgramme.refused.is_(None))).all()
    return [row.name for row in rows if _is_unreadable(row) or not _waits(session, row)]


def carry_out(session: Session, name: str, questionnaire: Questionnaire, now: datetime) -> None:
    """Apply a proposed change. Raises ProgrammeMoved, Unreadable and what applying a programme raises."""
    hold(session, PROPOSALS)
    row = session.get(ProposedProgramme, name, populate_existing=True)
    if row is None or _waits(session, row):
        return
    if current(session, name) != row.before:
        raise ProgrammeMoved
    actor = f"{row.proposed_by}, approved by {row.approved_by}" if row.approved_by else row.proposed_by
    definition, _ = _proposed(row)
    apply_programme(session, definition, questionnaire, now, actor)
    session.delete(row)


def refuse(session: Session, name: str, sentence: str) -> None:
    """Tell HR why the worker did not apply a change."""
    row = session.get(ProposedProgramme, name)
    if row is not None:
        row.refused = sentence


def discard_unreadable(session: Session, name: str, now: datetime) -> None:
    """Forget a change that cannot be read, for no page can show it; HR reads in the log of changes what to do."""
    hold(session, PROPOSALS)
    row = session.get(ProposedProgramme, name, populate_existing=True)
    if row is not None and _is_unreadable(row):
        session.delete(row)
        audit.record(session, now, "worker", "programme change refused", f"{name}; {Unreadable.sentence}")


def current(session: Session, name: str) -> str:
    """The canonical definition of a programme as it is applied; empty if there is none."""
    return session.scalar(select(Programme.definition).where(Programme.name == name)) or ""


def wanted(session: Session, programme: Programme) -> Definition:
    """What HR wants of a programme: what is proposed or, without that, what is applied. Raises ChangeWaits."""
    proposed = proposal(session, programme.name)
    if proposed and proposed.needs_another:
        raise ChangeWaits
    return proposed.definition if proposed else definition_of(programme)


def _waits(session: Session, row: ProposedProgramme) -> bool:
    return _needs_another(session, row, _proposed(row)[1])


def _proposed(row: ProposedProgramme) -> tuple[Definition, tuple[FieldChange, ...]]:
    """How a programme is to be, and what that changes. Raises Unreadable."""
    try:
        definition = Definition.model_validate_json(row.after)
        return definition, tuple(amendment(_read(row.before), definition))
    except ValidationError:
        raise Unreadable from None


def _is_unreadable(row: ProposedProgramme) -> bool:
    try:
        _proposed(row)
    except Unreadable:
        return True
    return False


def _needs_another(session: Session, row: ProposedProgramme, changes: tuple[FieldChange, ...]) -> bool:
    weaker = loosens(changes) or (not row.before and _asks_again(session, row))
    if not weaker or (row.approved_by and _stands_apart(session, row.approved_by, row)):
        return False
    others = Account.role == StaffRole.HR, Account.email != row.proposed_by, Account.added_at < row.proposed_at
    return bool(session.scalar(select(exists().where(*others))))


def _asks_again(session: Session, row: ProposedProgramme) -> bool:
    """Whether a new programme asks people whom another asks already.

    Under other thresholds, or in another part of the hierarchy, it may show what that one hides.
    """
    wanted = _place(Definition.model_validate_json(row.after))
    others = session.scalars(select(Programme).where(Programme.name != row.name)).all()
    return any(_overlap(wanted, _place(definition_of(other))) for other in others)


def _place(definition: Definition) -> tuple[str, ...]:
    return key_of([part.strip() for part in definition.audience.split("/")])


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one place in the hierarchy is the other, or above it; all are below one root, by any name."""
    return all(mine == theirs for mine, theirs in zip(one[1:], other[1:], strict=False))


def _stands_apart(session: Session, email: str, row: ProposedProgramme) -> bool:
    since = added_at(session, email)
    return email != row.proposed_by and since is not None and since < row.proposed_at


def _noted(session: Session, name: str, proposed_at: str) -> ProposedProgramme:
    hold(session, PROPOSALS)
    row = session.get(ProposedProgramme, name, populate_existing=True)
    if row is None or row.proposed_at.isoformat() != proposed_at:
        raise ProgrammeMoved
    return row


def _read(definition: str) -> Definition | None:
    return Definition.model_validate_json(definition) if definition else None


def _subject(name: str, changes: tuple[FieldChange, ...]) -> str:
    return f"{name}; " + "; ".join(map(str, changes))
