"""Closing waits for ballots being cast, and in PostgreSQL one wave keeps nobody of another waiting."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from random import Random
from secrets import token_hex

import pytest
from sqlalchemy.orm import Session

from pulse.ballots import mix
from pulse.ballots.operations import WaveClosed, cast, close, destroy, hold_open, place_contract
from pulse.ballots.queries import number_of_ballots
from pulse.ballots.suite import WaveKeys
from pulse.database import Database, Direct
from pulse.house import House
from pulse.invitations import operations as invitations

WAVE, OTHER = "W4VE00000000000A", "W4VE00000000000B"
A_MOMENT, PATIENCE_SECONDS = 0.3, 15
KEYS = WaveKeys(b"public", b"wrapped", b"share")


@pytest.fixture
def box(house: House) -> Database:
    """A box in which two waves are open."""
    for wave in (WAVE, OTHER):
        with house.databases.box.writing() as session:
            place_contract(session, wave, "{}", KEYS)
            invitations.issue(session, wave, [(bytes([number]) * 32, "CELL") for number in range(40)])
    return house.databases.box


def submit(transaction: Direct, wave: str, number: int) -> None:
    hold_open(transaction, wave)
    invitations.redeem(transaction, wave, bytes([number]) * 32)
    cast(transaction, wave, b"ballot %d" % number)


def submitting(box: Database, wave: str, number: int) -> Future[None]:
    """Let a web process take a ballot; it may have to wait."""

    def work() -> None:
        with box.transaction() as transaction:
            submit(transaction, wave, number)

    return begun(work)


def meanwhile(box: Database, act: Callable[[Session], None]) -> Future[None]:
    """Do something in a transaction of another process; it may have to wait."""

    def work() -> None:
        with box.writing() as session:
            act(session)

    return begun(work)


def begun(work: Callable[[], None]) -> Future[None]:
    pool = ThreadPoolExecutor(1)
    future = pool.submit(work)
    pool.shutdown(wait=False)
    return future


def waits(future: Future[None]) -> bool:
    try:
        future.result(A_MOMENT)
    except TimeoutError:
        return True
    return False


def test_closing_waits_for_a_ballot_being_cast_which_then_counts(box: Database) -> None:
    with box.transaction() as transaction:
        submit(transaction, WAVE, 1)
        closing = meanwhile(box, lambda other: close(other, WAVE))
        assert waits(closing)
    closing.result(PATIENCE_SECONDS)
    with box.writing() as session:
        assert number_of_ballots(session, WAVE) == 1
        with pytest.raises(WaveClosed):
            hold_open(session, WAVE)


def test_a_ballot_waits_for_closing_and_is_then_refused(box: Database) -> None:
    with box.writing() as session:
        close(session, WAVE)
        late = submitting(box, WAVE, 1)
        assert waits(late)
    with pytest.raises(WaveClosed):
        late.result(PATIENCE_SECONDS)


def test_a_ballot_waits_for_mixing_and_is_then_counted(box: Database) -> None:
    with box.transaction() as transaction:
        submit(transaction, WAVE, 1)
    with box.writing() as session:
        mix.mix(session, WAVE, Random(1).shuffle)
        invitations.mix(session, WAVE, Random(1).shuffle)
        coming = submitting(box, WAVE, 2)
        assert waits(coming)
    coming.result(PATIENCE_SECONDS)
    with box.reading() as session:
        assert number_of_ballots(session, WAVE) == 2


def _mix(session: Session) -> None:
    mix.mix(session, WAVE, Random(1).shuffle)
    invitations.mix(session, WAVE, Random(1).shuffle)


def _close_and_destroy(session: Session) -> None:
    close(session, WAVE)
    invitations.forget(session, WAVE)
    destroy(session, WAVE)


def _open_another(session: Session) -> None:
    place_contract(session, token_hex(8), "{}", KEYS)


@pytest.mark.postgresql
@pytest.mark.parametrize("work", [_mix, _close_and_destroy, _open_another])
def test_a_ballot_of_another_wave_waits_for_nothing(box: Database, work: Callable[[Session], None]) -> None:
    with box.transaction() as transaction:
        submit(transaction, OTHER, 1)
        worker = meanwhile(box, work)
        worker.result(PATIENCE_SECONDS)
    with box.writing() as session:
        work(session)
        submitting(box, OTHER, 2).result(PATIENCE_SECONDS)


@pytest.mark.postgresql
def test_ballots_of_one_wave_do_not_wait_for_each_other(box: Database) -> None:
    with box.transaction() as transaction:
        submit(transaction, WAVE, 1)
        submitting(box, WAVE, 2).result(PATIENCE_SECONDS)
