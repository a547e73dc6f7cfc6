"""What waits for somebody of HR to decide."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.planning import programme_changes
from pulse.planning.models import ProposedProgramme
from pulse.programme.roster_changes import decided, waiting


@dataclass(frozen=True)
class Decision:
    """Something to approve or decline; `programme` is empty for the roster."""

    sentence: str
    programme: str = ""


def decisions(session: Session) -> tuple[Decision, ...]:
    """List what waits for a second person, and what could not be carried out."""
    return (*_roster(session), *_programmes(session))


def _roster(session: Session) -> Iterator[Decision]:
    proposed = waiting(session)
    if proposed is not None and not decided(proposed):
        yield Decision(f"A roster by {proposed.proposed_by} waits for approval.")


def _programmes(session: Session) -> Iterator[Decision]:
    for name in session.scalars(select(ProposedProgramme.name).order_by(ProposedProgramme.name)):
        proposed = programme_changes.proposal(session, name)
        if proposed and proposed.needs_another:
            yield Decision(f"A change of {proposed.definition.title} waits for approval.", name)
        elif proposed and proposed.refused:
            yield Decision(f"A change of {proposed.definition.title} could not be saved.", name)
