"""Answers to themes and the promises made in them. Nothing is ever edited: what changes is a row of its own."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.actions.answering import ChangeKind, Kind
from pulse.database import Instant, Office


class ThemeAnswer(Office):
    """One answer to a published theme of a unit, given at a level: the unit itself, or one it was passed up to.

    A theme that was not published cannot be answered. Who gave an answer stands in the audit log alone.
    """

    __tablename__ = "theme_answer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["wave_id", "unit", "theme"],
            ["published_theme.wave_id", "published_theme.unit", "published_theme.theme"],
            name="theme_answer_refers_to_a_published_theme",
        ),
        CheckConstraint("kind IN ('doing', 'no', 'passed up', 'understand')", name="answer_kind_is_known"),
        CheckConstraint("length(text) BETWEEN 1 AND 1000", name="answer_has_words"),
        CheckConstraint("(kind = 'passed up') = (passed_to IS NOT NULL)", name="passed_up_to_somebody"),
        CheckConstraint("passed_to IS NULL OR passed_to <> level", name="passed_up_to_another"),
        Index("theme_answer_by_unit", "unit", "wave_id"),
        Index("theme_answer_by_level", "level"),
        Index("theme_answer_passed_to", "passed_to"),
        Office.__table_args__,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    unit: Mapped[str] = mapped_column(Text)
    """The code of the unit whose people raised the theme."""
    theme: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text)
    """The code of the unit whose leader had to answer."""
    kind: Mapped[Kind] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    passed_to: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime] = mapped_column(Instant)


class MadePromise(Office):
    """What "Doing it" promises: who does it, by when, and the question (its name, "Q2") that will show it."""

    __tablename__ = "promise"
    __table_args__ = (
        UniqueConstraint("answer_id"),
        CheckConstraint("length(owner) BETWEEN 1 AND 100", name="promise_has_an_owner"),
        Office.__table_args__,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("theme_answer.id"))
    owner: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date] = mapped_column(Date)
    item: Mapped[str | None] = mapped_column(Text)


class PromiseChange(Office):
    """A promise kept, dropped with its reason, or moved, once, to another day with its reason."""

    __tablename__ = "promise_change"
    __table_args__ = (
        UniqueConstraint("promise_id", "kind"),
        CheckConstraint("kind IN ('kept', 'dropped', 'moved')", name="promise_change_is_known"),
        CheckConstraint("(kind = 'moved') = (due_on IS NOT NULL)", name="moved_to_a_day"),
        CheckConstraint("kind = 'kept' OR (reason IS NOT NULL AND reason <> '')", name="broken_with_a_reason"),
        CheckConstraint("length(reason) <= 1000", name="reason_is_short"),
        Index(
            "one_end_of_a_promise",
            "promise_id",
            unique=True,
            sqlite_where=text("kind <> 'moved'"),
            postgresql_where=text("kind <> 'moved'"),
        ),
        Office.__table_args__,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    promise_id: Mapped[int] = mapped_column(ForeignKey("promise.id"))
    kind: Mapped[ChangeKind] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(Date)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class SaidAndDone(Office):
    """The line "You said, we did" of a wave, in a language: fixed when the wave is frozen, the same for everybody."""

    __tablename__ = "said_and_done"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    language: Mapped[str] = mapped_column(Text, primary_key=True)
    line: Mapped[str] = mapped_column(Text)
