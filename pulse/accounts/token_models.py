"""Tokens that let another program in."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import Instant, Office


class Purpose(StrEnum):
    """What a token is for; it opens that and nothing else."""

    FIGURES = "figures"
    CONTRACTS = "contracts"
    METRICS = "metrics"
    SCIM = "scim"


class ApiToken(Office):
    """A token, as far as we know it: the SHA-256 of it, who is meant to hold it, and until when it is good."""

    __tablename__ = "api_token"
    __table_args__ = (
        CheckConstraint("purpose IN ('figures', 'contracts', 'metrics', 'scim')", name="purpose_is_known"),
        CheckConstraint("length(name) BETWEEN 1 AND 100", name="token_has_a_name"),
        Office.__table_args__,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    purpose: Mapped[Purpose] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, unique=True)
    added_at: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[date] = mapped_column(Date)
    """The last day it is good for, in UTC."""
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    used_on: Mapped[date | None] = mapped_column(Date)
    """The latest day it was used, and no more than the day."""
