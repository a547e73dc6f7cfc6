"""A score as it may leave the house: in whole points, with the band of chance around it and what bound it is. Pure."""

from dataclasses import dataclass

from pulse.insights.bands import noise_band
from pulse.insights.measures import Measure, Question
from pulse.insights.scores import Score
from pulse.insights.sentences import whole
from pulse.publications.figures import Bands, Edge, Figure, Withheld


@dataclass(frozen=True)
class Level:
    """A score and its noise band in whole points, because decimals would say more than so few answers can."""

    score: int
    low: int
    high: int
    edge: str | None
    """Set where the score is a bound: "at most", "at least" or "about"."""


def level_of(score: Score) -> Level:
    """Round a score and its band."""
    band = noise_band(score)
    edge = None if score.edge is Edge.INSIDE else score.edge.value
    return Level(whole(score.value), whole(band.low), whole(band.high), edge)


def bands_of(measure: Measure, found: Figure | Withheld | None) -> Bands | None:
    """How many answers to a question are bad, neutral and good news; None where they are not published."""
    if not (isinstance(measure, Question) and isinstance(found, Figure) and found.bands):
        return None
    bands = found.bands
    return Bands(bands.favourable, bands.neutral, bands.unfavourable) if measure.item.reverse else bands
