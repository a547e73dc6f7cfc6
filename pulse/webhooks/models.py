"""Addresses that are told of publications, and what is owed to each."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import Instant, Office


class Webhook(Office):
    """An address that is told of every publication while it stands here; its secret lies with the worker's keys."""

    __tablename__ = "webhook"
    __table_args__ = (
        CheckConstraint("removed_at IS NULL OR removed_at >= added_at", name="webhook_removed_after_adding"),
        Office.__table_args__,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)


class WebhookNotice(Office):
    """One publication owed to one address: waiting, delivered or given up."""

    __tablename__ = "webhook_notice"
    __table_args__ = (
        CheckConstraint("delivered_at IS NULL OR given_up_at IS NULL", name="notice_ends_once"),
        Office.__table_args__,
    )

    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    outcome: Mapped[str | None] = mapped_column(Text)
    """What came of the latest attempt, in a few words."""
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)
    given_up_at: Mapped[datetime | None] = mapped_column(Instant)
