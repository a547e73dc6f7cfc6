"""Reads of what is published: every page, export and mail shows this and nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pulse.errors import NotFound
from pulse.programme.contract import Contract
from pulse.programme.models import Wave
from pulse.publications.comments import Comment, ThemeCount
from pulse.publications.figures import PARTICIPATION, Figure, Reason, Withheld
from pulse.publications.models import Publication, PublishedComment, PublishedFigure, PublishedTheme
from pulse.publications.rows import read_comment, read_figure


class NotPublished(NotFound):
    """The wave has no publication, or not yet."""

    sentence = "Nothing is published of this wave."


@dataclass(frozen=True)
class PublishedWave:
    """A wave that is published; `programme` is the title of its programme then, `fingerprint` its contract's."""

    id: int
    name: str
    number: int
    programme_id: int
    programme: str
    opens_at: datetime
    closes_at: datetime
    published_at: datetime
    fingerprint: str
    contract: Contract


@dataclass(frozen=True)
class Participation:
    """How many of the people invited in and below a unit answered."""

    answered: int
    invited: int


def waves(session: Session, programme_id: int | None = None) -> tuple[PublishedWave, ...]:
    """Every published wave, of one programme or of all, the earliest first."""
    published = _WAVES if programme_id is None else _WAVES.where(Wave.programme_id == programme_id)
    rows = session.execute(published.order_by(Wave.closes_at, Wave.id)).all()
    contracts = _contracts(session, {row.id: row.fingerprint for row in rows})
    return tuple(_wave(row, contracts[row.id]) for row in rows)


def wave(session: Session, wave_id: int) -> PublishedWave:
    """One published wave. Raises NotPublished."""
    row = session.execute(_WAVES.where(Wave.id == wave_id)).one_or_none()
    if row is None:
        raise NotPublished
    return _wave(row, _contracts(session, {row.id: row.fingerprint})[row.id])


def figures(
    session: Session, unit: str, wave_ids: Collection[int], items: Collection[str]
) -> Mapping[tuple[int, str], Figure | Withheld]:
    """One unit's figures by wave and item; withheld as not asked where a wave does not know the item or the unit."""
    rows = session.execute(_among(wave_ids, (unit,), items))
    found = {(row.wave_id, row.item): read_figure(row) for row in rows}
    return {place: found.get(place, NOT_ASKED) for place in ((wave_id, item) for wave_id in wave_ids for item in items)}


def figures_below(
    session: Session, wave_id: int, units: Collection[str], items: Collection[str]
) -> Mapping[tuple[str, str], Figure | Withheld]:
    """Many units' figures of one wave, by unit and item; withheld as not asked where the wave does not know one."""
    found = {(row.unit, row.item): read_figure(row) for row in session.execute(_among((wave_id,), units, items))}
    return {place: found.get(place, NOT_ASKED) for place in ((unit, item) for unit in units for item in items)}


def participation(session: Session, unit: str, wave_ids: Collection[int]) -> Mapping[int, Participation | Withheld]:
    """By wave, how many answered in and below a unit, of how many invited; a wave that does not know it is left out."""
    rows = session.execute(_among(wave_ids, (unit,), (PARTICIPATION,)))
    return {row.wave_id: _participation(row) for row in rows}


def participation_below(
    session: Session, wave_id: int, units: Collection[str]
) -> Mapping[str, Participation | Withheld]:
    """The same for many units of one wave, by unit."""
    rows = session.execute(_among((wave_id,), units, (PARTICIPATION,)))
    return {row.unit: _participation(row) for row in rows}


def comments(session: Session, wave_id: int, unit: str) -> tuple[Comment, ...]:
    """The comments that stand in a unit itself, in random order."""
    return comments_below(session, wave_id, (unit,))


def comments_below(session: Session, wave_id: int, units: Collection[str]) -> tuple[Comment, ...]:
    """The comments that stand in any of the units, in random order."""
    said = select(PublishedComment).where(PublishedComment.wave_id == wave_id, PublishedComment.unit.in_(units))
    return tuple(read_comment(row) for row in session.scalars(said.order_by(PublishedComment.id)))


def themes(session: Session, wave_id: int, unit: str) -> tuple[ThemeCount, ...]:
    """How many comments of a unit itself speak of each theme, the most frequent first."""
    return themes_below(session, wave_id, (unit,))


def themes_below(session: Session, wave_id: int, units: Collection[str]) -> tuple[ThemeCount, ...]:
    """The same for each of the units; a comment counts in one unit, so they may be added up theme by theme."""
    counts = select(PublishedTheme).where(PublishedTheme.wave_id == wave_id, PublishedTheme.unit.in_(units))
    order = PublishedTheme.comments.desc(), PublishedTheme.theme, PublishedTheme.unit
    return tuple(ThemeCount(row.unit, row.theme, row.comments) for row in session.scalars(counts.order_by(*order)))


def document(session: Session, wave_id: int) -> str:
    """The publication as it was frozen. Raises NotPublished."""
    text = session.scalar(select(Publication.document).where(Publication.wave_id == wave_id))
    if text is None:
        raise NotPublished
    return text


def is_lost(session: Session, wave_id: int) -> bool:
    """Whether a published wave was struck out: all it publishes is that its answers are lost."""
    table = PublishedFigure
    reasons = select(table.reason).where(table.wave_id == wave_id, table.item == PARTICIPATION).limit(1)
    return session.scalar(reasons) == Reason.LOST


NOT_ASKED = Withheld(Reason.NOT_ASKED)
_WAVES = select(
    Wave.id,
    Wave.name,
    Wave.number,
    Wave.programme_id,
    Wave.opens_at,
    Wave.closes_at,
    Publication.published_at,
    Wave.fingerprint,
).join(Publication, Publication.wave_id == Wave.id)

_read_before: dict[str, Contract] = {}
"""Contracts by fingerprint: they never change, are long, and are wanted on every page."""


def _contracts(session: Session, fingerprints: Mapping[int, str]) -> Mapping[int, Contract]:
    missing = [wave_id for wave_id, fingerprint in fingerprints.items() if fingerprint not in _read_before]
    if missing:
        for text in session.scalars(select(Wave.contract).where(Wave.id.in_(missing), Wave.contract.is_not(None))):
            contract = Contract.parse(text or "")
            _read_before[contract.fingerprint] = contract
    return {wave_id: _read_before[fingerprint] for wave_id, fingerprint in fingerprints.items()}


def _wave(row: Any, contract: Contract) -> PublishedWave:
    return PublishedWave(**row._mapping, programme=contract.programme, contract=contract)


def _among(wave_ids: Collection[int], units: Collection[str], items: Collection[str]) -> Select[Any]:
    table = PublishedFigure
    return select(*table.__table__.columns).where(
        table.wave_id.in_(wave_ids), table.unit.in_(units), table.item.in_(items)
    )


def _participation(row: Any) -> Participation | Withheld:
    found = read_figure(row)
    return found if isinstance(found, Withheld) else Participation(found.respondents, row.invited)
