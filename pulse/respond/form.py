"""What somebody put into the page: read word for word, checked, and made into a sheet. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from unicodedata import category

from pulse.ballots.sheet import Comment, Sheet, Tag, Visibility
from pulse.errors import Refusal
from pulse.invitations.codes import MalformedCode, digest
from pulse.questionnaire import Item
from pulse.respond.asked import AskedWave

EMPTY = "There is nothing on this page yet. Answer at least one question or write a comment, then send."
NO_SUCH_CHOICE = "One answer was not among the choices. Please look at it again."
NO_VISIBILITY = "Please choose how your comment may be used."
TOO_LONG = "Your comment is too long. Please shorten it to %(most)d characters; line breaks and emoji count too."
NO_CODE = "Your code is missing. It stands in your mail below the button."

MALFORMED = "\0"
UNWANTED = ("Cc", "Cs")
"""Control characters and lone surrogates: no keyboard writes them, and a sheet's size does not reckon with them."""

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Problem:
    """Something that keeps a page from being sent: the place on the page, and what to do."""

    place: str
    sentence: str
    values: Mapping[str, int] = field(default_factory=dict)
    """What stands in for the sentence's placeholders."""


class Unsendable(Refusal):
    """The page cannot be sent as it is; nothing was spent and nothing is lost."""

    status = 422

    def __init__(self, problems: Sequence[Problem], status: int = 422) -> None:
        super().__init__(problems[0].sentence)
        self.problems = tuple(problems)
        self.status = status


@dataclass(frozen=True)
class Entered:
    """The page as somebody left it, so that it can be shown again just so."""

    code: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    tag: str = ""
    visibility: str = ""


def entered(fields: Fields, wave: AskedWave) -> Entered:
    """Read the fields of a form; a choice sent twice is none, an unknown field is passed over."""
    text = "\n".join(fields.get(wave.written.id, ())) if wave.written else ""
    return Entered(
        code=_single(fields, "code").strip(),
        choices={item.id: _single(fields, item.id) for item in wave.tapped},
        text=_plain_text(text),
        tag=_single(fields, "tag"),
        visibility=_single(fields, "visibility"),
    )


def sheet_and_digest(page: Entered, wave: AskedWave, language: str) -> tuple[Sheet, bytes]:
    """Make a page into the sheet to seal and the digest of its code. Raises Unsendable with every problem at once."""
    problems = _problems(page, wave)
    code = b""
    try:
        code = digest(wave.name, page.code)
    except MalformedCode as refusal:
        problems.append(Problem("code", str(refusal) if page.code else NO_CODE))
    if problems:
        raise Unsendable(problems)
    return _sheet(page, wave, language), code


def browser_length(text: str) -> int:
    """Count characters as browsers do: UTF-16 units, a line break as one."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _problems(page: Entered, wave: AskedWave) -> list[Problem]:
    problems = [Problem(item.id, NO_SUCH_CHOICE) for item in wave.tapped if not _offered(item, page.choices[item.id])]
    if browser_length(page.text) > wave.characters:
        problems.append(Problem("comment", TOO_LONG, {"most": wave.characters}))
    if page.tag not in ("", *Tag) or page.visibility not in ("", *Visibility):
        problems.append(Problem("comment", NO_SUCH_CHOICE))
    elif page.text and not page.visibility:
        problems.append(Problem("comment", NO_VISIBILITY))
    if not page.text and not any(page.choices.values()):
        problems.append(Problem("questions", EMPTY))
    return problems


def _offered(item: Item, value: str) -> bool:
    return value == "" or (value.isascii() and value.isdigit() and len(value) <= 3 and item.accepts(int(value)))


def _sheet(page: Entered, wave: AskedWave, language: str) -> Sheet:
    codes = {item.id: int(page.choices[item.id]) for item in wave.tapped if page.choices[item.id]}
    answers = {item.id: codes[item.id] for item in wave.tapped if item.id in codes and item.scale.holds(codes[item.id])}
    comment = None
    if page.text:
        comment = Comment(page.text, Tag(page.tag) if page.tag else None, Visibility(page.visibility), language)
    return Sheet(answers, comment, frozenset(codes.keys() - answers.keys()))


def _single(fields: Fields, name: str) -> str:
    values = fields.get(name, ("",))
    return values[0] if len(values) == 1 else MALFORMED


def _plain_text(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(character for character in lines if character == "\n" or category(character) not in UNWANTED).strip()
