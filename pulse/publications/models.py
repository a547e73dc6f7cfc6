"""Publications and what is derived from them for quick reading."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import Instant, Office

IN_KEY_ORDER = {**Office.__table_args__, "sqlite_with_rowid": False}
"""Rows lie in the order of their key: a page finds what it shows side by side, and none tells when it was written."""


class Publication(Office):
    """Everything one wave published, as canonical JSON, chained to the publication before.

    `destroyed_at` is when the wave's ballots, invitations and keys were gone; empty while that is still owed. The long
    text stands last, so that looking at the others does not read it.
    """

    __tablename__ = "publication"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer, unique=True)
    digest: Mapped[str] = mapped_column(Text, unique=True)
    previous: Mapped[str] = mapped_column(Text, unique=True)
    published_at: Mapped[datetime] = mapped_column(Instant)
    destroyed_at: Mapped[datetime | None] = mapped_column(Instant)
    document: Mapped[str] = mapped_column(Text)


class PublishedFigure(Office):
    """A unit's figure for an item, or why it is withheld: arithmetic on the publication's table."""

    __tablename__ = "published_figure"
    __table_args__ = (
        CheckConstraint("(respondents IS NULL) = (reason IS NOT NULL)", name="figure_or_reason"),
        IN_KEY_ORDER,
    )

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    unit: Mapped[str] = mapped_column(Text, primary_key=True)
    """The unit's code."""
    item: Mapped[str] = mapped_column(Text, primary_key=True)
    """The item's id with its version, or "participation"."""
    respondents: Mapped[int | None] = mapped_column(Integer)
    total: Mapped[int | None] = mapped_column(Integer)
    lowest: Mapped[int | None] = mapped_column(Integer)
    highest: Mapped[int | None] = mapped_column(Integer)
    edge: Mapped[str | None] = mapped_column(Text)
    below: Mapped[int | None] = mapped_column(Integer)
    """By how many codes the true sum may lie under the total, and over it."""
    above: Mapped[int | None] = mapped_column(Integer)
    bands: Mapped[str | None] = mapped_column(Text)
    """Unfavourable, neutral and favourable as a JSON list."""
    options: Mapped[str | None] = mapped_column(Text)
    """A count for each option as a JSON list."""
    invited: Mapped[int | None] = mapped_column(Integer)
    """How many people the contract names in and below the unit; beside participation alone."""
    reason: Mapped[str | None] = mapped_column(Text)
    instead: Mapped[str | None] = mapped_column(Text)


class PublishedComment(Office):
    """A comment as published: redacted, in one unit, without a date, a score or a neighbour of the same ballot."""

    __tablename__ = "published_comment"
    __table_args__ = (Index("published_comment_by_unit", "wave_id", "unit"), IN_KEY_ORDER)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    """Random, so that no order remains."""
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    unit: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    tag: Mapped[str | None] = mapped_column(Text)
    themes: Mapped[str] = mapped_column(Text)
    """JSON list of theme ids."""


class PublishedTheme(Office):
    """How many comments of a unit speak of a theme; shown from the policy's threshold on, else within "other"."""

    __tablename__ = "published_theme"
    __table_args__ = IN_KEY_ORDER

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    unit: Mapped[str] = mapped_column(Text, primary_key=True)
    theme: Mapped[str] = mapped_column(Text, primary_key=True)
    comments: Mapped[int] = mapped_column(Integer)
