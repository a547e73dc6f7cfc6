"""A roster file before it is handed in: every change it would make, and what would fold in the next waves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.planning.preview import FoldLine, fold_lines, next_opening
from pulse.programme.cells import audience_tree
from pulse.programme.models import Programme
from pulse.programme.queries import cells_among, definition_of
from pulse.programme.roster_changes import approval_for, needs_second
from pulse.roster import queries as roster
from pulse.roster.changes import Changes, compare, describe, emptied_teams
from pulse.roster.importing import Roster, read_roster
from pulse.roster.models import Approval
from pulse.roster.planned import PlannedRoster, planned_roster

KIND = 10
"""In a line about a change, this many characters say of which kind it is."""
MOST_LINES = 100
TITLES = {
    "new team": "New units",
    "renamed": "Renamed units",
    "joins": "Joiners",
    "returns": "People who come back",
    "leaves": "Leavers",
    "moves": "Moves",
    "corrects": "Corrections",
}


@dataclass(frozen=True)
class ChangeGroup:
    """The changes of one kind; `lines` are the first of `count`."""

    title: str
    count: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class NextWave:
    """What would fold in a programme's next wave with the new roster."""

    title: str
    opens_at: datetime
    folds: tuple[FoldLine, ...]


@dataclass(frozen=True)
class RosterPreview:
    """What handing in a roster file would lead to."""

    people: int
    present: int
    leavers: int
    removes_most: bool
    waits_for_second: bool
    groups: tuple[ChangeGroup, ...]
    waves: tuple[NextWave, ...]

    @property
    def changes_anything(self) -> bool:
        return bool(self.groups)


def roster_preview(
    session: Session, file: bytes, rule: Approval, allowed_domains: tuple[str, ...], now: datetime
) -> RosterPreview:
    """Say what handing in this file would lead to; nothing is changed. Raises BadRoster."""
    listed, standing = read_roster(file, allowed_domains), roster.standing(session)
    changes = compare(standing, listed)
    return RosterPreview(
        people=len(listed.employees),
        present=changes.present,
        leavers=len(changes.leavers),
        removes_most=changes.removes_most,
        waits_for_second=needs_second(approval_for(session, rule), changes),
        groups=(*change_groups(changes), *_gone(emptied_teams(standing, listed))),
        waves=tuple(_next_waves(session, listed, allowed_domains, now)),
    )


def change_groups(changes: Changes) -> tuple[ChangeGroup, ...]:
    """The changes by kind, in the order of reading."""
    *lines, _counts = describe(changes)
    return tuple(
        _group(TITLES[kind], [line[KIND:] for line in found])
        for kind, found in groupby(lines, key=lambda line: line[:KIND].strip())
    )


def change_lines(session: Session, file: bytes, allowed_domains: tuple[str, ...]) -> Iterator[str]:
    """Every change the file would make, in a line of its own. Raises BadRoster."""
    listed, standing = read_roster(file, allowed_domains), roster.standing(session)
    yield from describe(compare(standing, listed))
    yield from (f"empty     {' / '.join(path)} would have nobody" for path in emptied_teams(standing, listed))


def _gone(paths: Sequence[tuple[str, ...]]) -> Iterator[ChangeGroup]:
    if paths:
        yield _group("Units that would have nobody any more", [" / ".join(path) for path in paths])


def _group(title: str, lines: Sequence[str]) -> ChangeGroup:
    return ChangeGroup(title, len(lines), tuple(lines[:MOST_LINES]))


def _next_waves(
    session: Session, listed: Roster, allowed_domains: tuple[str, ...], now: datetime
) -> Iterator[NextWave]:
    programmes = session.scalars(select(Programme).order_by(Programme.name)).all()
    if programmes:
        planned = planned_roster(session, listed, now)
        yield from (_next_wave(session, programme, planned, allowed_domains, now) for programme in programmes)


def _next_wave(
    session: Session, programme: Programme, planned: PlannedRoster, allowed_domains: tuple[str, ...], now: datetime
) -> NextWave:
    definition, opens_at = definition_of(programme), next_opening(session, programme, now)
    tree = audience_tree(planned.tree, roster.unit_at(session, definition.audience).code)
    first_import = roster.first_import(session)
    drawn = cells_among(tree, planned.members, first_import, opens_at, k=definition.k, domains=allowed_domains)
    return NextWave(definition.title, opens_at, fold_lines(drawn, planned.paths, definition.k))
