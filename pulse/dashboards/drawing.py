"""Where the marks of small pictures stand: a score on its scale, and the course of a few waves. Pure geometry."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from pulse.insights.bands import noise_band
from pulse.insights.kinds import CONSTANTS, Kind
from pulse.insights.scores import Score
from pulse.publications.figures import Withheld

GAUGE_WIDTH = 200
MARGIN = 6
SKETCH_WIDTH, SKETCH_HEIGHT = 144, 40


@dataclass(frozen=True)
class Gauge:
    """A score and its band on the scale, in units of a picture 200 wide; `mark` is something to compare with."""

    value: float
    low: float
    width: float
    mark: float | None = None


@dataclass(frozen=True)
class Sketch:
    """The waves as a line with its band, in pieces where waves are hidden; the last visible one is a dot."""

    lines: tuple[str, ...]
    bands: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]


def gauge(value: float, low: float, high: float, kind: Kind, mark: float | None = None) -> Gauge:
    """Place a value and its band on the scale of its kind."""
    left, right = _across(low, kind), _across(high, kind)
    return Gauge(_across(value, kind), left, round(right - left, 1), None if mark is None else _across(mark, kind))


def sketch(scores: Sequence[Score | Withheld]) -> Sketch:
    """Draw the course of scores, oldest first."""
    step = (SKETCH_WIDTH - 2 * MARGIN) / max(1, len(scores) - 1)
    placed = [(round(MARGIN + step * place, 1), score) for place, score in enumerate(scores)]
    pieces = [list(piece) for shown, piece in groupby(placed, key=lambda pair: isinstance(pair[1], Score)) if shown]
    visible = [[(x, score) for x, score in piece if isinstance(score, Score)] for piece in pieces]
    return Sketch(
        lines=tuple(_path([(x, score.value) for x, score in piece], piece[0][1].kind) for piece in visible),
        bands=tuple(_outline(piece) for piece in visible),
        dots=_dots(visible),
    )


def _outline(piece: Sequence[tuple[float, Score]]) -> str:
    upper = [(x, noise_band(score).high) for x, score in piece]
    lower = [(x, noise_band(score).low) for x, score in reversed(piece)]
    return _path(upper + lower, piece[0][1].kind)


def _dots(visible: Sequence[Sequence[tuple[float, Score]]]) -> tuple[tuple[float, float], ...]:
    """The last visible wave, and every wave that has no visible neighbour to be joined with."""
    alone = [piece[0] for piece in visible if len(piece) == 1]
    last = [visible[-1][-1]] if visible else []
    return tuple((x, _up(score.value, score.kind)) for x, score in dict.fromkeys([*alone, *last]))


def _path(points: Sequence[tuple[float, float]], kind: Kind) -> str:
    return " ".join(f"{x},{_up(value, kind)}" for x, value in points)


def _across(value: float, kind: Kind) -> float:
    return round(MARGIN + _share(value, kind) * (GAUGE_WIDTH - 2 * MARGIN), 1)


def _up(value: float, kind: Kind) -> float:
    return round(SKETCH_HEIGHT - 3 - _share(value, kind) * (SKETCH_HEIGHT - 6), 1)


def _share(value: float, kind: Kind) -> float:
    scale = CONSTANTS[kind]
    return min(1.0, max(0.0, (value - scale.low) / (scale.high - scale.low)))
