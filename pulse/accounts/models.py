"""Staff accounts, sign-ins that wait for their mail, and sessions. Leaders need no row: the roster names them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import Instant, Office


class StaffRole(StrEnum):
    """What an account may do beside leading a team."""

    HR = "hr"
    OPERATOR = "operator"


class Account(Office):
    """Somebody of HR or an operator."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("role IN ('hr', 'operator')", name="role_is_hr_or_operator"),
        Office.__table_args__,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(Text, unique=True)
    role: Mapped[StaffRole] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(Instant)


class SignIn(Office):
    """A request to sign in; link and code in its mail are derived from `nonce` and the secret key, never stored."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(Text)
    nonce: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    browser: Mapped[bytes] = mapped_column(LargeBinary)
    """SHA-256 of the cookie of the browser that asked."""
    return_to: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    mailed_at: Mapped[datetime | None] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    wrong_codes: Mapped[int] = mapped_column(Integer, default=0)


class StaffSession(Office):
    """A signed-in browser; `digest` is SHA-256 of its token."""

    __tablename__ = "staff_session"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    email: Mapped[str] = mapped_column(Text)
    began_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
