"""Noise bands: how far a score may lie from what the team feels, by chance alone."""

from dataclasses import dataclass
from math import sqrt

from pulse.insights.kinds import CONSTANTS, Kind
from pulse.insights.quantiles import t_quantile
from pulse.insights.scores import Score
from pulse.publications.figures import Figure, Reason, Withheld

CONFIDENCE = 0.95
"""Each side's; together a band of 90 %."""
Z = 1.645


@dataclass(frozen=True)
class Band:
    """A range on the score's scale, never empty."""

    low: float
    high: float


@dataclass(frozen=True)
class Favourable:
    """The share of favourable answers, in percent, with its 90 % band."""

    share: float
    respondents: int
    band: Band


def half_width(kind: Kind, respondents: int) -> float:
    """Return half of the 90 % band, in points: t(.95, n + 3) * s0 / sqrt(n)."""
    return t_quantile(CONFIDENCE, respondents + 3) * CONSTANTS[kind].answers / sqrt(respondents)


def noise_band(score: Score) -> Band:
    """Return the band around a score as it is drawn: within the scale."""
    half, scale = half_width(score.kind, score.respondents), CONSTANTS[score.kind]
    return Band(max(scale.low, score.value - half), min(scale.high, score.value + half))


def wilson(favourable: int, respondents: int) -> Band:
    """Return the 90 % band of a share, in percent (Wilson 1927)."""
    share, z2 = favourable / respondents, Z * Z
    shrink = 1 + z2 / respondents
    centre = (share + z2 / (2 * respondents)) / shrink
    half = Z * sqrt(share * (1 - share) / respondents + z2 / (4 * respondents**2)) / shrink
    return Band(max(0.0, 100 * (centre - half)), min(100.0, 100 * (centre + half)))


def favourable_share(figure: Figure | Withheld, *, reverse: bool = False, least: int = 15) -> Favourable | Withheld:
    """Return the favourable share of a figure with bands; `least` is the number of answers they are published from."""
    if isinstance(figure, Withheld):
        return figure
    if figure.bands is None:
        return Withheld(Reason.TOO_FEW if figure.respondents < least else Reason.PROTECTED)
    favourable = figure.bands.unfavourable if reverse else figure.bands.favourable
    share = 100 * favourable / figure.respondents
    return Favourable(share, figure.respondents, wilson(favourable, figure.respondents))
