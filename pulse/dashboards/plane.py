"""Safety and Response of the teams on one plane: can they say it, and does it change anything. Pure geometry."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pulse.insights.heat import steadied
from pulse.insights.scores import Score
from pulse.insights.sentences import whole
from pulse.publications.figures import Withheld
from pulse.roster.tree import Tree

MIDDLE = 50
SIDE, MARGIN = 300, 28
Scores = Mapping[str, Score | Withheld]

CORNERS = {
    (True, True): "said and answered",
    (True, False): "said, not answered",
    (False, True): "answered, not said",
    (False, False): "neither",
}
"""By whether Safety, and whether Response, reaches the middle of its scale."""


@dataclass(frozen=True)
class Dot:
    """One team: its number on the plane, steadied values in whole points, where it stands, and its corner's name."""

    number: int
    unit: str
    name: str
    safety: int
    response: int
    x: float
    y: float
    corner: str


@dataclass(frozen=True)
class Plane:
    """The teams that are shown, in the order of their names, and the names of those that are not."""

    dots: tuple[Dot, ...]
    hidden: tuple[str, ...]
    side: int = SIDE
    low: int = MARGIN
    high: int = SIDE - MARGIN
    middle: float = SIDE / 2


def plane_of(units: Sequence[str], safety: Scores, response: Scores, tree: Tree, names: Mapping[str, str]) -> Plane:
    """Place the lowest of the units; all of `units` and everything above them have scores, or a reason."""
    inner = {tree.parents[unit] for unit in units}
    lowest = [unit for unit in units if unit not in inner]
    found = {unit: _steadied(unit, (safety, response), tree) for unit in lowest}
    placed = [(unit, values) for unit, values in found.items() if values]
    dots = tuple(_dot(number, unit, values, names) for number, (unit, values) in enumerate(placed, start=1))
    return Plane(dots, tuple(names[unit] for unit, values in found.items() if not values))


def _dot(number: int, unit: str, values: tuple[float, float], names: Mapping[str, str]) -> Dot:
    safety, response = values
    corner = CORNERS[safety >= MIDDLE, response >= MIDDLE]
    x, y = _along(safety), round(SIDE - _along(response), 1)
    return Dot(number, unit, names[unit], whole(safety), whole(response), x, y, corner)


def _along(value: float) -> float:
    return round(MARGIN + value / 100 * (SIDE - 2 * MARGIN), 1)


def _steadied(unit: str, measures: Sequence[Scores], tree: Tree) -> tuple[float, float] | None:
    """Both values pulled towards the nearest unit above that is shown; none where either is withheld."""
    values = [value for scores in measures for value in _pulled(unit, scores, tree)]
    return (values[0], values[1]) if len(values) == len(measures) else None


def _pulled(unit: str, scores: Scores, tree: Tree) -> Iterator[float]:
    own = scores[unit]
    if isinstance(own, Score):
        above = next((found for up in tree.ancestors(unit) if isinstance(found := scores.get(up), Score)), own)
        yield steadied(own, above)
