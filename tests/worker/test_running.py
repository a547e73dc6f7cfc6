"""The worker as it runs: what becomes due is done, what fails rests, and lanes do not wait for each other."""

from collections.abc import Callable
from itertools import pairwise
from threading import Event, Thread
from time import monotonic, sleep

import pytest

from pulse.house import House
from pulse.worker import run, running
from pulse.worker.rounds import Lanes
from pulse.worker.running import QUIET
from pulse.worker.turn import Work, turn
from tests.worker.test_rounds import lanes

PATIENCE_SECONDS = 60


def in_time(work: Callable[[], None]) -> None:
    """Do something that must come to an end."""
    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()


def test_what_becomes_due_is_done_until_the_worker_is_stopped(house: House) -> None:
    stop, seen = Event(), [0]

    def job(house: House) -> int:
        seen[0] += 1
        if seen[0] == 3:
            stop.set()
        return 1

    in_time(lambda: run(house, stop, lanes(job=job)))
    assert seen == [3]


def test_a_job_that_fails_rests_longer_each_time_while_the_others_go_on(house: House) -> None:
    stop, others, failures = Event(), [0], list[float]()

    def job(house: House) -> int:
        others[0] += 1
        return others[0] % 2

    def fail(house: House) -> int:
        failures.append(monotonic())
        if len(failures) == 4:
            stop.set()
        raise LookupError

    in_time(lambda: run(house, stop, lanes(job=job, broken=fail)))
    first, second, third = (later - earlier for earlier, later in pairwise(failures))
    assert 1 <= first < second < third
    assert others[0] > 4


def test_a_job_that_is_due_and_finds_nothing_to_do_rests_too(house: House) -> None:
    stop, tries = Event(), list[float]()

    def idle(house: House) -> int:
        tries.append(monotonic())
        if len(tries) == 3:
            stop.set()
        return 0

    in_time(lambda: run(house, stop, lanes(idle=idle)))
    assert all(later - earlier >= 1 for earlier, later in pairwise(tries))


def test_a_question_whose_answer_takes_long_is_asked_more_rarely(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, asked = Event(), dict[str, list[float]](slow=[], quick=[])

    def ask(house: House, job: str) -> bool:
        asked[job].append(monotonic())
        sleep(0.1 if job == "slow" else 0)
        if len(asked["slow"]) == 4:
            stop.set()
        return False

    monkeypatch.setattr(running, "is_due", ask)
    in_time(lambda: run(house, stop, lanes(slow=lambda house: 0, quick=lambda house: 0)))
    assert all(later - earlier >= 0.1 * QUIET for earlier, later in pairwise(asked["slow"][1:]))
    assert sum(asked["slow"][1] < moment < asked["slow"][-1] for moment in asked["quick"]) > 2


def test_a_question_that_had_to_wait_once_is_asked_again_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, asked = Event(), list[float]()

    def ask(house: House, job: str) -> bool:
        asked.append(monotonic())
        sleep(0.5 if len(asked) == 2 else 0)
        if len(asked) == 4:
            stop.set()
        return False

    monkeypatch.setattr(running, "is_due", ask)
    in_time(lambda: run(house, stop, lanes(hindered=lambda house: 0)))
    assert asked[2] - asked[1] < 0.5 * QUIET


def test_a_long_job_gives_way_to_another_in_its_lane(house: House) -> None:
    stop, order = Event(), list[str]()

    def mailing(house: House) -> int:
        order.append("mail")
        return 200

    def closing(house: House) -> int:
        order.append("close")
        stop.set()
        return 1

    in_time(lambda: run(house, stop, lanes(mailing=mailing, closing=closing)))
    assert "close" in order


def test_lanes_do_not_wait_for_each_other(house: House) -> None:
    stop, signed_in = Event(), Event()

    def long_release(house: House) -> int:
        assert signed_in.wait(20)
        stop.set()
        return 0

    def sign_in(house: House) -> int:
        signed_in.set()
        return 0

    both: Lanes = {Work.WAVES: {"long": long_release}, Work.SIGN_INS: {"quick": sign_in}}
    in_time(lambda: run(house, stop, both))
    assert signed_in.is_set()


def test_a_job_whose_turn_another_process_has_is_tried_again(house: House) -> None:
    stop, done, waiting = Event(), Event(), Event()

    def job(house: House) -> int:
        done.set()
        stop.set()
        return 1

    def other(house: House) -> int:
        waiting.set()
        return 0

    both: Lanes = {Work.WAVES: {"mine": job}, Work.SIGN_INS: {"quick": other}}
    with turn(house, Work.WAVES):
        worker = Thread(target=run, args=(house, stop, both), daemon=True)
        worker.start()
        assert waiting.wait(PATIENCE_SECONDS)
        assert not done.wait(1)
    assert done.wait(PATIENCE_SECONDS)
    worker.join(PATIENCE_SECONDS)
    assert not worker.is_alive()
