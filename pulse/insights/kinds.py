"""The kinds of score and their constants, all in points of the score's own scale.

The constants are fixed, because a team's own spread of answers is not published.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a score is made of: an index of items, or one item on its scale."""

    INDEX = "index"
    AGREE = "A5"
    PERCENT = "PC"
    TEN = "N10"
    YES = "YN"


@dataclass(frozen=True)
class Constants:
    """The scale `low..high`; how much answers differ, and how much a team's score moves, per root of respondents.

    `change` is provisional: it serves until a programme has enough pairs of waves of its own; what those give is
    kept within `least_change..most_change`.
    """

    low: float
    high: float
    answers: float
    change: float
    least_change: float = 1.0
    most_change: float = float("inf")


CONSTANTS: Mapping[Kind, Constants] = {
    Kind.INDEX: Constants(low=0, high=100, answers=19, change=14, least_change=8, most_change=22),
    Kind.AGREE: Constants(low=0, high=100, answers=24, change=20),
    Kind.PERCENT: Constants(low=50, high=150, answers=15, change=11),
    # The 2.5 and 2 answers out of ten of the specification: a score is ten times the mean.
    Kind.TEN: Constants(low=0, high=100, answers=25, change=20),
    Kind.YES: Constants(low=0, high=100, answers=50, change=40),
}
