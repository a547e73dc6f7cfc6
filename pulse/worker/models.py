"""The table of turns."""

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import Office


class Turn(Office):
    """Whose turn it is, by the token drawn when it was taken; used in PostgreSQL, where a lock can be lost."""

    __tablename__ = "turn"

    work: Mapped[str] = mapped_column(Text, primary_key=True)
    token: Mapped[str] = mapped_column(Text)
