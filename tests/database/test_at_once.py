"""What two processes do at the same moment: SQLite lets one wait for the other, in PostgreSQL locks and laws do."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import TypeVar

import pytest
from sqlalchemy import event, func, select

from pulse import audit
from pulse.accounts.models import StaffRole
from pulse.accounts.operations import AlreadyHasAccount, add_account
from pulse.audit import AuditEntry, broken_links
from pulse.ballots.queries import contract
from pulse.database import Role
from pulse.house import House, open_house
from pulse.invitations.queries import issued
from pulse.programme.models import Programme, Wave
from pulse.programme.operations import WaveMoved
from pulse.publications.chain import verify_chain
from pulse.publications.models import Publication
from pulse.release.operations import release_wave
from pulse.worker import tick
from pulse.worker.open import open_due
from pulse.worker.turn import Work
from tests.conftest import TestClock
from tests.programme.organisation import apply, bring_in, roster
from tests.release.stage import Stage
from tests.worker.wave import INVITED, OPENING, first_wave

WORKERS = 8
Result = TypeVar("Result")


def at_once(*works: Callable[[], Result]) -> list[Future[Result]]:
    """Let everybody begin in the same instant, and wait until all are done."""
    together = Barrier(len(works))

    def begin(work: Callable[[], Result]) -> Result:
        together.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return [pool.submit(begin, work) for work in works]


def test_entries_appended_at_once_do_not_fork_the_audit_log(house: House) -> None:
    def append() -> None:
        for number in range(5):
            with house.databases.office.writing() as session:
                audit.record(session, house.clock(), "somebody", "did", str(number))

    for done in at_once(*[append] * WORKERS):
        done.result()
    with house.databases.office.reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 5 * WORKERS
        assert list(broken_links(session)) == []


def test_an_account_given_twice_at_once_is_given_once(house: House) -> None:
    def give() -> None:
        with house.databases.office.writing() as session:
            add_account(session, "hanna@acme.example", StaffRole.HR, "a test", house.clock())

    outcomes = [done.exception() for done in at_once(*[give] * WORKERS)]
    assert [type(error) for error in outcomes if error] == [AlreadyHasAccount] * (WORKERS - 1)


def test_two_waves_released_at_once_follow_one_another_in_the_chain(house: House) -> None:
    stage = Stage(house)
    waves = []
    for number in (1, 2):
        wave = stage.open(number=number)
        wave.answer("east", 1, 2, 3, 4, 5)
        wave.close()
        waves.append(wave)
    for done in at_once(*[lambda wave=wave: release_wave(house, wave.id) for wave in waves]):
        done.result()
    with house.databases.office.reading() as session:
        assert sorted(session.scalars(select(Publication.sequence))) == [1, 2]
        assert list(verify_chain(session)) == []


def test_a_wave_released_by_several_at_once_is_published_once(house: House) -> None:
    wave = Stage(house).open()
    wave.answer("east", 1, 2, 3, 4, 5)
    wave.close()
    for done in at_once(*[lambda: release_wave(house, wave.id)] * 4):
        done.result()
    (document,) = wave.publications()
    assert '"east"' in document


def test_a_programme_applied_by_several_at_once_is_one_programme_with_one_wave(house: House) -> None:
    bring_in(house, roster())
    for done in at_once(*[lambda: apply(house)] * 4):
        done.result()
    with house.databases.office.reading() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (Programme, Wave)]
    assert counts == [1, 1]


@pytest.fixture
def ready(house: House, clock: TestClock) -> House:
    """An installation whose first wave is due."""
    clock.now = OPENING - timedelta(weeks=2)
    bring_in(house, roster())
    apply(house)
    clock.now = OPENING
    return house


def is_whole(house: House) -> bool:
    """Whether the first wave is open, under one contract, with a code for everybody."""
    wave = first_wave(house)
    with house.databases.box.reading() as session:
        same = contract(session, wave.name).text == wave.contract
        return wave.opened_at is not None and same and issued(session, wave.name) == INVITED


def test_a_wave_opened_by_several_workers_at_once_is_opened_once(ready: House) -> None:
    houses = [open_house(Role.WORKER, ready.settings, ready.clock) for _ in range(4)]
    works = [partial(tick, house, {Work.WAVES: {"open": open_due}}) for house in houses]
    done = [work.result() for work in at_once(*works)]
    assert [one.failures for one in done] == [{}] * 4
    assert sum(one.counts["open"] for one in done) == 1
    for house in houses:
        house.databases.dispose()
    assert is_whole(ready)


def test_a_programme_changed_while_its_wave_opens_moves_the_wave_and_leaves_nothing_half_done(
    ready: House, clock: TestClock
) -> None:
    event.listen(ready.databases.box.engine, "commit", lambda _: apply(ready, opens_at=10), once=True)
    with pytest.raises(WaveMoved):
        open_due(ready)
    assert first_wave(ready).contract is None
    assert open_due(ready) == 0
    clock.forward(hours=1)
    assert open_due(ready) == 1
    assert is_whole(ready)
