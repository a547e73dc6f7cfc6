"""What an attack is: a number of attempts, each of which names what it found; an attempt that finds nothing failed."""

from collections.abc import Callable
from dataclasses import dataclass

Attempt = Callable[[int], list[str]]
"""One attempt; everything it makes up follows from this seed."""


@dataclass(frozen=True)
class Attack:
    """An attack on the anonymity, with how often it is tried quickly and at volume."""

    id: str
    what: str
    attempt: Attempt
    quick: int
    large: int
