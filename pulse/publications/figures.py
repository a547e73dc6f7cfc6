"""What is published: pure types, and the arithmetic everything shown is made of.

A published table T_w holds, per item and shown unit, that unit's atom: the respondents who are in no shown unit
below it. Every figure of a unit is arithmetic on the atoms below it, so it can reveal nothing the table does not.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Policy:
    """The thresholds a publication was released under; fixed in the wave's contract.

    `k` respondents at least behind every number, `k_choice` for named options, `k_bands` for the three bands,
    `k_comment` answers and `least_comments` comments for a comment cell, `k_theme` comments for a theme.
    Strict withstands one insider in every atom.
    """

    version: int = 1
    k: int = 5
    strict: bool = False
    k_bands: int = 15
    k_choice: int = 15
    k_comment: int = 8
    least_comments: int = 3
    k_theme: int = 5

    def guard(self, respondents: int) -> int:
        """The number g of people whose answers stay deniable within an atom of this size."""
        return max(2 if self.strict else 1, respondents // 16)


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
    """What the disclosure program must know of an item: its form and its codes."""

    form: Form
    lowest: int = 0
    highest: int = 0
    options: int = 0
    banded: bool = False
    """Whether the three bands (codes 1-2, 3, 4-5) are published: agree scales alone."""


@dataclass(frozen=True)
class Bands:
    """How many answered unfavourably (codes 1-2), neutrally (3) and favourably (4-5), after the lift."""

    unfavourable: int
    neutral: int
    favourable: int


@dataclass(frozen=True)
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


class Reason(StrEnum):
    """Why a figure is withheld; it follows from counts alone."""

    TOO_FEW = "too few"
    """Fewer respondents than the threshold."""
    PROTECTED = "protected"
    """Enough respondents, but a small group next to it could be worked out."""
    FOLDED = "folded"
    """The unit is no cell of its own in this wave; its people count in the unit above."""
    NOT_ASKED = "not asked"


@dataclass(frozen=True)
class Figure:
    """A unit's published figure for one item: `total` is a sum of codes lowest..highest over `respondents`."""

    respondents: int
    total: int
    lowest: int
    highest: int
    edge: Edge = Edge.INSIDE
    bands: Bands | None = None
    options: tuple[int, ...] = ()

    @property
    def mean(self) -> float:
        """The mean code, between lowest and highest."""
        return self.total / self.respondents


@dataclass(frozen=True)
class Withheld:
    """No figure, and why; `instead` is the nearest unit above that has one."""

    reason: Reason
    instead: str | None = None
