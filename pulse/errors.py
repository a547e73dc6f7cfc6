"""Refusals: what a person asked for cannot be done, in a sentence that says what is wrong and what to do.

And `traced`: what may be logged of any other error, whose own text may hold answers, codes or addresses.
"""

import errno
import traceback
from pathlib import Path

HOME = Path(__file__).resolve().parent
AWAY = "Pulse is busy or being restarted. Nothing was changed; please try again in a minute."
"""What anybody reads whose page a database refused."""
NO_ROOM = "no room is left on a disk: make some, and the work goes on by itself"
FILE_FULL = frozenset({"SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"})
"""What SQLite calls it: of a file, and of the one beside a write-ahead log when a database is opened."""
DISK_FULL = "53100"
"""What PostgreSQL calls it."""


class Refusal(Exception):
    """A request that is refused; `str()` is the sentence shown to the person, `status` the HTTP status.

    Subclasses stand beside the code that raises them and give their own sentence.
    """

    status = 400
    sentence = "This cannot be done."

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)


class NotFound(Refusal):
    """There is no such page, or the one who asks may not know that there is."""

    status = 404
    sentence = "There is no such page."


def short(text: str, most: int = 80) -> str:
    """The beginning of a text, as it may stand in a sentence, whoever wrote it and however long it is."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def traced(error: BaseException) -> str:
    """The kind of an error and the place in our code it came through, without a word of its text or of its causes'.

    Where a disk is full it says what to do, for nothing else of the error tells.
    """
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if HOME in Path(frame.filename).parents]
    place = f"{Path(ours[-1].filename).relative_to(HOME)}:{ours[-1].lineno}" if ours else "an unknown place"
    advice = f" ({NO_ROOM})" if _wants_room(error) else ""
    return f"{type(error).__name__} at {place}{advice}"


def _wants_room(error: BaseException) -> bool:
    causes = (error, getattr(error, "orig", None))
    return any(
        (isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT))
        or getattr(cause, "sqlite_errorname", None) in FILE_FULL
        or getattr(cause, "sqlstate", None) == DISK_FULL
        for cause in causes
    )
