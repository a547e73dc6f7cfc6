"""A wave's contract: everything that decides what will be published, frozen at opening and fingerprinted. Pure."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from pulse.errors import Refusal
from pulse.languages import LANGUAGES
from pulse.programme.cells import Cells
from pulse.programme.definition import Definition
from pulse.programme.schedule import Window
from pulse.roster.tree import Tree

FORMAT = "pulse.contract/1"
POLICY_VERSION = 1
ADDED_LATER = frozenset({"themes", "books"})
"""Fields that the first contracts of this format do not have."""
BOOKS_OPEN = "everyone"
FEWEST_PEOPLE = 20
FEWEST_IN_PARTS = 15


class AudienceTooSmall(Refusal):
    """Too few people are invited for totals to protect anybody."""

    def __init__(self, invited: int) -> None:
        super().__init__(f"This audience has {invited} people to invite; a wave needs at least {FEWEST_PEOPLE}.")


class BrokenContract(Refusal):
    """A text is not a contract of this version."""


@dataclass(frozen=True)
class Contract:
    """One wave's contract; its fields are exactly those of its JSON, without a name of a person or a team.

    `units` maps every unit of the audience to the one above, `cells` a cell to the number of people invited in it,
    `folded` a unit to the cell its people count in. `policy` holds the fields of `publications.figures.Policy`.
    `roster_changes` lists every import since the wave before that changed where people are: its date, who stood behind
    it and counts. `questions` are item ids in the order of the page. Times are ISO 8601 in UTC, the key is in base64.
    `books` says who may download all publications: "everyone", or whoever has a link, "on request".
    """

    format: str
    wave: str
    programme: str
    number: int
    instrument: str
    questionnaire: str
    questions: tuple[str, ...]
    languages: tuple[str, ...]
    units: Mapping[str, str | None]
    cells: Mapping[str, int]
    folded: Mapping[str, str]
    policy: Mapping[str, Any]
    opens_at: str
    closes_at: str
    public_key: str
    reminders: int
    reminded: str
    results: str
    approvals: str
    roster_changes: tuple[Mapping[str, Any], ...] = ()
    themes: str = ""
    books: str = ""

    def canonical(self) -> str:
        """The one text of this contract: JSON with sorted keys and no spaces."""
        # Contracts of before a field was added stay what they were, to the byte.
        fields = {name: value for name, value in asdict(self).items() if name not in ADDED_LATER or value}
        return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the canonical text, in hexadecimal."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    @cached_property
    def tree(self) -> Tree:
        """The hierarchy of the audience."""
        return Tree(self.units)

    @property
    def window(self) -> Window:
        """When the wave takes answers."""
        return Window(datetime.fromisoformat(self.opens_at), datetime.fromisoformat(self.closes_at))

    @property
    def opens_books(self) -> bool:
        """Whether everyone may download all publications; of contracts that do not say, nobody without a link."""
        return self.books == BOOKS_OPEN

    @property
    def invited(self) -> int:
        """How many people are invited in all."""
        return sum(self.cells.values())

    def cell_of(self, unit: str) -> str:
        """The cell in which a unit's own people count."""
        return self.folded.get(unit, unit)

    @classmethod
    def parse(cls, text: str) -> "Contract":
        """Read a contract back; `canonical()` of the result is the text. Raises BrokenContract."""
        try:
            values = json.loads(text)
            lists = {key: tuple(values[key]) for key in ("questions", "languages", "roster_changes")}
            found = cls(**values | lists)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise BrokenContract(f"This is not a contract: {str(error)!r:.200}.") from None
        if found.format != FORMAT or found.canonical() != text:
            raise BrokenContract(f"This is not a contract in the form {FORMAT}.")
        return found


@dataclass(frozen=True)
class Round:
    """One wave's own part of its contract: which round it is, what is asked and when."""

    wave: str
    number: int
    window: Window
    questionnaire: str
    questions: tuple[str, ...]
    roster_changes: tuple[Mapping[str, Any], ...] = ()
    themes: str = ""


def draw_up(definition: Definition, this: Round, cells: Cells, public_key: bytes) -> Contract:
    """Draw up the contract of a wave. Raises AudienceTooSmall."""
    check_audience(cells)
    return Contract(
        format=FORMAT,
        wave=this.wave,
        programme=definition.title,
        number=this.number,
        instrument=definition.instrument,
        questionnaire=this.questionnaire,
        questions=this.questions,
        languages=LANGUAGES,
        units=cells.units,
        cells=cells.invited,
        folded=cells.folded,
        policy=policy(definition),
        opens_at=_iso(this.window.opens_at),
        closes_at=_iso(this.window.closes_at),
        public_key=b64encode(public_key).decode(),
        reminders=definition.reminders,
        reminded=definition.remind,
        results="everyone",
        approvals=definition.approvals,
        roster_changes=this.roster_changes,
        themes=this.themes,
        books=definition.books,
    )


def check_audience(cells: Cells) -> None:
    """Raises AudienceTooSmall for an audience that no wave may be held with.

    Whoever is paused is part of it: otherwise one click could keep a small company from asking at all. As a protection
    it makes no difference, for confederates who are paused are no more than confederates who do not answer.
    """
    if len(cells.of_person) + len(cells.left_out) < FEWEST_PEOPLE or not cells.of_person:
        raise AudienceTooSmall(len(cells.of_person))


def policy(definition: Definition) -> Mapping[str, Any]:
    """The thresholds of a programme as plain values, as they stand in its contracts."""
    return {
        "version": POLICY_VERSION,
        "k": definition.k,
        "strict": definition.strict,
        "k_bands": FEWEST_IN_PARTS,
        "k_choice": FEWEST_IN_PARTS,
        "k_comment": definition.comment_k,
        "least_comments": definition.least_comments,
        "k_theme": definition.k,
    }


def _iso(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds")
