"""What a mail says and how it looks: text and HTML from the same lines; nothing is loaded from elsewhere. Pure."""

from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
COLUMNS = 72


@dataclass(frozen=True)
class Section:
    """A part of a longer mail: a heading, and lines of which each stands for itself."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    """What a mail says, in order: opening lines, sections, a button with its link, a code to type, groups of lines."""

    language: str
    subject: str
    title: str
    opening: tuple[str, ...]
    button: str
    link: str
    code: tuple[str, str] | None
    rest: tuple[tuple[str, ...], ...]
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Drawn:
    """A letter on paper, in both forms."""

    language: str
    subject: str
    text: str
    html: str


def drawn(letter: Letter) -> Drawn:
    """Draw a letter in both forms."""
    return Drawn(letter.language, letter.subject, draw_text(letter), draw_html(letter))


def draw_text(letter: Letter) -> str:
    """The mail as plain text, wrapped; links and fingerprints stay in one piece."""
    return _ENVIRONMENT.get_template("mail/letter.txt").render(letter=letter)


def draw_html(letter: Letter) -> str:
    """The mail as HTML with its styles inside the elements, as mail programs want it."""
    return _INLINER.inline(_ENVIRONMENT.get_template("mail/letter.html").render(letter=letter))


def _wrapped(text: str) -> str:
    if len(text) <= COLUMNS:
        return text
    return "\n".join(wrap(text, COLUMNS, break_long_words=False, break_on_hyphens=False))


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_ENVIRONMENT.filters["wrapped"] = _wrapped
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False)
