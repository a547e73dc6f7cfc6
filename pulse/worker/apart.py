"""Doing several things of one kind, each for itself."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from pulse.worker.trying import tried

Item = TypeVar("Item")


def apart(items: Iterable[Item], work: Callable[[Item], object]) -> None:
    """Do the work for one item after the other; one that fails keeps no other from it. Raises the first error."""
    failures: list[Exception] = []
    for item in items:
        error = tried(work, item).exception()
        if isinstance(error, Exception):
            failures.append(error)
        elif error:
            raise error
    for failure in failures:
        raise failure
