"""A programme as its file describes it: what is asked of whom, when, and under which rules. Pure."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from pulse.errors import Refusal

STRICT_K = 8
SATURDAY = 5
DAYS = 7
LONGEST_WAVE_DAYS = 13
YEARS = range(2000, 2100)
"""Later waves have no end on the calendar, and the way from much earlier ones to the next is long."""
MOST_K = 100
"""Deciding what is shown takes time with the square of k."""
REASONS = {"missing": "is missing", "extra_forbidden": "is no key of a programme"}


class BadProgramme(Refusal):
    """A programme file is unreadable or asks for what is not allowed; the sentence lists everything wrong with it."""


def _one_line(text: str) -> str:
    if not text.isprintable() or text != text.strip():
        raise ValueError("must be one line without spaces at its ends")
    return text


def _known_zone(name: str) -> str:
    if name not in _zones():
        raise ValueError("is not a time zone such as Europe/Berlin")
    return name


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _working_weekday(day: date) -> date:
    if day.year not in YEARS:
        raise ValueError(f"must be in the years {YEARS[0]} to {YEARS[-1]}")
    if day.weekday() >= SATURDAY:
        raise ValueError("must be a Monday to Friday; every wave opens on the same day of the week")
    return day


OneLine = Annotated[str, AfterValidator(_one_line)]
# Clocks change between one and four in the morning (at midnight in some countries); these hours exist every day.
OpeningHour = Annotated[int, Field(ge=5, le=22)]
SendingHour = Annotated[int, Field(ge=8, le=17)]


class Pin(BaseModel):
    """A rotating question held from one wave on, to measure a promise."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item: str = Field(pattern=r"^[A-Z][0-9]+$")
    from_wave: int = Field(ge=1)


class Definition(BaseModel):
    """One programme. Each field is a key of its TOML file; `config/programme.example.toml` explains them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)
    title: OneLine = Field(min_length=1, max_length=60)
    audience: OneLine = Field(min_length=1)
    instrument: Literal["pulse-9", "pulse-11"] = "pulse-9"

    every_weeks: Literal[2, 4, 6, 12] = 4
    first_wave: Annotated[date, AfterValidator(_working_weekday)]
    time_zone: Annotated[str, AfterValidator(_known_zone)]
    opens_at: OpeningHour = 9
    open_days: int = Field(default=6, ge=1, le=LONGEST_WAVE_DAYS)
    closes_at: OpeningHour = 18
    send_at: SendingHour = 9
    reminders: int = Field(default=1, ge=0, le=2)
    remind: Literal["everyone", "unanswered"] = "everyone"

    strict: bool = False
    k: int = Field(default_factory=lambda before: STRICT_K if before.get("strict") else 5, ge=5, le=MOST_K)
    comment_k: int = Field(default_factory=lambda before: max(8, before.get("k", 0)), ge=5, le=MOST_K)
    least_comments: int = Field(default=3, ge=3)
    pinned: tuple[Pin, ...] = ()
    planning_waves: tuple[Annotated[int, Field(ge=1)], ...] = ()
    approvals: OneLine = Field(default="", max_length=200)
    books: Literal["on request", "everyone"] = "on request"

    @field_validator("open_days")
    @classmethod
    def _closes_in_time(cls, days: int, others: ValidationInfo) -> int:
        # A wave that starts a week late, after the end of a quarter, has to close before the next one opens.
        if days >= DAYS * (others.data.get("every_weeks", 4) - 1):
            raise ValueError("is too long; a wave put off by a week must close before the next one opens")
        return days

    @field_validator("k")
    @classmethod
    def _strict_enough(cls, k: int, others: ValidationInfo) -> int:
        if others.data.get("strict") and k < STRICT_K:
            raise ValueError(f"must be {STRICT_K} or more in a strict programme")
        return k

    @field_validator("comment_k")
    @classmethod
    def _not_below_k(cls, comment_k: int, others: ValidationInfo) -> int:
        if comment_k < others.data.get("k", comment_k):
            raise ValueError("must not be below k")
        return comment_k

    def pinned_in(self, wave: int, for_waves: int) -> str | None:
        """Return the question pinned in this wave, if any; a pin holds `for_waves` waves, the latest one wins."""
        held = [pin for pin in self.pinned if pin.from_wave <= wave < pin.from_wave + for_waves]
        return max(held, key=lambda pin: pin.from_wave).item if held else None


def pinned(definition: Definition, item: str, from_wave: int) -> Definition:
    """The same programme with a question held from a wave on; saying so twice changes nothing."""
    pin = Pin(item=item, from_wave=from_wave)
    kept = tuple(other for other in definition.pinned if other.from_wave != from_wave)
    return definition.model_copy(update={"pinned": (*kept, pin)})


def parse_definition(source: str, file: str) -> Definition:
    """Read a programme file. Raises BadProgramme that names the file, every wrong key and the reason."""
    try:
        return Definition.model_validate(tomllib.loads(source))
    except ValidationError as error:
        raise BadProgramme("\n".join(f"{file}: {problem}" for problem in _problems(error))) from None
    except (ValueError, RecursionError) as error:  # no TOML, or a number or a nest too large to read
        raise BadProgramme(f"{file} is not a TOML file: {error}.") from None


def read_definition(file: Path) -> Definition:
    """Read the programme file at a path. Raises BadProgramme."""
    try:
        return parse_definition(file.read_text("utf-8"), file.name)
    except (OSError, UnicodeDecodeError) as error:
        raise BadProgramme(f"{file} cannot be read: {error}.") from None


def _problems(error: ValidationError) -> list[str]:
    found = []
    for problem in error.errors(include_input=False, include_url=False):
        key = ".".join(str(part) for part in problem["loc"])
        reason = REASONS.get(problem["type"], problem["msg"].removeprefix("Value error, "))
        # A default that could not be worked out follows from an error reported on its own.
        if problem["type"] != "default_factory_not_called":
            found.append(f"{key}: {reason}.")
    return found
