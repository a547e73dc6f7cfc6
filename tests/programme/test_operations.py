"""Applying a programme and planning its waves."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pulse.audit import AuditEntry
from pulse.house import House
from pulse.programme.cells import Why
from pulse.programme.contract import AudienceTooSmall, Contract, Round, draw_up
from pulse.programme.models import Invitee, Programme, Wave
from pulse.programme.operations import (
    BadClosing,
    WaveStillOpen,
    freeze_wave,
    mark_closed,
    mark_opened,
    plan_by_hand,
    plan_wave,
    wave_name,
)
from pulse.programme.queries import (
    NoSuchProgramme,
    WaveState,
    cells_for,
    items_for,
    programme_named,
    state_of,
    wave_named,
    waves,
)
from pulse.programme.schedule import Window
from pulse.questionnaire import CannotPin, UnknownItem
from pulse.roster.queries import NoSuchTeam
from tests.conftest import TestClock
from tests.programme.organisation import apply, bring_in, definition, roster

OPENING = datetime(2026, 2, 3, 8, tzinfo=UTC)
CLOSING = datetime(2026, 2, 9, 17, tzinfo=UTC)
FOUR_WEEKS = timedelta(weeks=4)


@pytest.fixture
def organisation(house: House, clock: TestClock) -> House:
    """An installation with a roster, two weeks before the first wave."""
    clock.now = OPENING - timedelta(days=15)
    bring_in(house, roster())
    return house


def planned(house: House) -> Wave:
    with house.databases.office.reading() as session:
        return session.scalars(select(Wave)).one()


def change(house: House, what: Callable[[Session, Wave], None]) -> None:
    with house.databases.office.writing() as session:
        what(session, session.scalars(select(Wave).order_by(Wave.number.desc()).limit(1)).one())


def contract(session: Session, wave: Wave) -> Contract:
    this = Round(wave.name, wave.number, Window(wave.opens_at, wave.closes_at), "v", ("S1.v1",))
    return draw_up(definition(), this, cells_for(session, definition(), wave.opens_at), b"key")


def freeze(session: Session, wave: Wave) -> None:
    cells = cells_for(session, definition(), wave.opens_at)
    freeze_wave(session, wave, contract(session, wave), cells.of_person)


def hold(house: House) -> None:
    """Let the planned wave open and close at its times."""
    change(house, freeze)
    change(house, lambda session, wave: mark_opened(session, wave, wave.opens_at, "test"))
    change(house, lambda session, wave: mark_closed(session, wave, wave.closes_at, "test"))


# Applying


def test_a_programme_plans_its_first_wave(organisation: House) -> None:
    apply(organisation)
    wave = planned(organisation)
    assert (wave.number, wave.opens_at, wave.closes_at) == (1, OPENING, CLOSING)
    assert state_of(wave) is WaveState.PLANNED


def test_applying_twice_changes_nothing(organisation: House, clock: TestClock) -> None:
    apply(organisation)
    before = planned(organisation).name
    clock.forward(days=1)
    apply(organisation)
    assert planned(organisation).name == before
    with organisation.databases.office.reading() as session:
        assert session.scalar(select(func.count()).where(AuditEntry.action == "programme applied")) == 1


def test_a_changed_programme_moves_the_planned_wave_and_is_logged(organisation: House) -> None:
    apply(organisation)
    apply(organisation, first_wave=date(2026, 2, 10), opens_at=10)
    assert planned(organisation).opens_at == OPENING + timedelta(days=7, hours=1)
    with organisation.databases.office.reading() as session:
        assert session.scalar(select(func.count()).where(AuditEntry.action == "programme applied")) == 2


def test_a_wave_whose_date_had_passed_when_the_programme_was_applied_does_not_open(
    organisation: House, clock: TestClock
) -> None:
    clock.now = OPENING + timedelta(minutes=5)
    apply(organisation)
    assert planned(organisation).opens_at == OPENING + FOUR_WEEKS


def test_an_open_wave_is_left_alone_by_a_change(organisation: House) -> None:
    apply(organisation)
    change(organisation, freeze)
    before = planned(organisation)
    apply(organisation, closes_at=20, k=7)
    after = planned(organisation)
    assert (after.contract, after.closes_at) == (before.contract, before.closes_at)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"audience": "Sales / Mars"}, NoSuchTeam),
        ({"audience": "Sales / EMEA"}, AudienceTooSmall),
        ({"pinned": [{"item": "S1", "from_wave": 2}]}, CannotPin),
        ({"pinned": [{"item": "Z9", "from_wave": 2}]}, UnknownItem),
    ],
)
def test_a_programme_that_could_not_be_held_is_refused(
    organisation: House, values: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        apply(organisation, **values)
    with organisation.databases.office.reading() as session:
        assert session.scalars(select(Programme)).all() == []


# Planning


def test_the_next_wave_has_the_next_number_and_another_name(organisation: House) -> None:
    apply(organisation)
    first = planned(organisation).name
    hold(organisation)
    with organisation.databases.office.writing() as session:
        programme = programme_named(session, "pulse")
        second = plan_wave(session, programme, CLOSING)
        assert second is not None
        assert (second.number, second.opens_at) == (2, OPENING + FOUR_WEEKS)
        assert second.name != first
        assert plan_wave(session, programme, CLOSING) is second


def test_nothing_is_planned_while_a_wave_is_under_way(organisation: House) -> None:
    apply(organisation)
    change(organisation, freeze)
    with organisation.databases.office.writing() as session:
        assert plan_wave(session, programme_named(session, "pulse"), OPENING) is None


def test_by_hand_the_planned_wave_is_taken_and_not_a_second_one(organisation: House) -> None:
    apply(organisation)
    before, now = planned(organisation), OPENING - timedelta(days=3)
    with organisation.databases.office.writing() as session:
        plan_by_hand(session, programme_named(session, "pulse"), now, None, "test")
    after = planned(organisation)
    assert (after.name, after.number, after.opens_at) == (before.name, 1, now)


def test_by_hand_an_open_wave_and_a_bad_closing_are_refused(organisation: House) -> None:
    apply(organisation)
    with organisation.databases.office.writing() as session, pytest.raises(BadClosing):
        plan_by_hand(session, programme_named(session, "pulse"), OPENING, OPENING, "test")
    change(organisation, freeze)
    with organisation.databases.office.writing() as session, pytest.raises(WaveStillOpen):
        plan_by_hand(session, programme_named(session, "pulse"), OPENING, CLOSING, "test")


def test_a_wave_name_has_eighty_random_bits() -> None:
    names = {wave_name() for _ in range(1000)}
    assert len(names) == 1000
    assert all(len(name) == 16 and set(name) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for name in names)


# What the tables themselves refuse


def test_a_contract_is_written_once(organisation: House) -> None:
    apply(organisation)
    change(organisation, freeze)
    with pytest.raises(ValueError, match="written once"):
        change(organisation, freeze)


def test_a_wave_cannot_be_closed_early(organisation: House) -> None:
    apply(organisation)
    change(organisation, freeze)
    change(organisation, lambda session, wave: mark_opened(session, wave, OPENING, "test"))
    with pytest.raises(IntegrityError, match="never_closed_early"):
        change(organisation, lambda session, wave: mark_closed(session, wave, CLOSING - timedelta(seconds=1), "test"))


def test_a_wave_cannot_open_without_a_contract(organisation: House) -> None:
    apply(organisation)
    with pytest.raises(IntegrityError, match="opened_with_contract"):
        change(organisation, lambda session, wave: mark_opened(session, wave, OPENING, "test"))


def test_a_programme_has_one_wave_at_a_time(organisation: House) -> None:
    apply(organisation)
    values = {"number": 2, "name": wave_name(), "opens_at": OPENING, "closes_at": CLOSING}
    with pytest.raises(IntegrityError):
        change(organisation, lambda session, wave: session.add(Wave(programme_id=wave.programme_id, **values)))


# Reading


def test_everybody_invited_is_kept_with_the_cell_of_the_contract(organisation: House) -> None:
    apply(organisation)
    change(organisation, freeze)
    with organisation.databases.office.reading() as session:
        frozen = Contract.parse(session.scalars(select(Wave.contract)).one() or "")
        cells = list(session.scalars(select(Invitee.cell)))
    assert {cell: cells.count(cell) for cell in cells} == dict(frozen.cells)


def test_the_preview_says_who_folds_why_and_until_when(organisation: House, clock: TestClock) -> None:
    clock.forward(days=8)
    bring_in(organisation, roster(London=3).replace(b"EMEA / Munich", b"EMEA / Bavaria"))
    with organisation.databases.office.reading() as session:
        folds = cells_for(session, definition(), OPENING).folds
    told = {(fold.why, fold.invited, fold.until) for fold in folds}
    assert (Why.TOO_NEW, 6, clock.now + timedelta(days=14)) in told
    assert (Why.TOO_FEW, 3, None) in told


def test_an_address_outside_the_allowed_domains_never_counts(organisation: House) -> None:
    with organisation.databases.office.reading() as session:
        assert len(cells_for(session, definition(), OPENING, ("acme.example",)).of_person) == 30
        assert not cells_for(session, definition(), OPENING, ("other.example",)).of_person


def test_a_planning_wave_asks_for_the_target_and_a_pin_holds(organisation: House) -> None:
    apply(organisation, planning_waves=[6], pinned=[{"item": "X4", "from_wave": 2}])
    asked = {}
    with organisation.databases.office.reading() as session:
        for number in range(1, 7):
            wave = Wave(programme_id=1, number=number)
            chosen = definition(planning_waves=[6], pinned=[{"item": "X4", "from_wave": 2}])
            items = items_for(session, organisation.questionnaire, chosen, wave)
            asked[number] = {item.name for item in items}
    assert [number for number, names in asked.items() if "X4" in names] == [2, 3, 4]
    assert [number for number, names in asked.items() if "X2" in names] == [6]


def test_waves_are_listed_the_latest_first_and_found_by_their_name(organisation: House) -> None:
    apply(organisation)
    hold(organisation)
    with organisation.databases.office.writing() as session:
        plan_wave(session, programme_named(session, "pulse"), CLOSING)
    with organisation.databases.office.reading() as session:
        second, first = waves(session)
        assert (second.number, second.state, first.number, first.state) == (2, "planned", 1, "closed")
        assert first.fingerprint is not None
        found = wave_named(session, first.name)
        assert found is not None
        assert found.number == 1
        assert wave_named(session, "nothing") is None
        with pytest.raises(NoSuchProgramme):
            programme_named(session, "nothing")
