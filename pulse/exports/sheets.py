"""What is exported, before it has a format: sheets of cells. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

Cell = str | int | float | None
"""Text, a number, or nothing."""


@dataclass(frozen=True)
class Column:
    """A column and what it means, for the codebook."""

    name: str
    meaning: str


@dataclass(frozen=True)
class Sheet:
    """A table with a name; every row has a cell for every column."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True)
class Export:
    """A sheet, the sheets that explain it, the name of the file without its ending, and the date it bears.

    The date is the publication's, so that the same publication always gives the same bytes.
    """

    name: str
    dated: datetime
    main: Sheet
    codebook: tuple[Sheet, ...] = ()
