"""What is published: pure types, and the bounds every published sum is kept within.

A published table T_w holds, per item and shown unit, that unit's atom: the respondents who are in no shown unit
below it. Every figure of a unit is arithmetic on the atoms below it, so it can reveal nothing the table does not.
"""

from dataclasses import dataclass
from enum import StrEnum

PARTICIPATION = "participation"
"""Beside the items, a table counts who took part; this is the name it does so under."""

MOST_OPTIONS = 16
"""Up to this many options, raising each to a sixteenth of the respondents never takes more answers than there are."""


class Form(StrEnum):
    """How an item is published; an item has one form, never two."""

    MEAN = "mean"
    """A sum of codes lowest..highest, with three bands where every atom is large enough."""
    CHOICE = "choice"
    """A count for each named option."""
    COUNT = "count"
    """Respondents alone: the participation of a unit."""


@dataclass(frozen=True)
class Shape:
    """What the disclosure program must know of an item: its form and its codes.

    A choice has `options` codes from `lowest` on. Raises ValueError for an item that cannot be published safely.
    """

    form: Form
    lowest: int = 0
    highest: int = 0
    options: int = 0
    banded: bool = False
    """Whether the three bands (codes 1-2, 3, 4-5) are published: agree scales alone."""

    def __post_init__(self) -> None:
        if self.form is Form.MEAN and self.lowest >= self.highest:
            raise ValueError("A scale has a lowest and a higher highest code.")
        if self.form is Form.CHOICE and not 2 <= self.options <= MOST_OPTIONS:
            raise ValueError(f"A choice has 2 to {MOST_OPTIONS} options.")
        if self.banded and (self.form, self.lowest, self.highest) != (Form.MEAN, 1, 5):
            raise ValueError("Only an agree scale, 1 to 5, has bands.")

    @property
    def codes(self) -> range:
        """The codes an answer may have, one histogram place each."""
        count = {Form.MEAN: self.highest - self.lowest + 1, Form.CHOICE: self.options, Form.COUNT: 1}
        return range(self.lowest, self.lowest + count[self.form])


@dataclass(frozen=True)
class Policy:
    """The thresholds a publication was released under; fixed in the wave's contract.

    `k` respondents at least behind every number, `k_choice` for named options, `k_bands` for the three bands,
    `k_comment` answers and `least_comments` comments for a comment cell, `k_theme` comments for a theme.
    Strict withstands one insider in every atom. Raises ValueError below the least that keeps the promises.
    """

    version: int = 1
    k: int = 5
    strict: bool = False
    k_bands: int = 15
    k_choice: int = 15
    k_comment: int = 8
    least_comments: int = 3
    k_theme: int = 5

    def __post_init__(self) -> None:
        least = {"k": 8 if self.strict else 5, "k_bands": 15, "k_choice": 15}
        least |= {"k_comment": 5, "least_comments": 3, "k_theme": 5}
        for name, floor in least.items():
            if getattr(self, name) < floor:
                raise ValueError(f"{name} is at least {floor} here.")

    @property
    def least_guard(self) -> int:
        """The number of people whose answers stay deniable in the smallest atom."""
        return 2 if self.strict else 1

    def guard(self, respondents: int) -> int:
        """The number g of people whose answers stay deniable within an atom of this size."""
        return max(self.least_guard, respondents // 16)

    def threshold(self, shape: Shape) -> int:
        """The fewest respondents a figure of this shape may stand for."""
        if shape.form is Form.CHOICE:
            return max(self.k, self.k_choice, shape.options * self.least_guard)
        return self.k


@dataclass(frozen=True, slots=True)
class Bands:
    """How many answered unfavourably (codes 1-2), neutrally (3) and favourably (4-5), after the lift."""

    unfavourable: int
    neutral: int
    favourable: int


@dataclass(frozen=True, slots=True)
class Atom:
    """One entry of a published table: respondents, the clamped sum of codes, and bands or option counts."""

    respondents: int
    total: int = 0
    bands: Bands | None = None
    options: tuple[int, ...] = ()


class Edge(StrEnum):
    """On which side of a clamped sum the truth may lie."""

    INSIDE = "inside"
    AT_MOST = "at most"
    AT_LEAST = "at least"
    ABOUT = "about"
    """Atoms below are clamped on both sides."""

    def joined(self, other: "Edge") -> "Edge":
        """The edge of two sums added up."""
        if other in (self, Edge.INSIDE):
            return self
        return other if self is Edge.INSIDE else Edge.ABOUT


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and greatest sum of codes that is published for an atom."""

    least: int
    greatest: int

    def clamp(self, total: int) -> int:
        """The sum in its place, or the nearer bound."""
        return min(max(total, self.least), self.greatest)

    def edge(self, total: int) -> Edge:
        """What a reader can tell from a published sum alone: at a bound, the truth may lie beyond it."""
        low = Edge.AT_MOST if total == self.least else Edge.INSIDE
        high = Edge.AT_LEAST if total == self.greatest else Edge.INSIDE
        return low.joined(high)


def bounds(shape: Shape, policy: Policy, respondents: int, bands: Bands | None = None) -> Bounds:
    """Bounds between which the answers of all but g respondents can make any sum, whatever those g answered.

    Both follow from what is published of the atom alone. Bands narrow them; source: T2 of the anonymity design.
    """
    guard = policy.guard(respondents)
    if bands is not None:
        middle = 3 * bands.neutral
        return Bounds(
            bands.unfavourable + middle + 4 * bands.favourable + guard,
            2 * bands.unfavourable + middle + 5 * bands.favourable - guard,
        )
    slack = (shape.highest - shape.lowest) * guard
    return Bounds(respondents * shape.lowest + slack, respondents * shape.highest - slack)


class Reason(StrEnum):
    """Why a figure is withheld; it follows from counts alone, or from the loss of all answers."""

    TOO_FEW = "too few"
    """Fewer respondents than the threshold."""
    PROTECTED = "protected"
    """Enough respondents, but a small group next to it could be worked out."""
    FOLDED = "folded"
    """The unit is no cell of its own in this wave; its people count in the unit above."""
    NOT_ASKED = "not asked"
    LOST = "lost"
    """The wave was struck out: its keys were lost, and all its answers were destroyed unread."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A unit's published figure for one item: `total` is a sum of codes lowest..highest over `respondents`.

    The true sum lies at most `below` codes under it and `above` codes over it: what the clamped atoms leave open.
    """

    respondents: int
    total: int
    lowest: int
    highest: int
    edge: Edge = Edge.INSIDE
    bands: Bands | None = None
    options: tuple[int, ...] = ()
    below: int = 0
    above: int = 0

    @property
    def mean(self) -> float:
        """The mean code, between lowest and highest."""
        return self.total / self.respondents


@dataclass(frozen=True, slots=True)
class Withheld:
    """No figure, and why; `instead` is the nearest unit above that has one."""

    reason: Reason
    instead: str | None = None
