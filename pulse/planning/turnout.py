"""Participation of a released wave, unit by unit; a hidden unit says why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from sqlalchemy.orm import Session

from pulse.errors import NotFound
from pulse.publications import queries as publications
from pulse.publications.figures import Reason, Withheld
from pulse.publications.queries import Participation, PublishedWave
from pulse.roster.tree import Tree

MOST_UNITS = 200
"""Up to here everything below a unit is listed, beyond it the next level."""
REASONS = {
    Reason.TOO_FEW: "Hidden to protect people: fewer than %s answered.",
    Reason.PROTECTED: "Counted above, because on its own it could be worked out.",
    Reason.FOLDED: "Counted above, so that no small group stands alone.",
    Reason.NOT_ASKED: "Not part of this wave.",
    Reason.LOST: "The keys of this wave were lost, so all its answers were destroyed unread.",
}


@dataclass(frozen=True)
class UnitLine:
    """A unit's participation in a released wave: in words, and as a part of 100 unless it is withheld."""

    unit: str
    name: str
    depth: int
    words: str
    percent: int | None
    leads_on: bool


@dataclass(frozen=True)
class Turnout:
    """The participation of a released wave in one unit and below it."""

    wave: PublishedWave
    path: tuple[tuple[str, str], ...]
    """Code and name of the units above, the root first."""
    units: tuple[UnitLine, ...]

    @property
    def hidden(self) -> Mapping[str, int]:
        """How many of the units are hidden, by the reason in words."""
        return Counter(line.words for line in self.units if line.percent is None)


def turnout(session: Session, name: str, under: str | None, names: Mapping[str, str]) -> Turnout:
    """Return the participation of the released wave of this name, below a unit or in all. Raises NotFound."""
    wave = next((wave for wave in publications.waves(session) if wave.name == name), None)
    if wave is None or (under is not None and under not in wave.contract.units):
        raise NotFound
    tree = Tree(wave.contract.units)
    top = under or tree.root
    order = _order(tree, top, names)
    found = publications.participation_below(session, wave.id, [unit for unit, _ in order])
    return Turnout(
        wave=wave,
        path=tuple((unit, names.get(unit, unit)) for unit in reversed(list(tree.ancestors(top)))),
        units=tuple(
            UnitLine(
                unit=unit,
                name=names.get(unit, unit),
                depth=depth,
                words=words(found.get(unit), wave),
                percent=percent(found.get(unit)),
                leads_on=bool(depth and tree.children[unit]),
            )
            for unit, depth in order
        ),
    )


def words(found: Participation | Withheld | None, wave: PublishedWave) -> str:
    """Say how many answered, or why that is not said."""
    if isinstance(found, Participation):
        return f"{found.answered} of {found.invited} answered"
    reason = REASONS[found.reason if found else Reason.NOT_ASKED]
    return reason % wave.contract.policy["k"] if "%s" in reason else reason


def percent(found: Participation | Withheld | None) -> int | None:
    """How many answered, as a part of 100; None where that is not said."""
    return round(100 * found.answered / found.invited) if isinstance(found, Participation) else None


def _order(tree: Tree, top: str, names: Mapping[str, str]) -> list[tuple[str, int]]:
    whole = list(islice(_walk(tree, top, names, 0), MOST_UNITS + 1))
    if len(whole) <= MOST_UNITS:
        return whole
    return [(top, 0), *((unit, 1) for unit in _by_name(tree.children[top], names))]


def _walk(tree: Tree, unit: str, names: Mapping[str, str], depth: int) -> Iterator[tuple[str, int]]:
    yield unit, depth
    for below in _by_name(tree.children[unit], names):
        yield from _walk(tree, below, names, depth + 1)


def _by_name(units: Iterable[str], names: Mapping[str, str]) -> list[str]:
    return sorted(units, key=lambda unit: (names.get(unit, unit).casefold(), unit))
