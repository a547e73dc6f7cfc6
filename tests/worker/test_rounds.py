"""The worker's rounds: a job that fails stops no other, rests, and says nothing it should not."""

import logging

import pytest

from pulse.errors import Refusal
from pulse.house import House
from pulse.worker.rounds import LANES, Job, Lanes, tick
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


def test_a_turn_is_one_workers_and_only_for_its_kind_of_work(house: House) -> None:
    with turn(house, Work.WAVES) as first, turn(house, Work.WAVES) as second, turn(house, Work.SIGN_INS) as third:
        assert [taken is not None for taken in (first, second, third)] == [True, False, True]
    with turn(house, Work.WAVES) as again:
        assert again


def test_a_turn_is_given_back_when_its_work_fails(house: House) -> None:
    with pytest.raises(LookupError), turn(house, Work.WAVES):
        raise LookupError
    with turn(house, Work.WAVES) as again:
        assert again
