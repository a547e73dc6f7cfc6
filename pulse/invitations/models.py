"""Invitations in the box: no person, no time, no serial, no address, no language."""

import secrets

from sqlalchemy import LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import Box

NOISE_BYTES = 8


def fresh_noise() -> bytes:
    """Return random bytes for `Invitation.noise`."""
    return secrets.token_bytes(NOISE_BYTES)


class Invitation(Box):
    """The SHA-256 of a code, the cell it counts in, and whether it was redeemed.

    `noise` is random and drawn anew by every use of the code: without it a database would skip writing a row that
    was redeemed before, and a used code would answer sooner.
    """

    __tablename__ = "invitation"

    wave: Mapped[str] = mapped_column(Text, primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    cell: Mapped[str] = mapped_column(Text)
    redeemed: Mapped[bool] = mapped_column(default=False)
    noise: Mapped[bytes] = mapped_column(LargeBinary, default=fresh_noise)
