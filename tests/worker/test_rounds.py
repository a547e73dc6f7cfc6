"""The worker's rounds: a job that fails stops no other, rests, and says nothing it should not."""

import logging
from collections.abc import Callable
from itertools import pairwise
from threading import Event, Thread

import pytest

from pulse.errors import Refusal
from pulse.house import House
from pulse.worker.rounds import LANES, Job, Lanes, run, tick
from pulse.worker.turn import Work, turn

JOBS = [
    *("sign in", "close", "release", "roster", "programme", "open", "invite", "remind", "mix"),
    *("digest", "webhook", "bounce"),
]


def counting(*counts: int) -> Job:
    """A job that does so much each time, then nothing."""
    left = list(counts)
    return lambda house: left.pop(0) if left else 0


def failing(error: BaseException) -> Job:
    def fail(house: House) -> int:
        raise error

    return fail


def lanes(**jobs: Job) -> Lanes:
    return {Work.WAVES: jobs}


def test_the_worker_knows_every_job() -> None:
    assert [name for jobs in LANES.values() for name in jobs] == JOBS


def test_a_tick_goes_on_until_nothing_is_due(house: House) -> None:
    done = tick(house, lanes(first=counting(3, 2, 1), second=counting(1)))
    assert done.counts == {"first": 6, "second": 1}


def test_a_job_that_fails_stops_no_other_and_is_tried_once(house: House) -> None:
    tries: list[int] = []

    def fail(house: House) -> int:
        tries.append(1)
        raise LookupError

    done = tick(house, lanes(broken=fail, whole=counting(1, 1)))
    assert done.failures == {"broken": "LookupError"}
    assert done.counts == {"whole": 2}
    assert len(tries) == 1


def test_the_log_holds_our_own_sentences_and_of_other_errors_only_the_kind(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    tick(house, lanes(ours=failing(Refusal("Too few people."))))
    tick(house, lanes(theirs=failing(ValueError("anna@acme.example 0123456789ABCDEF"))))
    assert "ours failed: Refusal: Too few people." in caplog.text
    assert "theirs failed: ValueError at " in caplog.text
    assert "anna" not in caplog.text
    assert "0123" not in caplog.text


def test_the_log_counts(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="pulse"):
        tick(house, lanes(invite=counting(12), mix=counting()))
    assert [record.getMessage() for record in caplog.records] == ["invite: 12"]


def test_run_does_what_becomes_due_until_it_is_stopped(house: House) -> None:
    stop, seen = Event(), [0]

    def job(house: House) -> int:
        seen[0] += 1
        if seen[0] == 3:
            stop.set()
        return 1

    in_time(lambda: run(house, stop, lanes(job=job)))
    assert seen == [3]


def test_run_lets_a_failing_job_rest_longer_each_time_while_the_others_go_on(house: House) -> None:
    stop, rounds, failures = Event(), [0], []

    def job(house: House) -> int:
        rounds[0] += 1
        if rounds[0] == 40:
            stop.set()
        return 1

    def fail(house: House) -> int:
        failures.append(rounds[0])
        raise LookupError

    in_time(lambda: run(house, stop, lanes(job=job, broken=fail)))
    pauses = [later - earlier for earlier, later in pairwise(failures)]
    assert pauses == [3, 5, 9, 17]


def test_lanes_do_not_wait_for_each_other(house: House) -> None:
    stop, signed_in = Event(), Event()

    def long_release(house: House) -> int:
        assert signed_in.wait(20)
        stop.set()
        return 0

    def sign_in(house: House) -> int:
        signed_in.set()
        return 0

    both = {Work.WAVES: {"release": long_release}, Work.SIGN_INS: {"sign in": sign_in}}
    in_time(lambda: run(house, stop, both))
    assert signed_in.is_set()


def test_a_turn_is_one_workers_and_only_for_its_kind_of_work(house: House) -> None:
    office = house.databases.office
    with turn(office, Work.WAVES) as first, turn(office, Work.WAVES) as second, turn(office, Work.SIGN_INS) as third:
        assert (first, second, third) == (True, False, True)
    with turn(office, Work.WAVES) as again:
        assert again


def test_a_turn_is_given_back_when_its_work_fails(house: House) -> None:
    office = house.databases.office
    with pytest.raises(LookupError), turn(office, Work.WAVES):
        raise LookupError
    with turn(office, Work.WAVES) as again:
        assert again


def in_time(work: Callable[[], None]) -> None:
    """Do something that must come to an end."""
    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
