"""An answer before it is given: everything it needs is there, or it is refused with one sentence. Pure."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pulse.actions.answering import Kind
from pulse.errors import Refusal
from pulse.questionnaire import Item, Published, Questionnaire

LONGEST_TEXT = 1000
LONGEST_OWNER = 100
FURTHEST_DAYS = 366
MEASURING = frozenset({Published.MEAN, Published.YES_NO})
HIDDEN = frozenset({"Cc", "Cf", "Cs"})
"""Control characters, marks of direction and halves of characters."""
JOINER = "\u200d"
"""What many pictures are put together with."""
NO_WORDS = {
    Kind.DOING: "Say what will be done.",
    Kind.NO: "Say why not: an explained no is a full answer.",
    Kind.PASSED_UP: "Say what is passed up, and why it cannot be solved here.",
    Kind.UNDERSTAND: "Write the question that you put to the whole team.",
}


class BadAnswer(Refusal):
    """Something in an answer is missing or wrong; `field` is where."""

    status = 422

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Draft:
    """An answer as it was filled in; `owner`, `due` and `item` (a question's name, "Q2") are those of a promise."""

    kind: Kind
    text: str
    owner: str = ""
    due: date | None = None
    item: str | None = None

    def checked(self, today: date, questionnaire: Questionnaire) -> "Draft":
        """Return the draft in the form it is kept in. Raises BadAnswer."""
        text = written(self.text)
        check_text("text", text, NO_WORDS[self.kind])
        if self.kind is not Kind.DOING:
            return Draft(self.kind, text)
        owner = " ".join(written(self.owner).split())
        if not owner:
            raise BadAnswer("owner", "Say who will do it.")
        if len(owner) > LONGEST_OWNER:
            raise BadAnswer("owner", f"The name of who will do it may have {LONGEST_OWNER} characters.")
        check_due(self.due, today)
        item = self.item or None
        if item is not None and item not in {found.name for found in measuring(questionnaire)}:
            raise BadAnswer("item", "Choose one of the questions in the list, or none.")
        return Draft(self.kind, text, owner, self.due, item)


def measuring(questionnaire: Questionnaire) -> tuple[Item, ...]:
    """The questions that can show whether a promise helped: those published as a score."""
    return tuple(item for item in questionnaire.bank.newest.values() if item.published in MEASURING)


def check_text(field: str, text: str, if_none: str) -> None:
    """Raises BadAnswer for no words, or too many."""
    if not text:
        raise BadAnswer(field, if_none)
    if len(text) > LONGEST_TEXT:
        raise BadAnswer(field, f"This has {len(text)} characters; {LONGEST_TEXT} is the most.")


def check_due(due: date | None, today: date) -> None:
    """Raises BadAnswer for no day, a past one, or one too far away to be a promise."""
    if due is None:
        raise BadAnswer("due", "Give the day it will be done by.")
    if due < today:
        raise BadAnswer("due", "This day is past. Give one from today on.")
    if due > today + timedelta(days=FURTHEST_DAYS):
        raise BadAnswer("due", "This day is more than a year away. Promise a first step before that.")


def written(text: str) -> str:
    """What somebody typed, in one form: lines end alike, nothing invisible that turns or hides other words."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_visible(lines)).strip()


def _visible(text: str) -> Iterator[str]:
    for character in text.replace("\t", " "):
        hidden = unicodedata.category(character) in HIDDEN
        if not hidden or character in ("\n", JOINER):
            yield character
