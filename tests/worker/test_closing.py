"""Closing and releasing: at their time, never before, and after a crash at any step."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from pulse.audit import AuditEntry
from pulse.ballots.operations import WaveClosed, hold_open
from pulse.house import House
from pulse.invitations.queries import issued
from pulse.programme.queries import WaveState
from pulse.publications.models import Publication
from pulse.worker import tick
from tests.conftest import TestClock
from tests.worker.killing import kill_at
from tests.worker.wave import CLOSING, OPENING, first_wave, jump, state


@pytest.fixture
def opened(stage: House, clock: TestClock) -> House:
    jump(stage, clock, OPENING)
    return stage


@pytest.mark.parametrize(
    ("which", "commit"), [*(("office", n) for n in range(1, 5)), *(("box", n) for n in range(1, 4))]
)
def test_killed_at_any_step_the_next_round_ends_in_one_publication(
    opened: House, clock: TestClock, which: str, commit: int
) -> None:
    clock.now = CLOSING
    database = opened.databases.office if which == "office" else opened.databases.box
    with kill_at(database, commit) as killed:
        tick(opened)
    assert killed.happened
    assert tick(opened).failures == {}
    assert state(opened) is WaveState.RELEASED
    with opened.databases.office.reading() as session:
        assert session.scalar(select(func.count()).select_from(Publication)) == 1
        assert session.scalar(select(func.count()).where(AuditEntry.action == "closed")) == 1
    with opened.databases.box.reading() as session:
        assert issued(session, first_wave(opened).name) == 0
    assert [file for path in opened.settings.key_directories for file in path.iterdir()] == []


def test_the_box_takes_nothing_from_the_close_on(opened: House, clock: TestClock) -> None:
    name = first_wave(opened).name
    with opened.databases.box.writing() as session:
        hold_open(session, name)
    jump(opened, clock, CLOSING)
    with opened.databases.box.writing() as session, pytest.raises(WaveClosed):
        hold_open(session, name)


def test_no_wave_closes_early(opened: House, clock: TestClock) -> None:
    jump(opened, clock, CLOSING - timedelta(seconds=1))
    assert state(opened) is WaveState.OPEN
