"""What waits for a leader: themes, promises, the mirror. Names and days alone; no score leaves by mail."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pulse.actions.answering import Promise, Thread
from pulse.actions.clocks import Calendar
from pulse.actions.labels import theme_labels
from pulse.actions.levels import calendars, levels
from pulse.actions.next_steps import NextSteps, Waiting, next_steps
from pulse.clock import moment
from pulse.dashboards.queries import open_wave
from pulse.digests.contents import Contents, counted, filled, in_full
from pulse.insights.responsiveness import ANSWER_DAYS
from pulse.mirror import queries as mirror
from pulse.publications import queries as publications
from pulse.questionnaire import ThemeRules
from pulse.roster import queries as roster
from pulse.stationery import Section

SOON = timedelta(days=7)
"""From so many days before its day a promise is worth a reminder."""
LAST_CHANCE = timedelta(days=3)
"""So long before a wave closes the mirror is; earlier, there is nothing to remind of."""


@dataclass(frozen=True)
class _Words:
    """What themes and units are called, and the leader's own unit."""

    labels: Mapping[str, str]
    names: Mapping[str, str]
    unit: str


def leader_digest(session: Session, unit: str, rules: ThemeRules, now: datetime) -> Contents | None:
    """Say what waits for the leader of a unit; None where nothing does."""
    steps = next_steps(session, unit, now)
    calendar = calendars(session, levels(session), (unit,))[unit]
    waiting = [step for step in steps.waiting if _presses(step, steps, calendar)]
    promises = [promise for promise in (*steps.late, *steps.open) if promise.due <= steps.today + SOON]
    look = tuple(_mirror(session, unit, calendar, now))
    if not (waiting or promises or look):
        return None
    threads = [step.thread for step in waiting]
    words = _words(session, unit, threads, [promise.topic.unit for promise in promises], rules)
    return Contents(
        title=f"What waits for you in {words.names[unit]}",
        opening=(_summary(len(waiting), len(promises), len(look)),),
        sections=filled(
            Section("Themes to answer", tuple(_theme(step, words) for step in waiting)),
            Section("Promises", tuple(_promise(promise, steps) for promise in promises)),
            Section("Mirror", look),
        ),
        button="Open your team's page",
        path=f"/team/{unit}",
    )


def theme_words(thread: Thread, labels: Mapping[str, str], names: Mapping[str, str], unit: str) -> str:
    """Name a theme, its wave, and the unit it comes from if that is another than this one."""
    label = labels.get(thread.topic.theme, thread.topic.theme)
    origin = "" if thread.topic.unit == unit else f", from {names.get(thread.topic.unit, 'a unit below')}"
    return f"{label}, wave {thread.wave}{origin}"


def labels_of(session: Session, threads: Sequence[Thread], rules: ThemeRules) -> Mapping[str, str]:
    """What these themes are called."""
    waves = sorted({thread.topic.wave_id for thread in threads})
    return theme_labels(session, [publications.wave(session, wave).contract for wave in waves], rules)


def _presses(step: Waiting, steps: NextSteps, calendar: Calendar) -> bool:
    """Whether a theme came up from below, is late, or has used up half of its time."""
    half = ANSWER_DAYS / 2
    return step.thread.passed_up or step.late or calendar.days(steps.today, step.due) <= half


def _mirror(session: Session, unit: str, calendar: Calendar, now: datetime) -> Iterator[str]:
    taking = open_wave(session, unit)
    if taking and now < taking.closes_at <= now + LAST_CHANCE and not mirror.used(session, taking.id, {unit}):
        until = moment(taking.closes_at, calendar.zone)
        yield f"Wave {taking.number} is open until {until}: predict what your team will say, in a minute."


def _words(session: Session, unit: str, threads: Sequence[Thread], others: Sequence[str], rules: ThemeRules) -> _Words:
    names = roster.names_of(session, {unit, *others, *(thread.topic.unit for thread in threads)})
    return _Words(labels_of(session, threads, rules), names, unit)


def _summary(themes: int, promises: int, look: int) -> str:
    parts = [counted(themes, "theme", "themes") + " to answer"] if themes else []
    parts += [counted(promises, "promise", "promises") + " due or late"] if promises else []
    parts += ["the mirror is open"] if look else []
    return f"This waits for you: {', '.join(parts)}."


def _theme(step: Waiting, words: _Words) -> str:
    name = theme_words(step.thread, words.labels, words.names, words.unit)
    return f"{name}: {'was due on' if step.late else 'answer by'} {in_full(step.due)}."


def _promise(promise: Promise, steps: NextSteps) -> str:
    late = promise.due < steps.today
    return f"“{promise.text}” ({promise.owner}): {'was due on' if late else 'due on'} {in_full(promise.due)}."
