"""What the identity provider believes: its people, its groups, and what became of them the last time we looked.

Nothing here decides anything: the roster changes only as every roster does, by import or by a second person's approval.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import Instant, Office


class StagedPerson(Office):
    """A person as the identity provider has them; `resource` is JSON of the attributes we take and of no others."""

    __tablename__ = "scim_user"

    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(Text, unique=True)
    user_name: Mapped[str] = mapped_column(Text, unique=True)
    """Folded, for names that differ in capitals alone are the same."""
    external_id: Mapped[str | None] = mapped_column(Text, index=True)
    resource: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    added_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class StagedGroup(Office):
    """A group as the identity provider has it: a team, or those who lead one."""

    __tablename__ = "scim_group"

    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    """Folded."""
    external_id: Mapped[str | None] = mapped_column(Text, index=True)
    resource: Mapped[str] = mapped_column(Text)
    """JSON without the members, who stand in a table of their own."""
    version: Mapped[int] = mapped_column(Integer)
    added_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class StagedMember(Office):
    """A person in a group."""

    __tablename__ = "scim_member"

    group: Mapped[int] = mapped_column("group_number", ForeignKey("scim_group.number"), primary_key=True)
    person: Mapped[int] = mapped_column("user_number", ForeignKey("scim_user.number"), primary_key=True, index=True)


class Batch(Office):
    """When the identity provider last changed anything, and what the worker last made of it."""

    __tablename__ = "scim_batch"
    __table_args__ = (CheckConstraint("id = 1", name="one_batch_gathers"), Office.__table_args__)

    id: Mapped[int] = mapped_column(primary_key=True)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    taken_at: Mapped[datetime | None] = mapped_column(Instant)
    handed_in_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome: Mapped[str | None] = mapped_column(Text)
    """What became of it, in sentences for HR, one a line."""
