"""About which wave and to whom: what a mail needs to know. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from pulse.questionnaire import Item


@dataclass(frozen=True)
class Occasion:
    """What is the same for everybody in a wave; `you_said_we_did` is one line for the whole audience."""

    wave: str
    programme: str
    number: int
    audience: str
    items: tuple[Item, ...]
    closes_at: datetime
    fingerprint: str
    k: int
    reminders: int
    reminded: str
    you_said_we_did: str | None = None

    @property
    def taps(self) -> int:
        """How many questions are answered by a tap; the comment is not one of them."""
        return sum(1 for item in self.items if not item.scale.is_text)


@dataclass(frozen=True)
class Reader:
    """Who is written to, the cell their answers count in and how many are invited in it.

    `code` and its grouped form are empty in a results mail; `team_link` ends the address of the results of their cell,
    empty for a leader who was not invited; `answer_by` is the day a leader's first answer is due, if one is. `pause` is
    the token by which the reader pauses; empty in the mail that tells a leader of results, for that is their work.
    """

    person: int
    email: str
    language: str
    time_zone: str
    cell: str
    cell_people: int
    code: str = ""
    spoken_code: str = ""
    team_link: str = ""
    answer_by: date | None = None
    pause: str = ""
