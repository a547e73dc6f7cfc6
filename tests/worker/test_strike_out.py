"""A wave whose keys are lost holds up nothing once it is struck out: no job fails, nobody is told of results."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select

from pulse.house import House
from pulse.programme.contract import Contract
from pulse.programme.models import NEWS, OutboxMail, Programme, Wave
from pulse.programme.outlook import outlook
from pulse.programme.queries import WaveState, definition_of
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


def wave(house: House, number: int) -> Wave:
    with house.databases.office.reading() as session:
        return session.scalars(select(Wave).where(Wave.number == number)).one()


def predicted(house: House, clock: TestClock) -> Mapping[int, set[str]]:
    """What HR is told that the next waves will ask, by number."""
    with house.databases.office.reading() as session:
        definition = definition_of(session.scalars(select(Programme)).one())
        coming = outlook(session, house.questionnaire, definition, clock.now)
        return {wave.number: {item.name for item in wave.items} for wave in coming}


def asked(house: House, number: int) -> set[str]:
    questions = Contract.parse(wave(house, number).contract or "").questions
    return {question.partition(".")[0] for question in questions}


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


def test_what_results_changed_is_asked_after_the_first_wave_that_had_some(lost: House, clock: TestClock) -> None:
    strike_out(lost, first_wave(lost).name, "command line")
    jump(lost, clock, CLOSING, CLOSING + timedelta(days=1))
    for number in (2, 3):
        expected, following = predicted(lost, clock)[number], wave(lost, number)
        jump(lost, clock, following.opens_at, following.closes_at, following.closes_at + timedelta(days=1))
        assert asked(lost, number) == expected
    about_results = lost.questionnaire.rotation.after_first_results
    assert [about_results in asked(lost, number) for number in (1, 2, 3)] == [False, False, True]
