"""Opening a wave: what stops it, what it fixes, and that a crash at any step ends in one open wave."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from pulse.audit import AuditEntry
from pulse.ballots.queries import contract as box_contract
from pulse.house import House
from pulse.invitations.queries import issued
from pulse.programme.contract import AudienceTooSmall, Contract
from pulse.programme.models import Invitee, Kind, OutboxMail, Wave
from pulse.programme.operations import BadClosing, WaveStillOpen
from pulse.programme.queries import NoSuchProgramme, WaveState
from pulse.worker import open_wave, tick
from pulse.worker.turn import Work, WorkerBusy, own_turn, turn
from tests.conftest import TestClock
from tests.programme.organisation import TEAM, bring_in, roster
from tests.worker.killing import kill_at
from tests.worker.postbox import Postbox
from tests.worker.wave import INVITED, OPENING, WITHOUT_DIGESTS, first_wave, live, state

AFTERNOON = datetime(2026, 1, 28, 13, 20, tzinfo=UTC)
"""Twenty past two in Berlin, on a Wednesday."""


def is_whole(house: House) -> None:
    """Assert that exactly one wave is open and everything about it fits together."""
    wave = first_wave(house)
    contract = Contract.parse(wave.contract or "")
    with house.databases.box.reading() as session:
        assert box_contract(session, wave.name).text == wave.contract
        assert issued(session, wave.name) == INVITED
    with house.databases.office.reading() as session:
        assert session.scalar(select(func.count()).select_from(Invitee)) == INVITED
        mails = select(func.count()).where(OutboxMail.kind == Kind.INVITATION)
        assert session.scalar(mails) == INVITED
        opened = select(func.count()).where(AuditEntry.action == "opened")
        assert session.scalar(opened) == 1
    assert contract.invited == INVITED
    assert state(house) is WaveState.OPEN


@pytest.mark.parametrize(("which", "commit"), [("office", 1), ("office", 2), ("office", 3), ("box", 1), ("box", 2)])
def test_killed_at_any_step_the_next_round_ends_in_one_open_wave(
    stage: House, clock: TestClock, which: str, commit: int
) -> None:
    clock.now = OPENING
    database = stage.databases.office if which == "office" else stage.databases.box
    with kill_at(database, commit) as killed:
        tick(stage)
    assert killed.happened
    assert state(stage) is WaveState.PLANNED
    assert tick(stage).failures == {}
    is_whole(stage)


def test_by_hand_a_wave_opens_now_and_people_at_work_are_written_to_at_once(
    stage: House, clock: TestClock, postbox: Postbox
) -> None:
    clock.now = AFTERNOON
    contract = open_wave(stage, "pulse", AFTERNOON + timedelta(days=7))
    assert (contract.number, contract.invited) == (1, INVITED)
    assert contract.window.closes_at == AFTERNOON + timedelta(days=7)
    assert state(stage) is WaveState.OPEN
    tick(stage)
    assert len(postbox.mails) == 16  # in Germany and Britain; elsewhere it is night
    live(stage, clock, AFTERNOON + timedelta(days=1), since=AFTERNOON)
    assert len(postbox.recipients) == INVITED


def test_by_hand_without_a_close_the_programmes_rule_decides(stage: House, clock: TestClock) -> None:
    clock.now = AFTERNOON
    assert open_wave(stage, "pulse").window.closes_at == datetime(2026, 2, 3, 17, tzinfo=UTC)


def test_after_a_wave_by_hand_the_rhythm_goes_on(stage: House, clock: TestClock) -> None:
    clock.now = AFTERNOON
    open_wave(stage, "pulse", OPENING + timedelta(hours=1))
    clock.now = OPENING + timedelta(hours=2)
    tick(stage)
    with stage.databases.office.reading() as session:
        second = session.scalars(select(Wave).where(Wave.number == 2)).one()
    assert second.opens_at == OPENING + timedelta(weeks=4)


@pytest.mark.parametrize("hours", [0.5, -3, 24 * 61])
def test_a_wave_cannot_close_at_once_or_never(stage: House, clock: TestClock, hours: float) -> None:
    with pytest.raises(BadClosing):
        open_wave(stage, "pulse", clock.now + timedelta(hours=hours))
    assert state(stage) is WaveState.PLANNED


def test_a_second_wave_is_refused_while_one_is_open(stage: House) -> None:
    open_wave(stage, "pulse")
    with pytest.raises(WaveStillOpen):
        open_wave(stage, "pulse")


def test_an_unknown_programme_is_refused(stage: House) -> None:
    with pytest.raises(NoSuchProgramme, match="no programme 'other'"):
        open_wave(stage, "other")


def test_an_audience_that_shrank_below_twenty_does_not_open(stage: House, clock: TestClock) -> None:
    bring_in(stage, roster(Munich=0, London=0))
    clock.now = OPENING
    assert tick(stage).failures == {"open": "AudienceTooSmall"}
    assert state(stage) is WaveState.PLANNED
    assert first_wave(stage).contract is None
    with pytest.raises(AudienceTooSmall):
        open_wave(stage, "pulse")


def test_a_wave_that_could_not_open_for_half_its_time_moves_to_the_next_date(stage: House, clock: TestClock) -> None:
    clock.now = OPENING + timedelta(days=4)
    tick(stage)
    assert first_wave(stage).opens_at == OPENING + timedelta(weeks=4)
    assert state(stage) is WaveState.PLANNED


def test_a_late_wave_still_opens_and_nobody_is_written_to_at_night(
    stage: House, clock: TestClock, postbox: Postbox
) -> None:
    clock.now = OPENING + timedelta(hours=14)
    tick(stage)
    assert state(stage) is WaveState.OPEN
    assert {str(mail["To"]).partition(".")[2].partition("@")[0] for mail in postbox.mails} == {"honolulu", "auckland"}


def test_people_who_came_last_week_count_above_until_they_are_settled(stage: House, clock: TestClock) -> None:
    late = OPENING - timedelta(days=7)
    bring_in(stage, roster().replace(b"Sales / EMEA / Munich", b"Sales / EMEA / Bavaria"), late)
    clock.now = OPENING
    tick(stage)
    contract = Contract.parse(first_wave(stage).contract or "")
    assert sorted(contract.cells.values()) == [TEAM, TEAM, TEAM, INVITED - 3 * TEAM]


def test_the_wave_after_the_first_results_asks_whether_they_were_talked_through(stage: House, clock: TestClock) -> None:
    asked = []
    for number in range(3):
        clock.now = OPENING + timedelta(weeks=4 * number)
        contract = open_wave(stage, "pulse", clock.now + timedelta(days=6))
        asked.append({question.partition(".")[0] for question in contract.questions})
        clock.now += timedelta(days=6)
        assert tick(stage).failures == {}
    assert ["R5" in questions for questions in asked] == [False, True, True]
    assert "E1" not in asked[1]
    assert "X3" in asked[2]


def test_a_worker_whose_turn_it_is_not_does_nothing(stage: House, clock: TestClock) -> None:
    clock.now = OPENING
    with turn(stage, Work.WAVES) as ours:
        assert ours
        assert not tick(stage, WITHOUT_DIGESTS).anything
        assert state(stage) is WaveState.PLANNED
    assert tick(stage).anything


def test_opening_by_hand_waits_for_its_turn_and_gives_up_in_the_end(stage: House) -> None:
    waited: list[float] = []
    with turn(stage, Work.WAVES), pytest.raises(WorkerBusy), own_turn(stage, Work.WAVES, waited.append):
        pass
    assert sum(waited) == pytest.approx(300)
