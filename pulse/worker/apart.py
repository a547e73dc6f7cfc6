"""Doing several things of one kind, each for itself."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def apart(items: Iterable[Item], work: Callable[[Item], object]) -> None:
    """Do the work for one item after the other; one that fails keeps no other from it. Raises the first error."""
    failures: list[Exception] = []
    # A future carries whatever the work raises, so that nothing is swallowed and nothing gets past.
    with ThreadPoolExecutor(max_workers=1) as executor:
        for item in items:
            error = executor.submit(work, item).exception()
            if isinstance(error, Exception):
                failures.append(error)
            elif error:
                raise error
    for failure in failures:
        raise failure
