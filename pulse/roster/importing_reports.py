"""What keeps reports to managers from making one tree: pure."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from pulse.roster.columns import DEEPEST

MOST_SHOWN = 6
"""Of a circle of managers, so many are named."""

Managers = Mapping[str, str | None]
"""Everybody's manager by address, and nobody's for whoever stands at the top."""


def faults(managers: Managers, listed: Collection[str]) -> Iterator[tuple[str, str]]:
    """What keeps managers from making one tree: about whom, and what. Nothing where there are none."""
    first_top = next((email for email, manager in managers.items() if manager is None), None)
    for email, manager in managers.items():
        if manager is None and email != first_top:
            yield email, f"{email} has no manager, and neither has {first_top}; one person alone stands at the top"
        elif manager == email:
            yield email, f"{email} is their own manager; leave the manager of whoever stands at the top empty"
        elif manager is not None and manager not in listed:
            yield email, f"the manager {manager} is not listed"
    yield from ((circle[0], _round(circle)) for circle in _circles(managers))
    yield from _too_deep(managers)


def _circles(managers: Managers) -> Iterator[Sequence[str]]:
    """Whoever report to each other in a circle, each circle once; who is their own manager is not among them."""
    settled: set[str] = set()
    for start in managers:
        walked: dict[str, int] = {}
        at: str | None = start
        while at is not None and at not in settled and at not in walked:
            walked[at] = len(walked)
            at = managers.get(at)
        if at in walked and at is not None and managers[at] != at:
            yield list(walked)[walked[at] :]
        settled.update(walked)


def _round(circle: Sequence[str]) -> str:
    shown = " -> ".join(circle[:MOST_SHOWN]) + (" -> ..." if len(circle) > MOST_SHOWN else f" -> {circle[0]}")
    return f"managers report to each other in a circle: {shown}"


def _too_deep(managers: Managers) -> Iterator[tuple[str, str]]:
    """The managers whose team would be one level too far down."""
    reports: dict[str | None, list[str]] = defaultdict(list)
    for email, manager in managers.items():
        reports[manager].append(email)
    level = reports[None]
    for _ in range(DEEPEST):
        level = [below for email in level for below in reports.get(email, ()) if email != below]
    for email in level:
        if email in reports:
            yield email, f"{email} would lead a team on level {DEEPEST + 1}; there are {DEEPEST} levels at most"
