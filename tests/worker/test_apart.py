"""Several things of one kind: one that fails keeps no other from being done."""

import pytest

from pulse.worker.apart import apart
from tests.worker.killing import Killed


def test_what_comes_after_a_failure_is_done_and_the_first_error_is_raised() -> None:
    done: list[int] = []

    def work(number: int) -> None:
        if number in {1, 3}:
            raise LookupError(number)
        done.append(number)

    with pytest.raises(LookupError, match="1"):
        apart(range(5), work)
    assert done == [0, 2, 4]


def test_nothing_is_done_after_the_process_was_ended() -> None:
    done: list[int] = []

    def work(number: int) -> None:
        done.append(number)
        raise Killed

    with pytest.raises(Killed):
        apart(range(5), work)
    assert done == [0]


def test_without_a_failure_nothing_is_raised() -> None:
    done: list[int] = []
    apart(range(3), done.append)
    assert done == [0, 1, 2]
