"""Keeping all workers of an installation still."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from pulse.house import House
from pulse.worker.turn import Work, own_turn


@contextmanager
def workers_still(house: House) -> Iterator[None]:
    """Wait until no worker is at anything, and keep them so: no wave half opened, no mail on its way.

    Raises WorkerBusy.
    """
    with ExitStack() as stack:
        for work in Work:
            stack.enter_context(own_turn(house, work))
        yield
