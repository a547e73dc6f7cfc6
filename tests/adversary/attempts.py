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
    inputs: int = 0
    """Of an attack by bad input, how many each attempt tries; one that tried fewer raises instead of ending."""


@dataclass(frozen=True)
class Tried:
    """How an attempt ended: what it found, or what it raised and where; a raised one proves nothing."""

    findings: tuple[str, ...]
    error: str
    cpu_seconds: float


@dataclass(frozen=True)
class Outcome:
    """What came of all attempts of an attack."""

    attack: Attack
    attempts: tuple[Tried, ...]

    @property
    def successes(self) -> int:
        """How many attempts found something."""
        return sum(bool(one.findings) for one in self.attempts)

    @property
    def errors(self) -> int:
        """How many attempts raised something instead of ending."""
        return sum(bool(one.error) for one in self.attempts)

    @property
    def inputs(self) -> int:
        """How many bad inputs were tried, by attempts that ended."""
        return self.attack.inputs * (len(self.attempts) - self.errors)

    @property
    def cpu_seconds(self) -> float:
        return sum(one.cpu_seconds for one in self.attempts)

    @property
    def findings(self) -> list[str]:
        """Everything found and everything raised, each with the number of its attempt."""
        found = [f"attempt {number} raised {one.error}" for number, one in enumerate(self.attempts) if one.error]
        return found + [
            f"attempt {number}: {finding}" for number, one in enumerate(self.attempts) for finding in one.findings
        ]
