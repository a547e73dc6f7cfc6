"""What a check-up finds, each in sentences that say what is wrong, what it costs and what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Gravity(StrEnum):
    """How much a finding matters."""

    FAULT = "fault"
    """Something does not work, or a protection is not there."""
    WARNING = "warning"
    """Something works, and may cost dearly one day."""
    NOTE = "note"
    """A limit that comes with a choice; nothing has to be done."""


@dataclass(frozen=True)
class Finding:
    """One finding."""

    gravity: Gravity
    sentence: str


def fault(sentence: str) -> Finding:
    return Finding(Gravity.FAULT, sentence)


def warning(sentence: str) -> Finding:
    return Finding(Gravity.WARNING, sentence)


def note(sentence: str) -> Finding:
    return Finding(Gravity.NOTE, sentence)
