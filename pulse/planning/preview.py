"""Before a wave opens: who would be invited, in which cells, and what would fold, why and until when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pulse.programme.cells import Cells, Fold, Why
from pulse.programme.contract import FEWEST_PEOPLE, policy
from pulse.programme.definition import Definition
from pulse.programme.models import Programme
from pulse.programme.queries import cells_for, definition_of, programme_named, upcoming_wave
from pulse.roster import queries as roster

THRESHOLDS = {
    "k": "fewest answers behind a number",
    "k_bands": "fewest answers for how they spread",
    "k_choice": "fewest answers for choices with names",
    "k_comment": "fewest answers where comments are shown",
    "least_comments": "fewest comments shown together",
    "k_theme": "fewest comments behind a theme",
}


@dataclass(frozen=True)
class CellLine:
    """A cell by the path of its unit, and how many people are invited in it."""

    path: str
    invited: int


@dataclass(frozen=True)
class FoldLine:
    """A unit whose people would count elsewhere, with the reason in words."""

    path: str
    into: str
    invited: int
    why: str


@dataclass(frozen=True)
class Preview:
    """A programme's next wave if it opened at `opens_at` with today's roster."""

    programme: str
    title: str
    opens_at: datetime
    cells: tuple[CellLine, ...]
    folds: tuple[FoldLine, ...]
    thresholds: Mapping[str, int]
    enough: bool
    """Whether the audience is large enough for a wave."""

    @property
    def invited(self) -> int:
        return sum(cell.invited for cell in self.cells)


def preview(session: Session, name: str, now: datetime, allowed_domains: Sequence[str]) -> Preview:
    """Look ahead to the next wave of a programme. Raises NoSuchProgramme or NoSuchTeam."""
    programme = programme_named(session, name)
    definition, opens_at = definition_of(programme), next_opening(session, programme, now)
    drawn = cells_for(session, definition, opens_at, allowed_domains)
    return preview_of(definition, opens_at, drawn, roster.paths(session))


def next_opening(session: Session, programme: Programme, now: datetime) -> datetime:
    """When a programme's next wave opens, as far as it is planned."""
    wave = upcoming_wave(session, programme)
    return max(wave.opens_at, now) if wave else now


def preview_of(definition: Definition, opens_at: datetime, drawn: Cells, paths: Mapping[str, str]) -> Preview:
    """Write down a wave of a programme whose cells are drawn, saved or not."""
    cells = sorted(
        (CellLine(paths[cell], invited) for cell, invited in drawn.invited.items()), key=lambda one: one.path
    )
    return Preview(
        programme=definition.name,
        title=definition.title,
        opens_at=opens_at,
        cells=tuple(cells),
        folds=fold_lines(drawn, paths, definition.k),
        thresholds=_thresholds(policy(definition)),
        enough=len(drawn.of_person) >= FEWEST_PEOPLE,
    )


def fold_lines(drawn: Cells, paths: Mapping[str, str], k: int) -> tuple[FoldLine, ...]:
    """Every unit that would count elsewhere, by its path, and why."""
    folds = (FoldLine(paths[fold.unit], paths[fold.into], fold.invited, _why(fold, k)) for fold in drawn.folds)
    return tuple(sorted(folds, key=lambda one: one.path))


def described(found: Preview) -> Iterator[str]:
    """The preview in lines, as the command prints it."""
    yield f"{found.title} would invite {found.invited} people on {found.opens_at:%Y-%m-%d %H:%M} UTC, in these cells:"
    yield from (f"{cell.invited:>6}  {cell.path}" for cell in found.cells)
    if found.folds:
        yield "These units would count elsewhere:"
    for fold in found.folds:
        yield f"{fold.invited:>6}  {fold.path} counts in {fold.into}: {fold.why}"
    yield "Thresholds:"
    yield from (f"{value:>6}  {what}" for what, value in found.thresholds.items())
    if not found.enough:
        yield f"No wave can open: it needs at least {FEWEST_PEOPLE} people."


def _thresholds(values: Mapping[str, Any]) -> Mapping[str, int]:
    return {words: values[key] for key, words in THRESHOLDS.items()}


def _why(fold: Fold, k: int) -> str:
    if fold.why is Why.TOO_FEW:
        return f"fewer than {k} people are invited, until more are"
    if fold.why is Why.TO_JOIN:
        return "it is next to the people at the top, who could not stand on their own"
    until = f", until {fold.until:%Y-%m-%d} if nobody moves" if fold.until else ""
    settled = f"only {fold.settled} of them were" if fold.settled else "none of them was"
    return f"{settled} there two weeks before{until}"
