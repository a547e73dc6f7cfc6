"""Trying something that may raise anything, without letting that end whoever tries."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def tried(work: Callable[..., Result], *arguments: object) -> Future[Result]:
    """Do something now; the future carries what it gives or raises: nothing is swallowed, and nothing gets past."""
    with ThreadPoolExecutor(max_workers=1) as executor:
        return executor.submit(work, *arguments)
