"""What a digest says, as a value that a mail and a page draw alike. Pure."""

from dataclasses import dataclass
from datetime import date

from pulse.stationery import Section


@dataclass(frozen=True)
class Contents:
    """A title, opening lines, sections, and where its one button leads on this site. It is never empty."""

    title: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    button: str
    path: str


def filled(*sections: Section) -> tuple[Section, ...]:
    """Those sections that have a line."""
    return tuple(section for section in sections if section.lines)


def counted(number: int, one: str, many: str) -> str:
    """Write a number of things: "1 promise", "2 promises"."""
    return f"{number} {one if number == 1 else many}"


def in_full(day: date) -> str:
    """Write a day with its weekday: "Friday 20 February"."""
    return f"{day:%A %-d %B}"
