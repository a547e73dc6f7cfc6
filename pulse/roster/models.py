"""People, units, the dated memberships between them, and how these were changed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import Instant, Office


class Position(StrEnum):
    """What a person is in a unit."""

    REP = "rep"
    LEADER = "leader"


class Unit(Office):
    """A node of the hierarchy; `code` is its opaque name in contracts and publications, the same in every wave."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("parent_id", "name"), Office.__table_args__)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(Text)


class Person(Office):
    """An employee; `left` is when an import no longer listed them."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    time_zone: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    country: Mapped[str] = mapped_column(Text)
    left: Mapped[datetime | None] = mapped_column(Instant)


class Membership(Office):
    """A person in a unit, dated by when Pulse saw it; a leader's unit is the one led.

    `target` is the rep's own quota or, for a leader, the team's, in the organisation's currency.
    """

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="membership_ends_after_it_begins"),
        CheckConstraint("position IN ('rep', 'leader')", name="position_is_rep_or_leader"),
        Index(
            "one_unit_at_a_time",
            "person_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        Index(
            "one_leader_at_a_time",
            "unit_id",
            unique=True,
            sqlite_where=text("until IS NULL AND position = 'leader'"),
            postgresql_where=text("until IS NULL AND position = 'leader'"),
        ),
        Office.__table_args__,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    position: Mapped[Position] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime | None] = mapped_column(Instant)
    target: Mapped[float | None] = mapped_column(Float)


class Approval(StrEnum):
    """Who stood behind a change of the roster, as contracts print it."""

    BEFORE = "before the first programme"
    ONE = "one person"
    TWO = "two people"


class RosterImport(Office):
    """An import that changed where people are, as counts; contracts repeat it, so nobody is named."""

    __tablename__ = "roster_import"
    __table_args__ = (
        CheckConstraint(
            "approval IN ('before the first programme', 'one person', 'two people')", name="approval_is_known"
        ),
        Office.__table_args__,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    approval: Mapped[Approval] = mapped_column(Text)
    joiners: Mapped[int] = mapped_column(Integer)
    leavers: Mapped[int] = mapped_column(Integer)
    moves: Mapped[int] = mapped_column(Integer)
    new_teams: Mapped[int] = mapped_column(Integer)


class ProposedRoster(Office):
    """The roster file that waits for a second person; the row goes when it was imported or declined.

    `digest` is the file's SHA-256 in hexadecimal, so that whoever approves names exactly the file they looked at.
    """

    __tablename__ = "proposed_roster"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_roster_waits"),
        CheckConstraint("approved_by IS NULL OR approved_by <> proposed_by", name="approved_by_another"),
        CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approval_is_dated"),
        CheckConstraint("approved_by IS NULL OR declined_by IS NULL", name="approved_or_declined"),
        Office.__table_args__,
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    file: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(Text)
    removals_confirmed: Mapped[bool] = mapped_column(Boolean)
    proposed_by: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    approved_by: Mapped[str | None] = mapped_column(Text)
    approved_at: Mapped[datetime | None] = mapped_column(Instant)
    declined_by: Mapped[str | None] = mapped_column(Text)
