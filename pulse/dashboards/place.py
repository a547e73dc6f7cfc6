"""Where a leader is: the unit, what lies above and below it, and the waves to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pulse.accounts.people import Staff
from pulse.dashboards.queries import Chosen, OpenWave, open_wave
from pulse.roster import queries as roster
from pulse.roster.tree import Tree


@dataclass(frozen=True)
class UnitLink:
    """A unit one may go to."""

    code: str
    name: str


@dataclass(frozen=True)
class WaveLink:
    """A published wave one may look at."""

    name: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Place:
    """The frame of every page of a unit; `above` ends with the nearest unit.

    `names` are those of the unit, of all above it and of those next below.
    """

    unit: UnitLink
    above: tuple[UnitLink, ...]
    below: tuple[UnitLink, ...]
    waves: tuple[WaveLink, ...]
    open_wave: OpenWave | None
    names: Mapping[str, str]
    past: str | None
    """The wave looked at, unless it is the newest."""
    is_own: bool
    """Whether the person looking leads this unit; else they lead one above it."""

    @property
    def leads_leaders(self) -> bool:
        return bool(self.below)


def place_of(session: Session, person: Staff, tree: Tree, unit: str, chosen: Chosen | None) -> Place:
    """Describe where this person is; units that they may not open are not among the links."""
    names = roster.names_of(session, {unit, *tree.ancestors(unit), *tree.children[unit]})
    return Place(
        unit=UnitLink(unit, names[unit]),
        above=tuple(UnitLink(code, names[code]) for code in _between(tree, person.leads, unit)),
        below=_by_name(names, tree.children[unit]),
        waves=tuple(_waves(chosen)) if chosen else (),
        open_wave=open_wave(session, unit),
        names=names,
        past=None if chosen is None or chosen.is_newest else chosen.wave.name,
        is_own=person.leads == unit,
    )


def _between(tree: Tree, led: str | None, unit: str) -> list[str]:
    """The units above, from the one led down to the unit's parent."""
    if unit == led:
        return []
    above = list(tree.ancestors(unit))
    return list(reversed(above[: above.index(led) + 1])) if led in above else []


def _by_name(names: Mapping[str, str], units: tuple[str, ...]) -> tuple[UnitLink, ...]:
    return tuple(UnitLink(code, names[code]) for code in sorted(units, key=lambda code: (names[code].casefold(), code)))


def _waves(chosen: Chosen) -> list[WaveLink]:
    several = len({wave.programme_id for wave in chosen.every}) > 1
    return [
        WaveLink(
            wave.name,
            f"{wave.programme}, wave {wave.number}" if several else f"Wave {wave.number}",
            wave is chosen.wave,
        )
        for wave in reversed(chosen.every)
    ]
