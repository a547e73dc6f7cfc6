"""Themes, answers and promises as values, and what state they are in. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """The four ways to answer; "Seen, thank you" is none of them."""

    DOING = "doing"
    NO = "no"
    PASSED_UP = "passed up"
    UNDERSTAND = "understand"
    """A question back to the whole team: a first answer, but the theme stays open."""


class ChangeKind(StrEnum):
    """What can happen to a promise."""

    KEPT = "kept"
    DROPPED = "dropped"
    MOVED = "moved"


class PromiseState(StrEnum):
    """How a promise stands on a day."""

    OPEN = "open"
    LATE = "late"
    KEPT = "kept"
    DROPPED = "dropped"


class ThemeState(StrEnum):
    """How a theme stands where it is now: at its unit, or at the level it was passed up to."""

    WAITING = "waiting"
    ASKED_BACK = "asked back"
    ANSWERED = "answered"


@dataclass(frozen=True)
class Topic:
    """What is answered: a theme that a wave published of a unit; `unit` is its code."""

    wave_id: int
    unit: str
    theme: str


@dataclass(frozen=True)
class Change:
    """Something that happened to a promise; `due` is the new day of one that was moved."""

    kind: ChangeKind
    at: datetime
    reason: str | None = None
    due: date | None = None


@dataclass(frozen=True)
class Promise:
    """What was promised in answer to a topic, at a level (a unit's code), and what became of it."""

    id: int
    topic: Topic
    level: str
    text: str
    owner: str
    made_at: datetime
    first_due: date
    item: str | None
    changes: tuple[Change, ...] = ()

    @property
    def moved(self) -> Change | None:
        """The one time it was moved, if it was."""
        return next((change for change in self.changes if change.kind is ChangeKind.MOVED), None)

    @property
    def ended(self) -> Change | None:
        """How it ended, kept or dropped, if it has."""
        return next((change for change in self.changes if change.kind is not ChangeKind.MOVED), None)

    @property
    def due(self) -> date:
        """The day it is due now."""
        return (self.moved.due if self.moved else None) or self.first_due

    def state(self, today: date) -> PromiseState:
        """How it stands on a day; late from the day after it was due."""
        if self.ended:
            return PromiseState(self.ended.kind)
        return PromiseState.LATE if today > self.due else PromiseState.OPEN


@dataclass(frozen=True)
class Answer:
    """An answer as it was given; `passed_to` is the code of the next level, `promise` what "Doing it" promises."""

    id: int
    topic: Topic
    level: str
    kind: Kind
    text: str
    at: datetime
    passed_to: str | None = None
    promise: Promise | None = None


@dataclass(frozen=True)
class Stop:
    """A level a theme came to, since when, and its first answer there, if there is one."""

    level: str
    since: datetime
    came: datetime | None


@dataclass(frozen=True)
class Thread:
    """A theme with how many comments speak of it, the number of its wave, and its answers, oldest first."""

    topic: Topic
    comments: int
    wave: int
    published_at: datetime
    answers: tuple[Answer, ...] = ()

    @property
    def stops(self) -> tuple[Stop, ...]:
        """Every level the theme came to: its unit first, then those it was passed up to."""
        came_to = [(self.topic.unit, self.published_at)]
        came_to += [(answer.passed_to, answer.at) for answer in self.answers if answer.passed_to]
        return tuple(Stop(level, since, self._first_at(level)) for level, since in came_to)

    @property
    def holder(self) -> str:
        """The level that has to answer now."""
        return self.stops[-1].level

    @property
    def passed_up(self) -> bool:
        return self.holder != self.topic.unit

    @property
    def here(self) -> tuple[Answer, ...]:
        """The answers given where the theme is now."""
        return tuple(answer for answer in self.answers if answer.level == self.holder)

    @property
    def state(self) -> ThemeState:
        if not self.here:
            return ThemeState.WAITING
        asked_back = self.here[-1].kind is Kind.UNDERSTAND
        return ThemeState.ASKED_BACK if asked_back else ThemeState.ANSWERED

    @property
    def returned(self) -> bool:
        """Whether it came back answered from a level above."""
        return self.passed_up and self.state is ThemeState.ANSWERED

    def _first_at(self, level: str) -> datetime | None:
        return next((answer.at for answer in self.answers if answer.level == level), None)
