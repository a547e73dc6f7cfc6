"""The digests that are owed. A row says who is written to when, never what was written nor whether it was read."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import Instant, Office


class Digest(StrEnum):
    """Which digest."""

    LEADER = "leader"
    """Weekly, and only if something is due."""
    EXECUTIVE = "executive"
    """Monthly, to whoever leads an audience or the level below."""
    HR = "hr"
    """After each wave and monthly."""


class DigestState(StrEnum):
    """How far a digest is."""

    WAITING = "waiting"
    SENT = "sent"
    EMPTY = "nothing to say"
    REFUSED = "refused"
    EXPIRED = "expired"
    """Its period ended, or its reader left, before it could be sent."""


class OwedDigest(Office):
    """A digest owed once to an address for a period: a week ("2026-W08"), a month ("2026-02") or a wave's name."""

    __tablename__ = "owed_digest"
    __table_args__ = (
        CheckConstraint("kind IN ('leader', 'executive', 'hr')", name="digest_is_known"),
        CheckConstraint(
            "state IN ('waiting', 'sent', 'nothing to say', 'refused', 'expired')", name="digest_state_is_known"
        ),
        CheckConstraint("ends_at > due_at", name="digest_ends_after_it_is_due"),
        Index(
            "owed_digest_due",
            "due_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Office.__table_args__,
    )

    kind: Mapped[Digest] = mapped_column(Text, primary_key=True)
    period: Mapped[str] = mapped_column(Text, primary_key=True)
    reader: Mapped[str] = mapped_column(Text, primary_key=True)
    """The address, which is what a leader and an account of HR have in common."""
    state: Mapped[DigestState] = mapped_column(Text, default=DigestState.WAITING)
    due_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    """From then on it is not sent any more."""
    attempts: Mapped[int] = mapped_column(Integer, default=0)
