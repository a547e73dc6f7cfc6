"""What HR notes on its pages for the worker to carry out: the web itself changes neither roster nor programmes."""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import Instant, Office


class UploadedRoster(Office):
    """A faultless roster file that somebody of HR looks at before handing it in; the worker takes it and the row goes.

    `digest` is the file's SHA-256 in hexadecimal, so that whoever hands it in names exactly the file they looked at.
    """

    __tablename__ = "uploaded_roster"
    __table_args__ = (
        CheckConstraint("refused IS NULL OR handed_in_at IS NOT NULL", name="refused_after_handing_in"),
        Office.__table_args__,
    )

    uploaded_by: Mapped[str] = mapped_column(Text, primary_key=True)
    uploaded_at: Mapped[datetime] = mapped_column(Instant)
    digest: Mapped[str] = mapped_column(Text)
    handed_in_at: Mapped[datetime | None] = mapped_column(Instant)
    removals_confirmed: Mapped[bool] = mapped_column(Boolean, default=False)
    refused: Mapped[str | None] = mapped_column(Text)
    """Why the worker did not take it, in a sentence for its reader."""
    file: Mapped[bytes] = mapped_column(LargeBinary)


class ProposedProgramme(Office):
    """A programme as HR wants it, until the worker has applied it; one waits per programme.

    `before` is the canonical definition it was made from, empty for a new programme: a change is applied to exactly
    what its author, and whoever approved it, had before their eyes.
    """

    __tablename__ = "proposed_programme"
    __table_args__ = (
        CheckConstraint("approved_by IS NULL OR approved_by <> proposed_by", name="programme_approved_by_another"),
        Office.__table_args__,
    )

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    approved_by: Mapped[str | None] = mapped_column(Text)
    refused: Mapped[str | None] = mapped_column(Text)
    """Why the worker did not apply it, in a sentence for its readers."""
