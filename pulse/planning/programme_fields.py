"""Every field of a programme as HR's page asks for it: its label, what it means, and what may be entered. Pure."""

from dataclasses import dataclass, field
from enum import StrEnum


class Entry(StrEnum):
    """How a field is entered."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    TICK = "tick"


@dataclass(frozen=True)
class Field:
    """One field; `options` are values with their words, `suggested` names a list the page offers."""

    name: str
    label: str
    means: str
    entry: Entry = Entry.TEXT
    options: tuple[tuple[str, str], ...] = ()
    least: int | None = None
    most: int | None = None
    suggested: str = ""
    needed: bool = False


@dataclass(frozen=True)
class Group:
    """Fields that belong together; the first two groups stand open."""

    title: str
    fields: tuple[Field, ...]
    note: str = ""
    open: bool = field(default=False)


WHAT = Group(
    "What and whom",
    (
        Field("title", "Title", "People see it in mails and on pages.", needed=True),
        Field("name", "Short name", "For links and commands: small letters, digits, hyphens. It stays.", needed=True),
        Field(
            "audience",
            "Audience",
            "A unit by its path, such as Sales / EMEA; everybody below it is asked, at least 20 people. Its head is "
            "not; other leaders count one level above the team they lead.",
            suggested="units",
            needed=True,
        ),
        Field(
            "instrument",
            "Questions per wave",
            "Six are the same in every wave, the others rotate.",
            Entry.CHOICE,
            (("pulse-9", "9 taps, about 50 seconds"), ("pulse-11", "11 taps, about a minute")),
        ),
    ),
    open=True,
)
NUMBERS = Group(
    "The two numbers that matter",
    (
        Field(
            "every_weeks",
            "How often",
            "Oftener than people see something change, and they stop answering.",
            Entry.CHOICE,
            (("2", "every 2 weeks"), ("4", "every 4 weeks"), ("6", "every 6 weeks"), ("12", "every 12 weeks")),
        ),
        Field(
            "k",
            "Fewest answers behind a number (k)",
            "Nothing is published about fewer. 5 is the least; 8 hides smaller teams and makes everybody safer.",
            Entry.NUMBER,
            least=5,
            most=50,
        ),
    ),
    open=True,
)
WHEN = Group(
    "When",
    (
        Field("first_wave", "First wave", "Every wave opens on this day of the week.", Entry.DATE, needed=True),
        Field(
            "time_zone", "Time zone", "Of the two hours below, such as Europe/Berlin.", suggested="zones", needed=True
        ),
        Field("opens_at", "Opens at", "A full hour, 5 to 22.", Entry.NUMBER, least=5, most=22),
        Field("open_days", "Stays open, days", "6 days: from Tuesday to Monday.", Entry.NUMBER, least=1, most=13),
        Field("closes_at", "Closes at", "A full hour, 5 to 22.", Entry.NUMBER, least=5, most=22),
        Field("send_at", "Mails arrive at", "On each person’s own clock, 8 to 17.", Entry.NUMBER, least=8, most=17),
    ),
    "A wave that would start in the last five working days of a quarter starts a week later. Nobody is written to on a "
    "weekend or a public holiday of their country.",
)
REMINDERS = Group(
    "Reminders",
    (
        Field("reminders", "How many", "On the third and the fifth working day.", Entry.NUMBER, least=0, most=2),
        Field(
            "remind",
            "To whom",
            "Everybody is better: a reminder to some tells them that they are known to be missing.",
            Entry.CHOICE,
            (("everyone", "everybody invited"), ("unanswered", "only those who have not answered")),
        ),
    ),
)
PROTECTION = Group(
    "Comments and stricter protection",
    (
        Field("comment_k", "Fewest answers where comments are shown", "Not below k; usually 8.", Entry.NUMBER, least=5),
        Field("least_comments", "Fewest comments shown together", "At least 3.", Entry.NUMBER, least=3),
        Field("strict", "Strict", "Withstands one insider in every group; k is then at least 8.", Entry.TICK),
    ),
)
AGREEMENT = Group(
    "Planning waves, agreement and books",
    (
        Field(
            "planning_waves",
            "Planning waves",
            "Numbers of waves, such as 6, 12, in which people say which target they would set themselves.",
        ),
        Field("approvals", "Who has agreed", "Such as a works agreement; printed in every contract."),
        Field(
            "books",
            "Who may download the books",
            "One file with everything ever published, by all programmes, without comments and names. Once a contract "
            "has opened it to everyone, it stays open.",
            Entry.CHOICE,
            (("on request", "whoever has a link from HR"), ("everyone", "everyone, without signing in")),
        ),
    ),
)
GROUPS = (WHAT, NUMBERS, WHEN, REMINDERS, PROTECTION, AGREEMENT)
LABELS = {one.name: one.label for group in GROUPS for one in group.fields} | {"pinned": "Pinned questions"}
