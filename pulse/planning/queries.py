"""What HR sees of programmes: the calendar of waves with their participation, imports of the roster, the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.audit import AuditEntry
from pulse.planning.turnout import percent, words
from pulse.programme.models import Programme, Wave
from pulse.programme.outlook import outlook
from pulse.programme.queries import definition_of
from pulse.programme.schedule import Window
from pulse.publications import queries as publications
from pulse.publications.figures import Withheld
from pulse.publications.queries import Participation, PublishedWave
from pulse.questionnaire import Questionnaire
from pulse.roster.models import RosterImport
from pulse.roster.tree import Tree

ENTRIES_AT_A_TIME = 100
LARGEST_ID = 2**31 - 1
"""A larger number is too large for a database."""
IMPORTS_SHOWN = 5


class State(StrEnum):
    """How far a wave is."""

    PLANNED = "planned"
    OPENING = "opening"
    OPEN = "open"
    CLOSED = "closed, not released yet"
    RELEASED = "released"


@dataclass(frozen=True)
class WaveLine:
    """A wave as it is listed; `answered` and `percent` are those of the whole audience, once released."""

    name: str
    number: int
    state: State
    opens_at: datetime
    closes_at: datetime
    answered: str
    percent: int | None

    @property
    def released(self) -> bool:
        return self.state is State.RELEASED


@dataclass(frozen=True)
class ProgrammeLine:
    """A programme: when its next waves take answers, and those that were opened, the newest first."""

    name: str
    title: str
    every_weeks: int
    k: int
    ahead: tuple[tuple[int, Window], ...]
    waves: tuple[WaveLine, ...]


def programmes(session: Session, questionnaire: Questionnaire, now: datetime) -> tuple[ProgrammeLine, ...]:
    """List every programme with its waves, past and to come."""
    held = select(Wave).where(Wave.contract.is_not(None)).order_by(Wave.number.desc())
    waves, turnouts = session.scalars(held).all(), _turnouts(session)
    return tuple(
        _programme(
            session,
            questionnaire,
            programme,
            now,
            [_line(wave, turnouts.get(wave.id)) for wave in waves if wave.programme_id == programme.id],
        )
        for programme in session.scalars(select(Programme).order_by(Programme.name))
    )


def state(wave: Wave) -> State:
    """Say how far a wave is; the instants it carries decide."""
    reached = (
        (wave.released_at, State.RELEASED),
        (wave.closed_at, State.CLOSED),
        (wave.opened_at, State.OPEN),
        (wave.contract, State.OPENING),
    )
    return next((there for sign, there in reached if sign is not None), State.PLANNED)


def log(session: Session, before: int | None) -> Sequence[AuditEntry]:
    """Return the newest entries of the log, or the newest before an entry."""
    entries = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(ENTRIES_AT_A_TIME)
    return session.scalars(
        entries if before is None else entries.where(AuditEntry.id < max(0, min(before, LARGEST_ID)))
    ).all()


def roster_imports(session: Session) -> Sequence[RosterImport]:
    """Return the latest imports that changed where people are, the newest first."""
    return session.scalars(select(RosterImport).order_by(RosterImport.id.desc()).limit(IMPORTS_SHOWN)).all()


def _programme(
    session: Session, questionnaire: Questionnaire, programme: Programme, now: datetime, waves: list[WaveLine]
) -> ProgrammeLine:
    definition = definition_of(programme)
    return ProgrammeLine(
        name=programme.name,
        title=definition.title,
        every_weeks=definition.every_weeks,
        k=definition.k,
        ahead=tuple((wave.number, wave.window) for wave in outlook(session, questionnaire, definition, now)),
        waves=tuple(waves),
    )


Turnout = tuple[PublishedWave, Participation | Withheld | None]


def _turnouts(session: Session) -> Mapping[int, Turnout]:
    """How many answered in the whole audience of each released wave."""
    found = {}
    for wave in publications.waves(session):
        root = Tree(wave.contract.units).root
        found[wave.id] = (wave, publications.participation(session, root, [wave.id]).get(wave.id))
    return found


def _line(wave: Wave, turnout: Turnout | None) -> WaveLine:
    return WaveLine(
        name=wave.name,
        number=wave.number,
        state=state(wave),
        opens_at=wave.opens_at,
        closes_at=wave.closes_at,
        answered=words(turnout[1], turnout[0]) if turnout else "",
        percent=percent(turnout[1]) if turnout else None,
    )
