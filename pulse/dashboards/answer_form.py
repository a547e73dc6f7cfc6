"""The form in which a theme is answered: what was typed, and what it means. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pulse.actions.answering import Kind
from pulse.actions.drafts import LONGEST_OWNER, LONGEST_TEXT, BadAnswer, Draft, measuring
from pulse.questionnaire import Questionnaire

WAYS = (
    (Kind.DOING, "Doing it", "Say what will be done, by whom and by when. It becomes a promise."),
    (Kind.NO, "No, because", "An explained no is a full answer."),
    (Kind.PASSED_UP, "Pass it up", "It goes to the level above, which has 20 working days."),
    (Kind.UNDERSTAND, "Need to understand", "A question to the whole team. The theme stays open."),
)


@dataclass(frozen=True)
class Way:
    """One way to answer, as it is offered."""

    value: str
    label: str
    hint: str
    chosen: bool


@dataclass(frozen=True)
class Question:
    """A question that can measure a promise."""

    name: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class AnswerForm:
    """The form with what was typed; `field` is where the problem is."""

    ways: tuple[Way, ...]
    questions: tuple[Question, ...]
    typed: Mapping[str, str]
    problem: str
    field: str
    most: int = LONGEST_TEXT
    longest_owner: int = LONGEST_OWNER


def form_of(
    typed: Mapping[str, str], questionnaire: Questionnaire, refused: BadAnswer | None = None, *, can_pass_up: bool
) -> AnswerForm:
    """Lay out the form; from the top nothing can be passed up."""
    ways = tuple(
        Way(kind.value, label, hint, typed.get("kind") == kind)
        for kind, label, hint in WAYS
        if can_pass_up or kind is not Kind.PASSED_UP
    )
    chosen = typed.get("item")
    questions = tuple(Question(item.name, item.text["en"], item.name == chosen) for item in measuring(questionnaire))
    kept = {field: typed.get(field, "") for field in ("text", "owner", "due")}
    return AnswerForm(ways, questions, kept, str(refused or ""), refused.field if refused else "")


def read_draft(typed: Mapping[str, str]) -> Draft:
    """Read what was typed. Raises BadAnswer."""
    try:
        kind = Kind(typed.get("kind", ""))
    except ValueError:
        raise BadAnswer("kind", "Choose one of the ways to answer.") from None
    due = read_day(typed.get("due", "")) if kind is Kind.DOING else None
    return Draft(kind, typed.get("text", ""), typed.get("owner", ""), due, typed.get("item") or None)


def read_day(typed: str) -> date | None:
    """Read a day as browsers send it; None where nothing was typed. Raises BadAnswer."""
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise BadAnswer("due", "Write the day like this: 2026-05-17.") from None
