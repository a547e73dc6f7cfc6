"""Periods, the targets of teams in them, and files that wait to be saved. None holds a person but the uploader."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Date, Dialect, ForeignKey, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from pulse.database import Instant, Office


class Money(TypeDecorator[Decimal]):
    """An amount with two decimals, kept exactly: in hundredths."""

    impl = BigInteger().with_variant(Integer(), "sqlite")
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value * 100)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


class TargetPeriod(Office):
    """A span of days that targets are set for, both ends included; no two share a day."""

    __tablename__ = "target_period"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="period_ends_after_it_begins"),
        Office.__table_args__,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)


class TeamTarget(Office):
    """What a unit is to reach in a period, what is officially forecast, and what came, in the organisation's money."""

    __tablename__ = "team_target"
    __table_args__ = (
        CheckConstraint("plan > 0", name="plan_is_more_than_nothing"),
        CheckConstraint("official >= 0", name="official_is_no_debt"),
        CheckConstraint("actual >= 0", name="actual_is_no_debt"),
        Office.__table_args__,
    )

    period_id: Mapped[int] = mapped_column(ForeignKey("target_period.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    plan: Mapped[Decimal] = mapped_column(Money)
    official: Mapped[Decimal | None] = mapped_column(Money)
    actual: Mapped[Decimal | None] = mapped_column(Money)


class UploadedTargets(Office):
    """A faultless targets file that somebody of HR looks at before saving it; then the row goes.

    `digest` is the file's SHA-256 in hexadecimal, so that whoever saves names exactly the file they looked at.
    """

    __tablename__ = "uploaded_targets"

    uploaded_by: Mapped[str] = mapped_column(Text, primary_key=True)
    uploaded_at: Mapped[datetime] = mapped_column(Instant)
    digest: Mapped[str] = mapped_column(Text)
    file: Mapped[bytes] = mapped_column(LargeBinary)
