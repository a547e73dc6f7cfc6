"""From opened ballots to what may be known of them: answers added up, comments set apart, all else forgotten. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pulse.ballots.sheet import Sheet
from pulse.publications.figures import Form, Shape
from pulse.questionnaire.items import Item, Published
from pulse.release.aggregate import Tally
from pulse.release.comments import Remark


@dataclass(frozen=True)
class Questions:
    """The items a wave asked that are answered by tapping."""

    items: tuple[Item, ...]

    @classmethod
    def of(cls, items: Iterable[Item]) -> "Questions":
        return cls(tuple(item for item in items if not item.scale.is_text))

    @cached_property
    def shapes(self) -> Mapping[str, Shape]:
        """The form in which each item is published."""
        return {item.id: shape(item) for item in self.items}

    def published(self, answers: Mapping[str, int]) -> dict[str, int]:
        """The codes under which answers are published; what was not asked, not an answer or declined is left out."""
        return {item: self._codes[item, code] for item, code in answers.items() if (item, code) in self._codes}

    @cached_property
    def _codes(self) -> Mapping[tuple[str, int], int]:
        return {
            (item.id, code): item.published_code(code)
            for item in self.items
            for code in range(item.scale.lowest, item.scale.highest + 1)
        }


def shape(item: Item) -> Shape:
    """The form in which an item is published."""
    scale = item.published_scale
    if item.published is Published.CHOICE:
        return Shape(Form.CHOICE, scale.lowest, scale.highest, options=scale.highest - scale.lowest + 1)
    return Shape(Form.MEAN, scale.lowest, scale.highest, banded=scale.bands)


@dataclass
class Count:
    """The ballots of a wave, counted one by one; it keeps comments, but no sheet.

    `unreadable` is the number of ballots in the box that were not counted, since nothing could be read in them.
    """

    questions: Questions
    tally: Tally
    remarks: list[Remark] = field(default_factory=list)
    unreadable: int = 0

    def add(self, cell: str, sheet: Sheet) -> None:
        """Count a ballot, unless it names a cell that the contract does not."""
        if cell in self.tally.respondents:
            self.tally.add(cell, self.questions.published(sheet.answers))
            if sheet.comment is not None:
                self.remarks.append(Remark(cell, sheet.comment))

    @property
    def counted(self) -> int:
        """How many ballots were counted."""
        return sum(self.tally.respondents.values())
