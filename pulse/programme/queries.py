"""Reads of programmes and waves."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from operator import itemgetter

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from pulse.audit import AuditEntry
from pulse.errors import NotFound
from pulse.programme.cells import Cells, Placement, audience_tree, counting_unit, draw_cells
from pulse.programme.contract import BOOKS_OPEN
from pulse.programme.definition import Definition
from pulse.programme.models import Programme, Wave
from pulse.questionnaire import Item, Questionnaire
from pulse.roster import queries as roster
from pulse.roster.models import Position, Unit
from pulse.roster.queries import Member
from pulse.roster.tree import Tree

STRUCK_OUT = "struck out"
"""What the log of changes says of a wave whose keys are lost; all that follows is found and finished by it."""


class NoSuchProgramme(NotFound):
    """No programme of this name was applied."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no programme {name!r}. Apply its file first.")


class WaveState(StrEnum):
    """How far a wave is."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    RELEASED = "released"


@dataclass(frozen=True)
class WaveLine:
    """A wave in a list."""

    programme: str
    number: int
    name: str
    state: WaveState
    opens_at: datetime
    closes_at: datetime
    fingerprint: str | None


def programme_named(session: Session, name: str) -> Programme:
    """The programme of this name. Raises NoSuchProgramme."""
    found = session.scalar(select(Programme).where(Programme.name == name))
    if found is None:
        raise NoSuchProgramme(name)
    return found


def upcoming_wave(session: Session, programme: Programme) -> Wave | None:
    """A programme's planned wave, whose contract is not written yet."""
    return session.scalar(select(Wave).where(Wave.programme_id == programme.id, Wave.contract.is_(None)))


def wave_under_way(session: Session, programme: Programme) -> Wave | None:
    """The wave whose contract stands and that is not closed yet."""
    standing = Wave.contract.is_not(None), Wave.closed_at.is_(None)
    return session.scalar(select(Wave).where(Wave.programme_id == programme.id, *standing))


def definition_of(programme: Programme) -> Definition:
    """What was applied last."""
    return Definition.model_validate_json(programme.definition)


def wave_named(session: Session, name: str) -> Wave | None:
    """The wave of this random name."""
    return session.scalar(select(Wave).where(Wave.name == name))


def waves(session: Session) -> Sequence[WaveLine]:
    """Every wave of every programme, the latest first."""
    rows = session.execute(select(Wave, Programme.name).join(Programme).order_by(Wave.opens_at.desc(), Wave.id.desc()))
    return [
        WaveLine(name, wave.number, wave.name, state_of(wave), wave.opens_at, wave.closes_at, wave.fingerprint)
        for wave, name in rows
    ]


def books_are_open(session: Session) -> bool:
    """Whether the contract of any wave opens the books to everyone; what was promised once is kept."""
    # In canonical JSON these characters can be nothing else: inside a text quotation marks are escaped.
    promised = Wave.contract.contains(f'"books":"{BOOKS_OPEN}"', autoescape=True)
    return session.scalar(select(Wave.id).where(promised).limit(1)) is not None


def state_of(wave: Wave) -> WaveState:
    """How far a wave is, by its dates."""
    if wave.released_at:
        return WaveState.RELEASED
    if wave.closed_at:
        return WaveState.CLOSED
    return WaveState.OPEN if wave.opened_at else WaveState.PLANNED


def paths_of(session: Session, units: Collection[str]) -> Mapping[str, str]:
    """The written paths of some units, such as `Sales / EMEA / Munich`, by code."""
    of, height = Unit.code.label("of"), literal(0).label("height")
    up = select(of, Unit.name, Unit.parent_id, height).where(Unit.code.in_(units)).cte(recursive=True)
    above = select(up.c.of, Unit.name, Unit.parent_id, up.c.height + 1).join(up, Unit.id == up.c.parent_id)
    up = up.union_all(above)
    rows = session.execute(select(up.c.of, up.c.name).order_by(up.c.of, up.c.height.desc()))
    return {unit: " / ".join(name for _, name in names) for unit, names in groupby(rows, key=itemgetter(0))}


def cells_for(
    session: Session,
    definition: Definition,
    opens_at: datetime,
    domains: Sequence[str] = (),
    paused: Collection[int] = (),
) -> Cells:
    """Where everybody in a programme's audience would count in a wave that opens then, and what would fold.

    Addresses outside the allowed domains never count. Who is paused is known to the worker alone, which opens waves:
    what HR looks at beforehand counts everybody, so that it cannot be watched for a click. Raises NoSuchTeam.
    """
    tree = audience_tree(roster.tree(session), roster.unit_at(session, definition.audience).code)
    members, first_import = roster.members(session), roster.first_import(session)
    return cells_among(tree, members, first_import, opens_at, k=definition.k, domains=domains, paused=paused)


def cells_among(
    tree: Tree,
    members: Iterable[Member],
    first_import: datetime | None,
    opens_at: datetime,
    *,
    k: int,
    domains: Sequence[str] = (),
    paused: Collection[int] = (),
) -> Cells:
    """The same for an audience and people that are handed over, whether they are in the roster yet or not."""
    placements = []
    for member in members:
        unit = counting_unit(tree, member.unit, leads=member.position is Position.LEADER)
        if unit and (not domains or member.email.rpartition("@")[2] in domains):
            long_ago = first_import is None or member.since <= first_import
            since, left_out = None if long_ago else member.since, member.person_id in paused
            placements.append(Placement(member.person_id, unit, since, left_out))
    return draw_cells(tree, placements, k, opens_at)


def items_for(session: Session, questionnaire: Questionnaire, definition: Definition, wave: Wave) -> tuple[Item, ...]:
    """What a wave of a programme asks."""
    pin = definition.pinned_in(wave.number, questionnaire.rotation.pinned_waves)
    return questionnaire.items_for(
        definition.instrument,
        wave.number - 1,
        first_after_results=_is_first_after_results(session, wave),
        planning=wave.number in definition.planning_waves,
        pinned=(pin,) if pin else (),
    )


def first_results(session: Session, programme_id: int, before: int) -> datetime | None:
    """When there first were results of waves before this number; one that was struck out has none."""
    struck_out = select(AuditEntry.subject).where(AuditEntry.action == STRUCK_OUT)
    earlier = Wave.programme_id == programme_id, Wave.number < before
    return session.scalar(select(func.min(Wave.released_at)).where(*earlier, Wave.name.not_in(struck_out)))


def _is_first_after_results(session: Session, wave: Wave) -> bool:
    first = first_results(session, wave.programme_id, wave.number)
    if first is None:
        return False
    between = Wave.programme_id == wave.programme_id, Wave.number < wave.number, Wave.opened_at > first
    return session.scalar(select(func.count()).where(*between)) == 0
