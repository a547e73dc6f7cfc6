"""Scores of items and indices: arithmetic on published figures, so they reveal nothing the figures do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from pulse.insights.kinds import CONSTANTS, Kind
from pulse.publications.figures import Edge, Figure, Withheld
from pulse.roster.tree import Tree

FIRM = 2.0
"""A clamp that can move a score by less than this many points is too small to set the score aside."""
ROUNDING = 1e-9
"""Points by which sums may miss the end of a scale in binary arithmetic."""


@dataclass(frozen=True)
class Score:
    """A score on its kind's scale; the truth lies at most `below` points under and `above` points over it."""

    value: float
    respondents: int
    kind: Kind
    below: float = 0.0
    above: float = 0.0

    @property
    def edge(self) -> Edge:
        """On which side of the value the truth may lie."""
        if self.below and self.above:
            return Edge.ABOUT
        if self.below:
            return Edge.AT_MOST
        return Edge.AT_LEAST if self.above else Edge.INSIDE

    @property
    def firm(self) -> bool:
        """Whether the value may serve as a measured one; any other enters neither a spread nor a baseline."""
        return self.below + self.above < FIRM

    @property
    def at_edge(self) -> bool:
        """Whether only a bound is known: on one side, everything up to the end of the scale is possible."""
        scale = CONSTANTS[self.kind]
        lowest, highest = self.value - self.below, self.value + self.above
        to_the_bottom = self.below > 0 and lowest < scale.low + ROUNDING
        return to_the_bottom or (self.above > 0 and highest > scale.high - ROUNDING)


def item_score(figure: Figure | Withheld, kind: Kind, *, reverse: bool = False) -> Score | Withheld:
    """Return an item's score: 25 * (mean - 1) for A5, 10 * mean for N10, 100 * mean for yes/no, percent for PC.

    A reverse item is mirrored, its edge with it. Where a clamped figure does not say how far, its truth may lie
    anywhere up to the end of the scale: exact for a unit of one atom, needlessly wide for a unit of many.
    """
    if isinstance(figure, Withheld):
        return figure
    scale = CONSTANTS[kind]
    per_code = (scale.high - scale.low) / (figure.highest - figure.lowest)
    below, above = (per_code * codes for codes in _reach(figure))
    value = scale.low + per_code * (figure.mean - figure.lowest)
    if reverse:
        value, below, above = scale.low + scale.high - value, above, below
    return Score(value, figure.respondents, kind, below, above)


def _reach(figure: Figure) -> tuple[float, float]:
    """How far the true mean may lie under and over the figure's, in codes."""
    if figure.below or figure.above:
        return figure.below / figure.respondents, figure.above / figure.respondents
    below = figure.mean - figure.lowest if figure.edge in (Edge.AT_MOST, Edge.ABOUT) else 0.0
    above = figure.highest - figure.mean if figure.edge in (Edge.AT_LEAST, Edge.ABOUT) else 0.0
    return below, above


def index_score(items: Sequence[Score | Withheld]) -> Score | Withheld:
    """Return the mean of the items' scores, with the smallest n, or the first withheld item.

    An index of a single item is that item, with an item's noise: three items carry about a third less.
    """
    shown = []
    for item in items:
        if isinstance(item, Withheld):
            return item
        shown.append(item)
    return Score(
        value=fmean(item.value for item in shown),
        respondents=min(item.respondents for item in shown),
        kind=Kind.INDEX if len(shown) > 1 else shown[0].kind,
        below=fmean(item.below for item in shown),
        above=fmean(item.above for item in shown),
    )


def index_scores(tree: Tree, items: Sequence[Mapping[str, Score | Withheld]]) -> dict[str, Score | Withheld]:
    """Return every unit's index; a withheld one names the nearest unit above where the whole index is shown."""
    scores: dict[str, Score | Withheld] = {}
    for unit in tree.top_down:
        own = index_score([item[unit] for item in items])
        scores[unit] = own if isinstance(own, Score) else replace(own, instead=_nearest_shown(tree, unit, scores))
    return scores


def _nearest_shown(tree: Tree, unit: str, scores: Mapping[str, Score | Withheld]) -> str | None:
    return next((above for above in tree.ancestors(unit) if isinstance(scores[above], Score)), None)
