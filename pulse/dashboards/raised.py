"""What a unit's people raised in a wave, what was answered and what was promised, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date
from sqlalchemy.orm import Session

from pulse.actions import queries as actions
from pulse.actions.answering import Answer, Kind, Promise, PromiseState, ThemeState, Thread
from pulse.actions.clocks import Calendar, due
from pulse.actions.levels import calendars, levels
from pulse.insights.sentences import Gettext
from pulse.languages import translations
from pulse.roster import queries as roster

THEMES_SHOWN = 3
ORDER = (PromiseState.LATE, PromiseState.OPEN, PromiseState.KEPT, PromiseState.DROPPED)


@dataclass(frozen=True)
class Reply:
    """An answer: what kind it is, in words, and what was written."""

    kind: str
    text: str


@dataclass(frozen=True)
class RaisedTheme:
    """A theme, how many comments speak of it, its answers, and whether one is still waited for."""

    label: str
    comments: int
    replies: tuple[Reply, ...]
    waiting: str


@dataclass(frozen=True)
class PromiseLine:
    """A promise, who keeps it, and how it stands; `state` names its class of the style sheet."""

    text: str
    owner: str
    state: PromiseState
    words: str
    reason: str


@dataclass(frozen=True)
class Raised:
    """The most frequent themes and all promises of the unit that still matter."""

    themes: tuple[RaisedTheme, ...]
    promises: tuple[PromiseLine, ...]


def raised(
    session: Session, unit: str, wave_ids: Sequence[int], labels: Mapping[str, str], *, now: datetime, language: str
) -> Raised:
    """Read what the last of these waves raised in a unit, and the promises that any of them led to."""
    threads = actions.threads(session, (unit,), wave_ids[-1:])[:THEMES_SHOWN]
    who = levels(session)
    held = calendars(session, who, tuple({thread.holder for thread in threads} | {unit}))
    above = {answer.passed_to for thread in threads for answer in thread.answers if answer.passed_to}
    wording = _Wording(language, labels, roster.names_of(session, above))
    promised = [one for one in actions.promises(session, unit) if one.topic.wave_id in wave_ids[-actions.WAVES :]]
    return Raised(
        tuple(wording.theme(thread, held[thread.holder]) for thread in threads),
        tuple(wording.promises(promised, held[unit].day(now))),
    )


class _Wording:
    """How themes and promises are put in a language; `above` names the units that themes were passed up to."""

    def __init__(self, language: str, labels: Mapping[str, str], above: Mapping[str, str]) -> None:
        self._language, self._labels, self._above = language, labels, above
        self._gettext: Gettext = translations(language).gettext

    def theme(self, thread: Thread, calendar: Calendar) -> RaisedTheme:
        label = self._labels.get(thread.topic.theme, thread.topic.theme)
        return RaisedTheme(
            label, thread.comments, tuple(map(self._reply, thread.answers)), self._waiting(thread, calendar)
        )

    def promises(self, made: Sequence[Promise], today: date) -> Iterator[PromiseLine]:
        for promise in sorted(made, key=lambda one: (ORDER.index(one.state(today)), one.due, one.id)):
            state = promise.state(today)
            ended = promise.ended or promise.moved
            yield PromiseLine(
                promise.text, promise.owner, state, self._state(promise, state), (ended and ended.reason) or ""
            )

    def _reply(self, answer: Answer) -> Reply:
        _ = self._gettext
        above = self._above.get(answer.passed_to or "", "")
        kinds = {
            Kind.DOING: _("We are doing it"),
            Kind.NO: _("No, because"),
            Kind.PASSED_UP: _("Passed up to %(unit)s") % {"unit": above},
            Kind.UNDERSTAND: _("We need to understand this better"),
        }
        return Reply(kinds[answer.kind], answer.text)

    def _waiting(self, thread: Thread, calendar: Calendar) -> str:
        _ = self._gettext
        if thread.state is ThemeState.ANSWERED:
            return ""
        if thread.state is ThemeState.ASKED_BACK:
            return _("Still open.")
        day = due(thread, calendar)
        return _("Not answered yet; due by %(day)s.") % {"day": self._day(day)} if day else _("Not answered yet.")

    def _state(self, promise: Promise, state: PromiseState) -> str:
        _ = self._gettext
        sentences = {
            PromiseState.OPEN: _("due by %(day)s"),
            PromiseState.LATE: _("late, was due by %(day)s"),
            PromiseState.KEPT: _("kept"),
            PromiseState.DROPPED: _("dropped"),
        }
        return sentences[state] % {"day": self._day(promise.due)}

    def _day(self, day: date) -> str:
        _ = self._gettext
        # Translators: a date pattern of CLDR, such as "9 February 2026".
        return format_date(day, _("d MMMM y"), locale=self._language)
