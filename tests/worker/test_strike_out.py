"""A wave whose keys are lost holds up nothing once it is struck out: no job fails, nobody is told of results."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pulse.house import House
from pulse.programme.models import NEWS, OutboxMail, Wave
from pulse.programme.queries import WaveState
from pulse.worker import strike_out, tick
from pulse.worker.checkup.wave_keys import about_wave_keys
from tests.conftest import TestClock
from tests.worker.wave import CLOSING, OPENING, first_wave, jump, state


@pytest.fixture
def lost(stage: House, clock: TestClock) -> House:
    """An open wave whose key directory was lost, and replaced by an empty one."""
    jump(stage, clock, OPENING)
    for path in stage.settings.key_directories:
        for file in path.iterdir():
            file.unlink()
    return stage


def faults(house: House) -> list[str]:
    return [finding.sentence for finding in about_wave_keys(house)]


def test_without_it_the_release_fails_and_the_check_up_names_the_command(lost: House, clock: TestClock) -> None:
    clock.now = CLOSING
    assert tick(lost).failures == {"release": "AnswersLost"}
    assert any(f"pulse wave strike-out {first_wave(lost).name}" in sentence for sentence in faults(lost))


def test_struck_out_when_closed_it_is_over_at_once(lost: House, clock: TestClock) -> None:
    clock.now = CLOSING
    tick(lost)
    strike_out(lost, first_wave(lost).name, "command line")
    assert (tick(lost).failures, faults(lost)) == ({}, [])
    assert state(lost) is WaveState.RELEASED


def test_struck_out_while_open_it_is_over_when_its_time_is(lost: House, clock: TestClock) -> None:
    strike_out(lost, first_wave(lost).name, "command line")
    assert (tick(lost).failures, faults(lost)) == ({}, [])
    assert state(lost) is WaveState.OPEN
    jump(lost, clock, OPENING + timedelta(days=2), CLOSING)
    assert state(lost) is WaveState.RELEASED


def test_nobody_is_mailed_results_and_the_next_wave_opens(lost: House, clock: TestClock) -> None:
    strike_out(lost, first_wave(lost).name, "command line")
    jump(lost, clock, CLOSING, CLOSING + timedelta(days=1))
    with lost.databases.office.reading() as session:
        assert session.scalars(select(OutboxMail.kind).where(OutboxMail.kind.in_(NEWS))).all() == []
        following = session.scalars(select(Wave).where(Wave.number == 2)).one()
    jump(lost, clock, following.opens_at)
    with lost.databases.office.reading() as session:
        assert session.get_one(Wave, following.id).opened_at is not None
