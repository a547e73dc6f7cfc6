"""What is wrong with the instrument files: every problem at once, each with file, key and reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pulse.errors import Refusal, short


@dataclass(frozen=True)
class Problem:
    """One thing to mend; `key` is the path inside the file, empty where the file as a whole is meant."""

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, short(self.key), self.reason) if part)


class BrokenInstrument(Refusal):
    """The instrument files cannot be used; the sentence lists every problem."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(("The instruments cannot be used.", *map(str, problems))))


@dataclass
class Findings:
    """Collects problems while files are read, so that all are reported together."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, file: str, key: str, reason: str) -> None:
        self.problems.append(Problem(file, key, reason))
