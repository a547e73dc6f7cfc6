"""The box's tables: contracts of open waves, and sealed ballots."""

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import Box

ID_BYTES = 16


class BoxContract(Box):
    """A wave's contract as it was opened, and half of what unwraps its private key.

    `closed` shuts the box; `share` is emptied when the wave's ballots are destroyed; `mixed` counts the ballots that
    the latest mixing found. The long text stands last, so that looking at the others does not read it.
    """

    __tablename__ = "contract"

    wave: Mapped[str] = mapped_column(Text, primary_key=True)
    closed: Mapped[bool] = mapped_column(default=False)
    mixed: Mapped[int] = mapped_column(Integer, default=0)
    fingerprint: Mapped[str] = mapped_column(Text)
    share: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    contract: Mapped[str] = mapped_column(Text)


class Ballot(Box):
    """A sealed sheet and its cell; `id`, the first 16 bytes of SHA-256(sealed), is random and lets no copy in.

    What a used code writes is a ballot that does not `count`: nobody opens it, and the next mixing takes it away. Its
    `id` is one of a fixed number of slots of the wave. It lies among the others, so that writing it takes as long.
    """

    __tablename__ = "ballot"
    __table_args__ = (CheckConstraint("length(id) = 16", name="ballot_id_has_16_bytes"), Box.__table_args__)

    wave: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    counts: Mapped[bool] = mapped_column(server_default=sa.true())
