"""Reading HR's form of a programme: what was entered stays, and what is wrong is said beside its field."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy.orm import Session

from pulse.errors import Refusal
from pulse.planning.programme_fields import GROUPS, LABELS, Entry
from pulse.programme.contract import AudienceTooSmall
from pulse.programme.definition import Definition
from pulse.programme.operations import check_programme
from pulse.questionnaire import Questionnaire
from pulse.roster.queries import NoSuchTeam

FIELDS = tuple(one for group in GROUPS for one in group.fields)
DEFAULTS = {"first_wave": "", "name": "", "title": "", "audience": "", "time_zone": ""}
SENTENCES = {
    "missing": "This is needed.",
    "string_too_short": "This is needed.",
    "string_too_long": "At most {max_length} characters.",
    "string_pattern_mismatch": "Small letters, digits and single hyphens, such as field-pulse.",
    "int_parsing": "Enter a whole number.",
    "int_from_float": "Enter a whole number.",
    "greater_than_equal": "{ge} or more.",
    "less_than_equal": "{le} or less.",
    "literal_error": "Choose one of the list.",
}
MOST_DIGITS = 9
"""Longer numbers are none that a programme could hold."""
A_DATE = "Enter a date, such as 2026-02-03."


@dataclass(frozen=True)
class Form:
    """A programme as it is being entered: the text of every field, and what is wrong with some."""

    entered: Mapping[str, str]
    problems: Mapping[str, str]
    definition: Definition | None = None
    """What was entered, where nothing is wrong with it."""

    def refused(self, name: str, sentence: str) -> "Form":
        """The same with something wrong in a field."""
        return replace(self, problems={**self.problems, name: sentence}, definition=None)


def shown(definition: Definition | None) -> Form:
    """The form of a programme, or an empty one with the defaults."""
    values = definition.model_dump(mode="json") if definition else _defaults()
    return Form({one.name: _written(values.get(one.name)) for one in FIELDS}, {}, definition)


def read(entered: Mapping[str, str], before: Definition | None) -> Form:
    """Read what was entered. The name of a programme that there is stays, and so do its pinned questions."""
    texts = {one.name: entered.get(one.name, "").strip() for one in FIELDS}
    if before:
        texts["name"] = before.name
    values: dict[str, Any] = dict(_values(texts))
    values["pinned"] = before.model_dump()["pinned"] if before else ()
    try:
        return Form(texts, {}, Definition.model_validate(values))
    except ValidationError as error:
        return Form(texts, dict(_problems(error)))


def checked(session: Session, form: Form, questionnaire: Questionnaire, now: datetime) -> Form:
    """The same form, held against roster and instruments."""
    if form.definition is None:
        return form
    try:
        check_programme(session, form.definition, questionnaire, now)
    except (NoSuchTeam, AudienceTooSmall) as refusal:
        return form.refused("audience", str(refusal))
    except Refusal as refusal:
        return form.refused("pinned", str(refusal))
    return form


def _values(texts: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """What was entered, as the definition takes it; what is left empty gets its default."""
    for one in FIELDS:
        text = texts[one.name]
        if one.entry is Entry.TICK:
            yield one.name, text == "yes"
        elif one.name == "planning_waves":
            yield one.name, [part for part in re.split(r"[,;\s]+", text) if part]
        elif text and one.name == "every_weeks":
            yield one.name, int(text) if text.isdecimal() and len(text) < MOST_DIGITS else text
        elif text:
            yield one.name, text


def _problems(error: ValidationError) -> Iterator[tuple[str, str]]:
    for problem in error.errors(include_input=False, include_url=False):
        name = str(problem["loc"][0])
        if problem["type"] != "default_factory_not_called" and name in LABELS:
            yield name, _sentence(problem)


def _sentence(problem: ErrorDetails) -> str:
    if problem["type"].startswith("date"):
        return A_DATE
    known = SENTENCES.get(problem["type"])
    if known:
        return known.format(**problem.get("ctx", {}))
    reason = problem["msg"].removeprefix("Value error, ")
    return f"This {reason}."


def _defaults() -> Mapping[str, Any]:
    blank = {"name": "new", "title": "New", "audience": "New", "first_wave": "2026-02-03", "time_zone": "UTC"}
    return Definition.model_validate(blank).model_dump(mode="json") | DEFAULTS


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
