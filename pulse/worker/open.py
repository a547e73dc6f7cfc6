"""Opening waves: the contract is drawn up and frozen, codes are issued, mails are owed.

Every step is repeated after a crash or found done: a wave without a contract is drawn up anew, one with a contract
gets what it lacks.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.actions.you_said import fix_line
from pulse.ballots import operations as ballots
from pulse.ballots import queries as box_queries
from pulse.ballots.keys import KeyDirectories
from pulse.ballots.suite import WaveKeys
from pulse.database import hold
from pulse.house import House
from pulse.invitations import operations as invitations
from pulse.invitations import queries as invitation_queries
from pulse.invitations.codes import code_for, digest
from pulse.pauses.operations import count_down
from pulse.pauses.queries import paused
from pulse.programme.cells import Cells
from pulse.programme.contract import Contract, Round, check_audience, draw_up
from pulse.programme.definition import Definition
from pulse.programme.models import Invitee, Programme, Wave
from pulse.programme.operations import freeze_wave, mark_opened, plan_by_hand, plan_wave
from pulse.programme.outbox import enqueue_wave
from pulse.programme.queries import cells_for, definition_of, items_for, programme_named
from pulse.programme.roster_changes import roster_changes
from pulse.programme.schedule import Window
from pulse.programme.theme_rules import agree, in_force
from pulse.questionnaire import ThemeRules, digest_of
from pulse.worker.apart import apart
from pulse.worker.turn import TurnLost, Work, own_turn

ACTOR = "worker"


def open_due(house: House) -> int:
    """Plan the next wave of every programme and open those whose hour has come; return how many were opened.

    A programme that cannot open, say because too few people are left, does not keep another from it; its error is
    raised in the end.
    """
    now = house.clock()
    with house.databases.office.writing() as session:
        for programme in session.scalars(select(Programme).order_by(Programme.id)):
            plan_wave(session, programme, now)
    due = _due(house, now)
    apart(due, partial(_open, house))
    return len(due)


def open_wave(house: House, programme: str, closes_at: datetime | None = None, actor: str = ACTOR) -> Contract:
    """Open a programme's next wave now, by hand, and return its contract.

    Raises NoSuchProgramme, WaveStillOpen, BadClosing, AudienceTooSmall or WorkerBusy.
    """
    now, domains = house.clock(), house.settings.allowed_domains
    with own_turn(house, Work.WAVES) as ours:
        with ours.databases.office.writing() as session:
            found = programme_named(session, programme)
            check_audience(cells_for(session, definition_of(found), now, domains))
            wave = plan_by_hand(session, found, now, closes_at, actor).id
        return _open(ours, wave)


def _due(house: House, now: datetime) -> list[int]:
    due = select(Wave.id).where(Wave.opened_at.is_(None), Wave.opens_at <= now).order_by(Wave.opens_at, Wave.id)
    with house.databases.office.reading() as session:
        return list(session.scalars(due))


def _open(house: House, wave: int) -> Contract:
    contract = _contract_of(house, wave) or _freeze(house, wave)
    _issue_codes(house, wave, contract.wave)
    with house.databases.office.writing() as session:
        row = session.get_one(Wave, wave)
        enqueue_wave(session, row, _definition(session, row), contract.reminders)
        mark_opened(session, row, house.clock(), ACTOR)
    return contract


def _contract_of(house: House, wave: int) -> Contract | None:
    with house.databases.office.reading() as session:
        text = session.get_one(Wave, wave).contract
    return Contract.parse(text) if text else None


@dataclass(frozen=True)
class _Draft:
    """What a contract is drawn up from."""

    definition: Definition
    round: Round
    cells: Cells
    themes: ThemeRules


def _freeze(house: House, wave: int) -> Contract:
    left = _left_in_box(house, wave)
    draft = _draft(house, wave)
    keys = KeyDirectories(house.settings.key_directories).create(draft.round.wave)
    contract = draw_up(draft.definition, draft.round, draft.cells, keys.public_key)
    _place(house, contract, keys, left)
    with house.databases.office.writing() as session:
        agree(session, draft.themes)
        row = session.get_one(Wave, wave)
        freeze_wave(session, row, contract, draft.cells.of_person)
        count_down(session, draft.cells.left_out)
        fix_line(session, row, house.questionnaire.themes)
    return contract


def _left_in_box(house: House, wave: int) -> str | None:
    with house.databases.office.reading() as session:
        name = session.get_one(Wave, wave).name
    with house.databases.box.reading() as session:
        return box_queries.fingerprint(session, name)


def _place(house: House, contract: Contract, keys: WaveKeys, left: str | None) -> None:
    with house.databases.box.writing() as session:
        hold(session, f"contract {contract.wave}")
        # What was left there was seen before this transaction made sure that the turn is ours. If it is something else
        # by now, the turn was lost since then, and whoever has it placed theirs.
        if box_queries.fingerprint(session, contract.wave) != left:
            raise TurnLost
        ballots.drop_contract(session, contract.wave)
        ballots.place_contract(session, contract.wave, contract.canonical(), keys)


def _draft(house: House, wave: int) -> _Draft:
    with house.databases.office.reading() as session:
        row = session.get_one(Wave, wave)
        definition = _definition(session, row)
        domains = house.settings.allowed_domains
        cells = cells_for(session, definition, row.opens_at, domains, paused(session))
        check_audience(cells)
        items = items_for(session, house.questionnaire, definition, row)
        window, themes = Window(row.opens_at, row.closes_at), in_force(session, house.questionnaire.themes)
        this = Round(
            wave=row.name,
            number=row.number,
            window=window,
            questionnaire=house.questionnaire.version,
            questions=tuple(item.id for item in items),
            roster_changes=roster_changes(session, row),
            themes=digest_of(themes),
        )
        return _Draft(definition, this, cells, themes)


def _issue_codes(house: House, wave: int, name: str) -> None:
    with house.databases.box.reading() as session:
        if invitation_queries.issued(session, name):
            return
    key = KeyDirectories(house.settings.key_directories).invite_key(name)
    with house.databases.office.reading() as session:
        invitees = session.execute(select(Invitee.person_id, Invitee.cell).where(Invitee.wave_id == wave)).all()
    with house.databases.box.writing() as session:
        invitations.issue(session, name, ((digest(name, code_for(key, row.person_id)), row.cell) for row in invitees))


def _definition(session: Session, wave: Wave) -> Definition:
    return definition_of(session.get_one(Programme, wave.programme_id))
