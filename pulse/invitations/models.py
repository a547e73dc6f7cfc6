"""Invitations in the box: no person, no time, no serial, no address, no language."""

from sqlalchemy import LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import Box


class Invitation(Box):
    """The SHA-256 of a code, the cell it counts in, and whether it was redeemed."""

    __tablename__ = "invitation"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    wave: Mapped[str] = mapped_column(Text, index=True)
    cell: Mapped[str] = mapped_column(Text)
    redeemed: Mapped[bool] = mapped_column(default=False)
