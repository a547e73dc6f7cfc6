"""Who asked for a pause: the one table about it, without a time, a reason or a wave."""

from sqlalchemy import CheckConstraint, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import Office

PAUSED_WAVES = 3


class Pause(Office):
    """How many of the next waves somebody is left out of; of several rows the newest counts.

    A pause belongs to a membership, not to a person: it ends when they move or leave, so that the sizes of two cells
    cannot tell before and after a move who of the movers was paused. The web only appends rows, and cannot read them.
    """

    __tablename__ = "pause"
    __table_args__ = (CheckConstraint("waves BETWEEN 0 AND 3", name="pause_is_short"), Office.__table_args__)

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    waves: Mapped[int] = mapped_column(Integer)
