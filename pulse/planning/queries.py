"""What HR sees of programmes: waves and their state, mails as counts, participation of released waves."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pulse.audit import AuditEntry
from pulse.planning.turnout import words
from pulse.programme.contract import Contract
from pulse.programme.models import NEWS, Kind, MailState, OutboxMail, Programme, Wave
from pulse.publications import queries as publications
from pulse.roster.models import RosterImport
from pulse.roster.tree import Tree

ENTRIES_AT_A_TIME = 100
IMPORTS_SHOWN = 5


class State(StrEnum):
    """How far a wave is."""

    PLANNED = "planned"
    OPENING = "opening"
    OPEN = "open"
    CLOSED = "closed, not released yet"
    RELEASED = "released"


@dataclass(frozen=True)
class MailLine:
    """One kind of mail of a wave, as counts; who is behind them is shown to nobody."""

    kind: Kind
    sent: int
    waiting: int
    refused: int
    expired: int


@dataclass(frozen=True)
class WaveLine:
    """A wave as it is listed; `answered` is that of the whole audience, once released."""

    name: str
    number: int
    state: State
    opens_at: datetime
    closes_at: datetime
    answered: str
    mails: tuple[MailLine, ...]

    @property
    def released(self) -> bool:
        return self.state is State.RELEASED


@dataclass(frozen=True)
class ProgrammeLine:
    """A programme and its waves, the newest first."""

    name: str
    title: str
    waves: tuple[WaveLine, ...]


def programmes(session: Session) -> tuple[ProgrammeLine, ...]:
    """List every programme with its waves."""
    waves = session.scalars(select(Wave).order_by(Wave.number.desc())).all()
    answered, mails = _answered(session), _mails(session)
    return tuple(
        ProgrammeLine(
            programme.name,
            json.loads(programme.definition).get("title", programme.name),
            tuple(
                _line(wave, answered.get(wave.id, ""), mails.get(wave.id, {}))
                for wave in waves
                if wave.programme_id == programme.id
            ),
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
    return session.scalars(entries if before is None else entries.where(AuditEntry.id < before)).all()


def roster_imports(session: Session) -> Sequence[RosterImport]:
    """Return the latest imports that changed where people are, the newest first."""
    return session.scalars(select(RosterImport).order_by(RosterImport.id.desc()).limit(IMPORTS_SHOWN)).all()


def _answered(session: Session) -> Mapping[int, str]:
    """How many answered in the whole audience of each released wave."""
    said = {}
    for wave in publications.waves(session):
        root = Tree(wave.contract.units).root
        said[wave.id] = words(publications.participation(session, root, [wave.id]).get(wave.id), wave)
    return said


def _mails(session: Session) -> Mapping[int, Mapping[Kind, Counter[MailState]]]:
    counted: dict[int, dict[Kind, Counter[MailState]]] = {}
    columns = OutboxMail.wave_id, OutboxMail.kind, OutboxMail.state
    for wave_id, kind, how, number in session.execute(select(*columns, func.count()).group_by(*columns)):
        counted.setdefault(wave_id, {}).setdefault(Kind(kind), Counter())[MailState(how)] = number
    return counted


def _line(wave: Wave, answered: str, mails: Mapping[Kind, Counter[MailState]]) -> WaveLine:
    shown = [kind for kind in Kind if kind in mails and _may_be_counted(kind, wave)]
    return WaveLine(
        name=wave.name,
        number=wave.number,
        state=state(wave),
        opens_at=wave.opens_at,
        closes_at=wave.closes_at,
        answered=answered,
        mails=tuple(_mail_line(kind, mails[kind]) for kind in shown),
    )


def _mail_line(kind: Kind, counted: Counter[MailState]) -> MailLine:
    return MailLine(
        kind=kind,
        sent=counted[MailState.SENT],
        waiting=counted[MailState.WAITING],
        refused=counted[MailState.REFUSED],
        expired=counted[MailState.EXPIRED],
    )


def _may_be_counted(kind: Kind, wave: Wave) -> bool:
    # Reminders that go only to those who have not answered would count them, while the wave is open.
    everyone = wave.contract is not None and Contract.parse(wave.contract).reminded == "everyone"
    return everyone or kind in (Kind.INVITATION, *NEWS)
