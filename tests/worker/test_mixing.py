"""Mixing as the worker does it: what counts is mixed, what used codes wrote is cleared without touching the rest."""

import pytest
from sqlalchemy import func, select

from pulse.ballots.mix import MOST_OTHERS
from pulse.ballots.models import Ballot, BoxContract
from pulse.ballots.operations import cast
from pulse.house import House
from pulse.worker.mix import mix_due
from tests.conftest import TestClock
from tests.worker.wave import OPENING, first_wave, jump

FEW = 10


@pytest.fixture
def opened(stage: House, clock: TestClock) -> House:
    jump(stage, clock, OPENING)
    return stage


def put_in(house: House, number: int, *, counts: bool = True) -> None:
    name = first_wave(house).name
    with house.databases.box.writing() as session:
        for one in range(number):
            cast(session, name, b"%d" % one, counts=counts)


def lying(house: House, *, counts: bool) -> int:
    with house.databases.box.reading() as session:
        return session.scalar(select(func.count()).where(Ballot.counts.is_(counts))) or 0


def mixed(house: House) -> int | None:
    with house.databases.box.reading() as session:
        return session.scalar(select(BoxContract.mixed))


def test_enough_answers_are_mixed_and_what_does_not_count_goes(opened: House) -> None:
    put_in(opened, 24)
    put_in(opened, FEW, counts=False)
    assert mix_due(opened) == 1
    assert (lying(opened, counts=True), lying(opened, counts=False), mixed(opened)) == (24, 0, 24)
    assert mix_due(opened) == 0


def test_what_used_codes_wrote_is_cleared_without_mixing_anybody(opened: House) -> None:
    put_in(opened, FEW)
    put_in(opened, MOST_OTHERS + 100, counts=False)  # some draw the same slot
    assert mix_due(opened) == 1
    assert (lying(opened, counts=True), lying(opened, counts=False), mixed(opened)) == (FEW, 0, 0)
    assert mix_due(opened) == 0
