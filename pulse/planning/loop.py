"""The loop as HR sees it: are themes answered in time, what waits longest, do leaders look into the mirror."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pulse.actions import queries as actions
from pulse.actions.answering import ThemeState
from pulse.actions.clocks import Calendar
from pulse.actions.levels import calendars, levels
from pulse.actions.responding import NOT_ASKED, Noticed, Responding, responding_below
from pulse.errors import NotFound
from pulse.insights.responsiveness import Part
from pulse.insights.scores import Score
from pulse.insights.sentences import score_with_band
from pulse.languages import DEFAULT, translations
from pulse.mirror import queries as mirror
from pulse.publications import queries as publications
from pulse.roster import queries as roster
from pulse.roster.tree import Tree

MOST_UNITS = 40


@dataclass(frozen=True)
class LoopLine:
    """A unit with all below it: how its leaders answer, what waits longest, and how many of them used the mirror."""

    unit: str
    name: str
    depth: int
    responding: Responding
    noticed: str
    """What the people say of it: never one without the other."""
    oldest_theme: int | None
    """In working days, the theme that has waited longest for a first answer; None if none waits."""
    mirror: Part
    leads_on: bool


@dataclass(frozen=True)
class Loop:
    """The loop in a unit and one level below; `path` is code and name of the units above, the root first."""

    path: tuple[tuple[str, str], ...]
    lines: tuple[LoopLine, ...]


def loop(session: Session, under: str | None, now: datetime) -> Loop | None:
    """The loop below a unit, or in the whole hierarchy; None before anything is published. Raises NotFound."""
    latest = actions.recent_waves(session)
    if not latest:
        return None
    tree, names = roster.tree(session), roster.names(session)
    top = under or tree.root
    if top not in tree.parents:
        raise NotFound
    shown = [(top, 0), *((unit, 1) for unit in sorted(tree.children[top], key=lambda unit: names[unit]))]
    return Loop(
        path=tuple((unit, names[unit]) for unit in reversed(list(tree.ancestors(top)))),
        lines=tuple(_line(session, tree, unit, depth, now) for unit, depth in shown[:MOST_UNITS]),
    )


def _line(session: Session, tree: Tree, unit: str, depth: int, now: datetime) -> LoopLine:
    units = tuple(tree.subtree(unit))
    calendar = calendars(session, levels(session), (unit,))[unit]
    responding = responding_below(session, unit, now)
    return LoopLine(
        unit=unit,
        name=roster.names_of(session, [unit])[unit],
        depth=depth,
        responding=responding,
        noticed=_noticed(responding.noticed),
        oldest_theme=_oldest_theme(session, units, calendar, now),
        mirror=_mirror(session, units),
        leads_on=bool(depth and tree.children[unit]),
    )


def _noticed(noticed: Noticed) -> str:
    parts = {"got a clear answer": noticed.answered, "talked through with a next step": noticed.next_step}
    said = [
        f"{what}: {score_with_band(score, translations(DEFAULT).gettext) if isinstance(score, Score) else 'hidden'}"
        for what, score in parts.items()
        if score != NOT_ASKED
    ]
    return "; ".join(said) or "not asked"


def _oldest_theme(session: Session, units: tuple[str, ...], calendar: Calendar, now: datetime) -> int | None:
    threads = actions.threads_at(session, units, actions.recent_waves(session))
    since = [thread.stops[-1].since for thread in threads if thread.state is ThemeState.WAITING]
    return max((calendar.days(calendar.day(one), calendar.day(now)) for one in since), default=None)


def _mirror(session: Session, units: tuple[str, ...]) -> Part:
    """How many of the leaders of these units predicted the newest published wave."""
    newest = publications.waves(session)[-1]
    led = mirror.led(session, [unit for unit in units if unit in newest.contract.units])
    return Part(len(mirror.used(session, newest.id, led)), len(led))
