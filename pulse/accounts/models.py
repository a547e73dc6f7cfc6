"""Staff accounts, ways to sign in that were begun, and sessions. Leaders need no row: the roster names them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, Integer, LargeBinary, Text
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
    """A signed-in browser; `digest` is SHA-256 of its token.

    It holds the rights somebody had when it began, and ends when they change. `seen_at` is coarse, so that looking at
    pages hardly ever writes; `proved_at` is when its owner last proved who they are, if that is known.
    """

    __tablename__ = "staff_session"
    __table_args__ = (
        CheckConstraint("proved_at IS NULL OR proved_at <= ends_at", name="proved_before_the_end"),
        Office.__table_args__,
    )

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    email: Mapped[str] = mapped_column(Text, index=True)
    rights: Mapped[str] = mapped_column(Text)
    began_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    proved_at: Mapped[datetime | None] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)


class HeldForm(Office):
    """A form that waits until its sender has proved who they are; `digest` is SHA-256 of the browser's key to it."""

    __tablename__ = "held_form"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    email: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(Text)
    fields: Mapped[str] = mapped_column(Text)
    """JSON: pairs of name and value, in their order."""
    held_at: Mapped[datetime] = mapped_column(Instant)


class ProviderSignIn(Office):
    """A way to the identity provider that somebody set out on; `digest` is SHA-256 of its state, used up on return."""

    __tablename__ = "provider_sign_in"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    browser: Mapped[bytes] = mapped_column(LargeBinary, index=True)
    """SHA-256 of the cookie of the browser that set out."""
    return_to: Mapped[str] = mapped_column(Text)
    proves_anew: Mapped[bool] = mapped_column(Boolean)
    asked_at: Mapped[datetime] = mapped_column(Instant, index=True)
