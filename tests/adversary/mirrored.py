"""What a mirror shows: a leader's own predictions beside what the team said, and above them only who looked."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from statistics import fmean

from tests.adversary.facts import CORE
from tests.adversary.measuring import whole
from tests.adversary.places import Place

ENOUGH = 8
"""From so many leaders on it is told how far off they were."""
FULL = 50
"""The mean gap at which a bar is full."""
Numbers = set[str]


def guessed(place: Place, measure: str = "") -> int | None:
    """What the leader of the unit expected of a measure in the wave of the row."""
    said = place.facts.deeds.guesses.get((place.at or place.upto, place.unit), {})
    return said.get(measure or place.measure)


def _gaps(place: Place) -> list[tuple[float, bool]]:
    """Each dimension's gap, and whether it is in tune."""
    at = place.at or place.upto
    found = []
    for measure in CORE:
        said, score = guessed(place, measure), place.facts.score(measure, place.unit, at)
        if said is not None and score is not None:
            gap = said - score.value
            found.append((gap, -score.half - score.below <= gap <= score.half + score.above))
    return found


def _mean(place: Place) -> Numbers:
    gaps = _gaps(place)
    return whole(fmean(abs(gap) for gap, _ in gaps)) if gaps else set()


def bar(place: Place) -> Numbers:
    """How long the bar of a mean gap is."""
    return {str(min(100, round(100 * int(points) / FULL))) for points in _mean(place)}


def _off(least: float, under: float) -> Callable[[Place], Numbers]:
    """How many leaders below were off by so many points on average."""

    def found(place: Place) -> Numbers:
        below = [unit for unit in place.wave.below(place.unit) if unit != place.unit]
        each = [_gaps(replace(place, unit=unit)) for unit in below]
        means = [fmean(abs(gap) for gap, _ in gaps) for gaps in each if gaps]
        return {str(sum(least <= mean < under for mean in means))} if len(means) >= ENOUGH else set()

    return found


def _guess(measure: str) -> Callable[[Place], Numbers]:
    return lambda place: {str(said)} if (said := guessed(place, measure)) is not None else set()


MIRRORED: Mapping[str, Callable[[Place], Numbers]] = {
    "guess": _guess(""),
    **{f"{measure}_guess": _guess(measure) for measure in CORE},
    "mean_gap": _mean,
    "in_tune": lambda place: {str(sum(tuned for _, tuned in _gaps(place)))},
    "compared": lambda place: {str(len(_gaps(place)))},
    "off_under_10": _off(0, 10),
    "off_under_20": _off(10, 20),
    "off_more": _off(20, 1e9),
}
"""What a number of the mirror may be, by its name in a sentence."""
