"""How answers to an agree question part: unfavourable, neutral, favourable; published from 15 answers on. Pure."""

from dataclasses import dataclass

from pulse.dashboards.measures import Measure
from pulse.dashboards.queries import Record
from pulse.insights.bands import Favourable, favourable_share
from pulse.insights.sentences import whole
from pulse.publications.figures import Figure

LABELS = ("unfavourable", "neutral", "favourable")


@dataclass(frozen=True)
class Part:
    """One of the three: how many answers, and where it stands in a bar of 100."""

    label: str
    answers: int
    start: float
    width: float


@dataclass(frozen=True)
class Parts:
    """The three parts in the last wave that asked, and the favourable share with its band."""

    wave: int
    sentence: str
    parts: tuple[Part, ...]


def parts_of(measure: Measure, record: Record) -> Parts | None:
    """Part the answers to a question; None for an index, and where the three are not published."""
    last = record.last_asked(measure.item.id) if measure.item else None
    if measure.item is None or last is None:
        return None
    wave, figure = last
    share = favourable_share(figure, reverse=measure.item.reverse)
    if not isinstance(figure, Figure) or not isinstance(share, Favourable):
        return None
    return Parts(wave.number, _sentence(share), _placed(figure, measure.item.reverse))


def _sentence(share: Favourable) -> str:
    low, high = whole(share.band.low), whole(share.band.high)
    return f"{whole(share.share)} % favourable ({low}-{high}), {share.respondents} answers"


def _placed(figure: Figure, reverse: bool) -> tuple[Part, ...]:
    bands = figure.bands
    counts = (bands.unfavourable, bands.neutral, bands.favourable) if bands else ()
    placed, start = [], 0.0
    for label, answers in zip(LABELS, counts[::-1] if reverse else counts, strict=False):
        width = 100 * answers / figure.respondents
        placed.append(Part(label, answers, round(start, 1), round(width, 1)))
        start += width
    return tuple(placed)
