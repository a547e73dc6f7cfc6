"""A15: one code posted by fifty at once admits exactly one ballot, and all fifty are thanked alike."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from werkzeug.test import TestResponse

from pulse.ballots.operations import WaveClosed
from pulse.house import House
from tests.conftest import TestClock
from tests.respond.stage import Count, Stage, open_stage

THREADS = 50


def at_once(act: Callable[[int], TestResponse]) -> list[TestResponse]:
    """Let all threads act in the same instant."""
    barrier = Barrier(THREADS)

    def start(number: int) -> TestResponse:
        barrier.wait()
        return act(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(start, range(THREADS)))


def test_fifty_threads_with_one_code_cast_one_ballot(house: House) -> None:
    with open_stage(house) as stage:
        answers = at_once(lambda number: stage.answer(7, {"S1.v1": str(number % 5 + 1)}))
        assert {answer.status_code for answer in answers} == {303}
        assert len({(answer.data, str(answer.headers)) for answer in answers}) == 1
        count = stage.count()
        assert (count.ballots, count.redeemed) == (1, 1)
        assert count.decoys > 0
        assert len(stage.sheets()) == 1


def test_fifty_threads_with_their_own_codes_lose_none(house: House) -> None:
    with open_stage(house, people=THREADS) as stage:
        assert {answer.status_code for answer in at_once(stage.answer)} == {303}
        assert stage.count() == Count(ballots=THREADS, decoys=0, redeemed=THREADS)


def test_closing_among_fifty_threads_leaves_no_code_spent_without_a_ballot(house: House, clock: TestClock) -> None:
    with open_stage(house, people=THREADS) as stage:
        answers = at_once(lambda number: _close(stage) if number == THREADS // 2 else stage.answer(number))
        thanked = sum(answer.status_code == 303 for answer in answers)
        assert {answer.status_code for answer in answers} <= {200, 303, WaveClosed.status}
        assert stage.count() == Count(ballots=thanked, decoys=0, redeemed=thanked)


def _close(stage: Stage) -> TestResponse:
    stage.close()
    return stage.browser().get("/healthz")
