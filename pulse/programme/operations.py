"""What happens to programmes and waves: applied, planned, frozen, opened, closed."""

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pulse import audit
from pulse.database import hold, insert_all
from pulse.errors import Refusal
from pulse.programme.amendment import amendment
from pulse.programme.contract import Contract, check_audience
from pulse.programme.definition import Definition, pinned
from pulse.programme.models import Invitee, Programme, Wave
from pulse.programme.queries import cells_for, definition_of
from pulse.programme.schedule import Window, closing, next_window
from pulse.questionnaire import Questionnaire

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHORTEST = timedelta(hours=1)
LONGEST = timedelta(days=60)
PLANNING = "programmes"
"""The lock of whoever decides when a wave is."""


class WaveStillOpen(Refusal):
    """A programme holds one wave at a time."""

    status = 409
    sentence = "This programme has an open wave. The next one can open when that one has closed."


class WaveMoved(Refusal):
    """A contract was drawn up for another time than the wave now has."""

    status = 409
    sentence = "The programme was changed while its wave was being opened. The wave opens at the next try."


class BadClosing(Refusal):
    """A wave may not close then."""

    sentence = "A wave closes at least an hour and at most 60 days after it opens."


def wave_name() -> str:
    """Draw the name of a wave for its links: 16 characters, 80 random bits."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(16))


def apply_programme(
    session: Session, definition: Definition, questionnaire: Questionnaire, now: datetime, actor: str
) -> Programme:
    """Make this the programme of its name; waves that are planned follow it, an open wave keeps its contract.

    Applying the same again changes nothing. Raises NoSuchTeam, AudienceTooSmall, CannotPin or UnknownItem.
    """
    hold(session, PLANNING)
    check_programme(session, definition, questionnaire, now)
    programme = session.scalar(select(Programme).where(Programme.name == definition.name))
    if programme is None:
        programme = Programme(name=definition.name, definition="", applied_at=now)
        session.add(programme)
    text = canonical(definition)
    if programme.definition != text:
        before = definition_of(programme) if programme.definition else None
        programme.definition, programme.applied_at = text, now
        changes = "; ".join(map(str, amendment(before, definition)))
        audit.record(session, now, actor, "programme applied", f"{definition.name}; {changes}")
    session.flush()
    plan_wave(session, programme, now)
    return programme


def check_programme(session: Session, definition: Definition, questionnaire: Questionnaire, now: datetime) -> None:
    """Hold a definition against roster and instruments.

    Raises NoSuchTeam, AudienceTooSmall, CannotPin or UnknownItem.
    """
    check_audience(cells_for(session, definition, now))
    for held in definition.pinned:
        questionnaire.items_for(definition.instrument, held.from_wave - 1, pinned=(held.item,))


def pin(
    session: Session,
    programme: Programme,
    item: str,
    from_wave: int,
    *,
    questionnaire: Questionnaire,
    now: datetime,
    actor: str,
) -> Programme:
    """Ask a rotating question in the waves from this one on, to measure a promise. Raises CannotPin or UnknownItem."""
    definition = pinned(definition_of(programme), item, from_wave)
    return apply_programme(session, definition, questionnaire, now, actor)


def plan_wave(
    session: Session, programme: Programme, now: datetime, draw_name: Callable[[], str] = wave_name
) -> Wave | None:
    """Put the programme's next wave where its rhythm wants it; None while a wave is under way.

    A wave opens after the one before has closed and after the programme was last changed. One that could not be opened
    in time, because no worker ran, still opens while half of it is left; after that it moves to the next date.
    """
    _settle(session, programme)
    wave = _unclosed(session, programme)
    if wave and wave.contract:
        return None
    latest = _latest_closed(session, programme)
    after = max(programme.applied_at, latest.closes_at) if latest else programme.applied_at
    window = next_window(definition_of(programme), after, now)
    return _placed(session, programme, window, draw_name)


def plan_by_hand(session: Session, programme: Programme, now: datetime, closes_at: datetime | None, actor: str) -> Wave:
    """Let the next wave open now, closing at a given time or by the programme's rules.

    Raises WaveStillOpen or BadClosing.
    """
    _settle(session, programme)
    wave = _unclosed(session, programme)
    if wave and wave.contract:
        raise WaveStillOpen
    opens_at = now.replace(microsecond=0)
    window = Window(opens_at, (closes_at or closing(definition_of(programme), now)).replace(microsecond=0))
    if not SHORTEST <= window.closes_at - window.opens_at <= LONGEST:
        raise BadClosing
    audit.record(session, now, actor, "wave opened by hand", programme.name)
    return _placed(session, programme, window, wave_name)


def freeze_wave(session: Session, wave: Wave, contract: Contract, cells: Mapping[int, str]) -> None:
    """Write a wave's contract, once, and who is invited in which cell. Raises WaveMoved."""
    _settle(session, wave)
    if wave.contract is not None:
        raise ValueError("A contract is written once.")
    if Window(wave.opens_at, wave.closes_at) != contract.window:
        raise WaveMoved
    wave.contract, wave.fingerprint = contract.canonical(), contract.fingerprint
    session.execute(delete(Invitee).where(Invitee.wave_id == wave.id))
    rows = ({"wave_id": wave.id, "person_id": person, "cell": cell} for person, cell in cells.items())
    insert_all(session, Invitee, rows)


def mark_opened(session: Session, wave: Wave, now: datetime, actor: str) -> None:
    """Note that a frozen wave takes answers from now on."""
    wave.opened_at = now
    audit.record(session, now, actor, "opened", f"{wave.name} {wave.fingerprint}")


def mark_closed(session: Session, wave: Wave, now: datetime, actor: str) -> None:
    """Note that a wave takes no more answers."""
    wave.closed_at = now
    audit.record(session, now, actor, "closed", wave.name)


def _settle(session: Session, row: Programme | Wave) -> None:
    """Wait for others who plan, keep them out until this transaction ends, and see what they left."""
    hold(session, PLANNING)
    session.refresh(row)


def _unclosed(session: Session, programme: Programme) -> Wave | None:
    return session.scalar(select(Wave).where(Wave.programme_id == programme.id, Wave.closed_at.is_(None)))


def _latest_closed(session: Session, programme: Programme) -> Wave | None:
    closed = select(Wave).where(Wave.programme_id == programme.id, Wave.closed_at.is_not(None))
    return session.scalar(closed.order_by(Wave.number.desc()).limit(1))


def _placed(session: Session, programme: Programme, window: Window, draw_name: Callable[[], str]) -> Wave:
    wave = _unclosed(session, programme)
    if wave is None:
        latest = _latest_closed(session, programme)
        wave = Wave(programme_id=programme.id, number=latest.number + 1 if latest else 1, name=draw_name())
        session.add(wave)
    wave.opens_at, wave.closes_at = window.opens_at, window.closes_at
    session.flush()
    return wave


def canonical(definition: Definition) -> str:
    """The one text of a definition, as it is kept."""
    return json.dumps(definition.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
