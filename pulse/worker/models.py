"""The table of turns and signs of life."""

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import Office


class Turn(Office):
    """Whose turn it is, by the token drawn when it was taken; used in PostgreSQL, where a lock can be lost.

    And, under the name of a worker, the moment of its latest sign of life.
    """

    __tablename__ = "turn"

    work: Mapped[str] = mapped_column(Text, primary_key=True)
    token: Mapped[str] = mapped_column(Text)
