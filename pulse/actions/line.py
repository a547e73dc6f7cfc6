"""The one line "You said, we did": which of all answers it tells, and its words. Pure.

What somebody wrote is quoted in their own language; the frame speaks the reader's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from textwrap import shorten

from babel.dates import format_date

from pulse.actions.answering import Answer, ChangeKind, Kind, Promise, ThemeState, Thread
from pulse.languages import translations

QUOTED_CHARACTERS = 140
NAMED_THEMES = 3

Labels = Mapping[str, str]
"""What themes are called in a language, by their ids."""


class Outcome(Enum):
    """What there is to tell, the best news first."""

    KEPT = "kept"
    PROMISED = "promised"
    EXPLAINED = "explained"
    COUNTED = "counted"
    UNANSWERED = "unanswered"


@dataclass(frozen=True)
class Line:
    """What is told: an outcome with the theme and words it is about, or counts.

    `silent` is set where nothing of the last round is answered, which is said in any case; `theme` and `unanswered`
    are ids of themes.
    """

    outcome: Outcome
    silent: bool = False
    theme: str = ""
    text: str = ""
    due: date | None = None
    themes: int = 0
    answered: int = 0
    kept: int = 0
    unanswered: tuple[str, ...] = ()


def choose(threads: Sequence[Thread], unit: str | None) -> Line | None:
    """Choose what to tell of these themes, newest wave first: the newest kept promise, else a promise, else an
    explained no, else counts, else what is not answered. None where nobody raised anything.

    Only answers given at this unit are quoted, and only its own themes named; without one, there are only counts.
    """
    if not threads:
        return None
    last = [thread for thread in threads if thread.topic.wave_id == threads[0].topic.wave_id]
    silent = not any(thread.answers for thread in last)
    given = [answer for thread in threads for answer in thread.answers if answer.level == unit]
    return (
        _kept(given, silent) or _promised(given, silent) or _explained(given, silent) or _counted(threads, last, unit)
    )


def _kept(given: Sequence[Answer], silent: bool) -> Line | None:
    kept = [(promise, promise.ended.at) for promise in _made(given) if _is_kept(promise) and promise.ended]
    if not kept:
        return None
    newest, _ = max(kept, key=lambda pair: pair[1])
    return Line(Outcome.KEPT, silent, newest.topic.theme, newest.text)


def _promised(given: Sequence[Answer], silent: bool) -> Line | None:
    still = [promise for promise in _made(given) if not promise.ended]
    newest = max(still, key=lambda promise: promise.made_at, default=None)
    return Line(Outcome.PROMISED, silent, newest.topic.theme, newest.text, newest.due) if newest else None


def _explained(given: Sequence[Answer], silent: bool) -> Line | None:
    told = [answer for answer in given if answer.kind is Kind.NO]
    newest = max(told, key=lambda answer: answer.at, default=None)
    return Line(Outcome.EXPLAINED, silent, newest.topic.theme, newest.text) if newest else None


def _counted(threads: Sequence[Thread], last: Sequence[Thread], unit: str | None) -> Line:
    answered = sum(thread.state is ThemeState.ANSWERED for thread in threads)
    if not answered and not any(thread.answers for thread in threads):
        own = tuple(thread.topic.theme for thread in last if thread.topic.unit == unit)
        return Line(Outcome.UNANSWERED, themes=len(last), unanswered=own)
    made = _made([answer for thread in threads for answer in thread.answers])
    silent = not any(thread.answers for thread in last)
    return Line(Outcome.COUNTED, silent, themes=len(threads), answered=answered, kept=sum(map(_is_kept, made)))


def _made(given: Sequence[Answer]) -> list[Promise]:
    return [answer.promise for answer in given if answer.promise]


def _is_kept(promise: Promise) -> bool:
    return promise.ended is not None and promise.ended.kind is ChangeKind.KEPT


def spoken(line: Line, labels: Labels, language: str) -> str:
    """Say the line in a language."""
    _ = translations(language).gettext
    said = SENTENCES[line.outcome](line, labels, language)
    return " ".join((said, _("The last round is not answered yet."))) if line.silent else said


def _said_kept(line: Line, labels: Labels, language: str) -> str:
    _ = translations(language).gettext
    return _("You said: %(theme)s. We did: “%(text)s”") % _quoted(line, labels)


def _said_promised(line: Line, labels: Labels, language: str) -> str:
    _ = translations(language).gettext
    # Translators: a date pattern of CLDR, such as "9 February".
    day = format_date(line.due, _("d MMMM"), locale=language)
    return _("You said: %(theme)s. We will, by %(day)s: “%(text)s”") % {**_quoted(line, labels), "day": day}


def _said_explained(line: Line, labels: Labels, language: str) -> str:
    _ = translations(language).gettext
    return _("You said: %(theme)s. The answer is no, because: “%(text)s”") % _quoted(line, labels)


def _said_counts(line: Line, labels: Labels, language: str) -> str:
    ngettext = translations(language).ngettext
    counts = {"themes": line.themes, "answered": line.answered, "kept": line.kept}
    return (
        ngettext(
            "You raised %(themes)d theme. Answered: %(answered)d. Promises kept: %(kept)d.",
            "You raised %(themes)d themes. Answered: %(answered)d. Promises kept: %(kept)d.",
            line.themes,
        )
        % counts
    )


def _said_unanswered(line: Line, labels: Labels, language: str) -> str:
    _, ngettext = translations(language).gettext, translations(language).ngettext
    if line.unanswered:
        named = ", ".join(labels.get(theme, theme) for theme in line.unanswered[:NAMED_THEMES])
        return _("You said: %(themes)s. Not answered yet.") % {"themes": named}
    return ngettext(
        "You raised %(themes)d theme in the last round. Not answered yet.",
        "You raised %(themes)d themes in the last round. Not answered yet.",
        line.themes,
    ) % {"themes": line.themes}


def _quoted(line: Line, labels: Labels) -> dict[str, str]:
    text = shorten(line.text, QUOTED_CHARACTERS, placeholder=" …")
    return {"theme": labels.get(line.theme, line.theme), "text": text}


SENTENCES: Mapping[Outcome, Callable[[Line, Labels, str], str]] = {
    Outcome.KEPT: _said_kept,
    Outcome.PROMISED: _said_promised,
    Outcome.EXPLAINED: _said_explained,
    Outcome.COUNTED: _said_counts,
    Outcome.UNANSWERED: _said_unanswered,
}
