"""Teams beside one another, in a fixed order, coloured only where they differ by more than noise."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from sqlalchemy.orm import Session

from pulse.actions import queries as actions
from pulse.dashboards.cells import Cell, Surroundings, cell, withheld_cell
from pulse.dashboards.measures import Figures, Measure, Measures
from pulse.dashboards.place import Place
from pulse.dashboards.plane import Plane, Scores, plane_of
from pulse.dashboards.queries import Chosen
from pulse.insights.heat import Colour, colour
from pulse.insights.scores import Score
from pulse.publications import queries as publications
from pulse.publications.figures import Reason, Withheld
from pulse.publications.queries import Participation
from pulse.roster import queries as roster
from pulse.roster.tree import Tree

MOST_ROWS = 60
"""Up to here everything below is shown, beyond it the next two levels."""


@dataclass(frozen=True)
class Square:
    """One measure of one unit."""

    cell: Cell
    colour: Colour

    @property
    def words(self) -> str:
        """What the colour says, for those who do not see it."""
        return {Colour.BLUE: ", above", Colour.ORANGE: ", below", Colour.GREY: ""}[self.colour]


@dataclass(frozen=True)
class Row:
    """One unit; `depth` counts levels under the unit looked at."""

    unit: str
    name: str
    depth: int
    squares: tuple[Square, ...]
    turnout: str
    promises: int
    """How many promises of its leader are open."""
    leads_on: bool
    """Whether there is a map below it."""


@dataclass(frozen=True)
class HeatMap:
    """The unit looked at and those below, and their lowest units by Safety and Response."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    plane: Plane


def heat_map(session: Session, place: Place, chosen: Chosen, measures: Measures, visible: Collection[str]) -> HeatMap:
    """Lay out the map of a unit in the wave looked at; only units in `visible` are on it."""
    unit, names = place.unit.code, roster.names(session)
    shown = (*measures.core, measures.pulse)
    order = [(below, depth) for below, depth in _order(chosen.tree, unit, names) if below in visible]
    above = tuple(chosen.tree.ancestors(unit))
    units = [below for below, _ in order]
    figures = _figures(session, chosen, [*units, *above], measures.pulse.items)
    took_part = publications.participation_below(session, chosen.wave.id, units)
    scores = {measure.slug: _scores(measure, chosen.tree, figures) for measure in shown}
    promised = Counter(promise.level for promise in actions.promises_by(session, units) if not promise.ended)
    return HeatMap(
        columns=tuple(measure.title for measure in shown),
        rows=tuple(
            Row(
                unit=below,
                name=names[below],
                depth=depth,
                squares=tuple(_square(below, depth, chosen, scores[measure.slug], names) for measure in shown),
                turnout=_turnout(took_part.get(below), chosen, names),
                promises=promised[below],
                leads_on=depth > 0 and bool(chosen.tree.children[below]),
            )
            for below, depth in order
        ),
        plane=plane_of(units, scores["safety"], scores["response"], chosen.tree, names),
    )


def _order(tree: Tree, unit: str, names: Mapping[str, str]) -> list[tuple[str, int]]:
    """The unit and those below it, every unit before what is below it, siblings by name."""
    whole = list(islice(_walk(tree, unit, names, 0), MOST_ROWS + 1))
    if len(whole) <= MOST_ROWS:
        return whole
    return [(below, depth) for below, depth in _walk(tree, unit, names, 0) if depth <= 2]


def _walk(tree: Tree, unit: str, names: Mapping[str, str], depth: int) -> Iterator[tuple[str, int]]:
    yield unit, depth
    for below in sorted(tree.children[unit], key=lambda code: (names.get(code, "").casefold(), code)):
        yield from _walk(tree, below, names, depth + 1)


def _figures(session: Session, chosen: Chosen, units: Sequence[str], items: Sequence[str]) -> Mapping[str, Figures]:
    found = publications.figures_below(session, chosen.wave.id, units, items)
    return {unit: {item: found[unit, item] for item in items} for unit in units}


def _scores(measure: Measure, tree: Tree, figures: Mapping[str, Figures]) -> Scores:
    """Every unit's score; a withheld one names the nearest unit above that has it."""
    own = {unit: measure.score(found) for unit, found in figures.items()}
    return {unit: _pointing_up(score, tree, unit, own) for unit, score in own.items()}


def _pointing_up(score: Score | Withheld, tree: Tree, unit: str, scores: Scores) -> Score | Withheld:
    if isinstance(score, Score):
        return score
    return replace(score, instead=next((up for up in tree.ancestors(unit) if isinstance(scores.get(up), Score)), None))


def _square(unit: str, depth: int, chosen: Chosen, scores: Scores, names: Mapping[str, str]) -> Square:
    around = Surroundings(names, int(chosen.wave.contract.policy["k"]), scores)
    return Square(cell(scores[unit], around), _colour(unit, depth, chosen.tree, scores))


def _colour(unit: str, depth: int, tree: Tree, scores: Scores) -> Colour:
    """Compare a unit with the nearest one above that is shown; the unit looked at is not compared."""
    own = scores[unit]
    above = next((scores[up] for up in tree.ancestors(unit) if isinstance(scores.get(up), Score)), None)
    if depth == 0 or not isinstance(own, Score) or not isinstance(above, Score):
        return Colour.GREY
    return colour(own, above)


def _turnout(took_part: Participation | Withheld | None, chosen: Chosen, names: Mapping[str, str]) -> str:
    if isinstance(took_part, Participation):
        return f"{took_part.answered} of {took_part.invited}"
    around = Surroundings(names, int(chosen.wave.contract.policy["k"]), {})
    return withheld_cell(took_part or Withheld(Reason.FOLDED), around).short
