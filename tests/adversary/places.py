"""What a number at a place of an artefact has to be: worked out from what an attacker may hold, by the number's name.

A place is a unit, a measure and a wave; `quantity` gives what may be printed there under a name. Imports nothing of the
program.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from tests.adversary.facts import CORE, Facts, Wave, bank, slug
from tests.adversary.measuring import Level, Score, clear_change, least_clear, whole, wilson
from tests.adversary.reading import Printed

Numbers = set[str]
BEGINNING, DAY = date(2000, 1, 1), timedelta(days=1)
SILENT = 15
"""By how many points those who did not answer may feel worse."""


@dataclass(frozen=True)
class Place:
    """Where a number stands."""

    facts: Facts
    unit: str = ""
    upto: int = 0
    """The wave a page looks at."""
    measure: str = ""
    at: int = 0
    """The wave a row is of; else the last one so far that asked."""
    label: str = ""
    """What stands at the head of the row: an option, a theme."""

    @cached_property
    def wave(self) -> Wave:
        asked = self.facts.asked(self.measure, self.upto) if self.measure else []
        return self.facts.wave(self.at or (asked[-1].number if asked else self.upto))

    @property
    def printed(self) -> Printed | None:
        return self.wave.printed.get(self.measure)

    @property
    def item(self) -> Mapping[str, object]:
        """The question as it was asked."""
        return next((asked for name, asked in bank().items() if slug(name) == self.measure), {})

    @cached_property
    def score(self) -> Score | None:
        return self.facts.score(self.measure, self.unit, self.wave.number)

    @cached_property
    def before(self) -> Score | None:
        """The last visible score before."""
        course = self.facts.course(self.measure, self.unit, self.wave.number)
        return next((score for score in reversed(course[:-1]) if score), None)

    @property
    def steadied(self) -> float | None:
        """The score pulled towards that of the nearest unit above, the more the fewer answered."""
        own, above = self.score, next((one.score for one in self.higher if one.score), None)
        if own is None or above is None:
            return own.value if own else None
        return above.value + own.n / (own.n + 5) * (own.value - above.value)

    @property
    def higher(self) -> Iterator["Place"]:
        """The same at the units above, the nearest first."""
        return (replace(self, unit=unit) for unit in self.wave.above(self.unit))

    @property
    def level(self) -> Level | None:
        """The trend at the last visible wave."""
        course = self.facts.course(self.measure, self.unit, self.wave.number)
        levels = self.facts.trend(self.measure, self.unit, self.wave.number)
        if self.at:
            return levels[-1] if course and course[-1] else None
        return next((level for level, score in zip(reversed(levels), reversed(course), strict=True) if score), None)

    @property
    def limit(self) -> float | None:
        """From how many points on the last change would be clear."""
        if self.score is None or self.before is None:
            return None
        return clear_change(self.before, self.score, self.facts.spread(self.measure, self.upto))

    @property
    def counts(self) -> tuple[int, ...]:
        """Bands, or what options were chosen: sums over the atoms, where every one of them has them."""
        entries = self.wave.entries(self.measure, self.unit)
        rows = [entry.options or entry.bands for entry in entries]
        return tuple(map(sum, zip(*rows, strict=True))) if rows and all(rows) else ()

    @property
    def thirds(self) -> dict[str, int]:
        """Bands by name, bad news first."""
        counts = self.counts if self.printed and self.printed.form == "mean" else ()
        names = ("unfavourable", "neutral", "favourable")
        return dict(zip(names, counts[::-1] if self.item.get("reverse") else counts, strict=False))

    @property
    def chosen(self) -> int | None:
        """How many chose the option of this row."""
        options = self.item.get("options")
        labels = [option["en"] for option in options] if isinstance(options, list) else []
        found = dict(zip(labels, self.counts, strict=False)) if not self.item.get("published_as") else {}
        return found.get(self.label)

    @property
    def respondents(self) -> int:
        return sum(entry.n for entry in self.wave.entries(self.measure, self.unit))


def _score(score: Score | None) -> Numbers:
    return {score.words + points for points in whole(score.value)} if score else set()


def _end(score: Score | None, side: int) -> Numbers:
    return whole(score.band[side]) if score else set()


def _one(number: float | None) -> Numbers:
    return set() if number is None else {str(number)}


def _above(side: int | None) -> Callable[[Place], Numbers]:
    def found(place: Place) -> Numbers:
        about = replace(place, measure=place.measure or "x1")
        score = next((higher.score for higher in about.higher if higher.score), None)
        return _score(score) if side is None else _end(score, side)

    return found


def _of_target(place: Place) -> bool:
    """Whether a place is about a share of a target; it is where no measure is named."""
    return place.measure in ("", "x1", "x2")


def _widest(place: Place) -> Place | None:
    """The core dimension whose change would have to be largest."""
    core = [replace(place, measure=index) for index in ("safety", "response", "quota", "product")]
    return max((one for one in core if one.limit), key=lambda one: one.limit or 0, default=None)


def _noise(place: Place) -> Numbers:
    limits = [replace(place, measure=index).limit for index in ("safety", "response", "quota", "product")]
    return least_clear(max(limit for limit in limits if limit)) if any(limits) else set()


def _noise_of(place: Place) -> Numbers:
    """How many answered the dimension with the widest limit; of equal ones, any."""
    widest = _widest(place)
    core = [replace(place, measure=index) for index in ("safety", "response", "quota", "product")]
    near = [one for one in core if widest and one.limit and abs(one.limit - (widest.limit or 0)) < 1e-9]
    return {str(one.score.n) for one in near if one.score}


def _silent(place: Place) -> Numbers:
    score, answered = replace(place, measure="pulse").score, place.wave.answered(place.unit)
    if score is None or answered is None:
        return set()
    return whole(max(0.0, score.value - (1 - answered / place.wave.invited(place.unit)) * SILENT))


def _crowd(side: int) -> Callable[[Place], Numbers]:
    def found(place: Place) -> Numbers:
        crowd = place.facts.crowd(place.unit, place.at or place.upto)
        if crowd is None:
            return set()
        words = "" if side else crowd.words
        return {words + number for number in whole(crowd.value + side * crowd.half)}

    return found


def _crowd_n(place: Place) -> Numbers:
    crowd = place.facts.crowd(place.unit, place.at or place.upto)
    return _one(crowd.n if crowd else None)


def _favourable(side: int | None) -> Callable[[Place], Numbers]:
    def found(place: Place) -> Numbers:
        thirds, n = place.thirds, place.respondents
        if not thirds:
            return set()
        return whole(100 * thirds["favourable"] / n if side is None else wilson(thirds["favourable"], n)[side])

    return found


def _policy(name: str) -> Callable[[Place], Numbers]:
    return lambda place: {str(place.wave.contract["policy"][name])}


def _themes(place: Place) -> Numbers:
    return {str(comments) for unit, theme, comments in place.wave.themes if (unit, theme) == (place.unit, place.label)}


def _raised(place: Place) -> Numbers:
    """How many themes were raised in the newest wave before that had any."""
    before = [wave for wave in place.facts.waves if wave.number < place.upto]
    counts = [sum(theme != "Other" for _, theme, _ in wave.themes) for wave in reversed(before)]
    return {str(next((count for count in counts if count), 0))}


def _of(question: str, quantity: str) -> Callable[[Place], Numbers]:
    """A quantity of one question, wherever it stands."""
    return lambda place: QUANTITIES[quantity](replace(place, measure=question))


def _now(question: str, quantity: str) -> Callable[[Place], Numbers]:
    """The same in the newest wave, whatever wave the page looks at."""

    def found(place: Place) -> Numbers:
        newest = place.facts.deeds.newest or place.facts.waves[-1].number
        return QUANTITIES[quantity](replace(place, measure=question, upto=newest, at=0))

    return found


def _clipped(place: Place, side: int) -> Numbers:
    """An end of what the field says, on the scale of its question."""
    crowd = place.facts.crowd(place.unit, place.at or place.upto)
    return whole(min(150.0, max(50.0, crowd.value + side * crowd.half))) if crowd else set()


def kept_since(place: Place) -> Numbers:
    """How many promises made to a unit's people were kept since the wave before; some perhaps the day it closed."""
    asked = place.facts.asked(place.measure, place.wave.number)
    kept = [one.kept for one in place.facts.deeds.promises if one.unit == place.unit and one.kept]
    ends = [asked[-2].closed_on if len(asked) > 1 else BEGINNING, asked[-1].closed_on]
    spans = [(first, last) for first in (ends[0], ends[0] - DAY) for last in (ends[1], ends[1] - DAY)]
    return {str(sum(first < day <= last for day in kept)) for first, last in spans}


def _percent(place: Place) -> Numbers:
    """How long a bar is: of the options of a question, or of a unit's participation."""
    answered = place.wave.answered(place.unit)
    if place.chosen is not None:
        return {str(round(100 * place.chosen / place.respondents))}
    return {str(round(100 * answered / place.wave.invited(place.unit)))} if answered else set()


QUANTITIES: Mapping[str, Callable[[Place], Numbers]] = {
    "score": lambda place: _score(place.score),
    "points": lambda place: whole(place.score.value) if place.score else set(),
    "steadied": lambda place: set() if place.steadied is None else whole(place.steadied),
    "low": lambda place: _end(place.score, 0),
    "high": lambda place: _end(place.score, 1),
    "n": lambda place: _one(place.score.n if place.score else place.respondents or None),
    "before": lambda place: _score(place.before),
    "n_before": lambda place: _one(place.before.n if place.before else None),
    "move": lambda place: least_clear(place.limit) if place.limit else set(),
    "above": lambda place: set() if _of_target(place) else _above(None)(place),
    "above_percent": lambda place: _above(None)(place) if _of_target(place) else set(),
    "above_low": _above(0),
    "above_high": _above(1),
    "level": lambda place: whole(place.level.value) if place.level else set(),
    "baseline": lambda place: whole(place.level.baseline) if place.level else set(),
    "trend_move": lambda place: least_clear(place.level.limit) if place.level else set(),
    "came": lambda place: {str(place.facts.imported[0])},
    "new_units": lambda place: {str(place.facts.imported[1])},
    "noise": _noise,
    "noise_n": _noise_of,
    "silent": _silent,
    "crowd": _crowd(0),
    "crowd_low": _crowd(-1),
    "crowd_high": _crowd(1),
    "crowd_n": lambda place: _one(
        crowd.n if (crowd := place.facts.crowd(place.unit, place.at or place.upto)) else None
    ),
    "favourable_share": _favourable(None),
    "favourable_low": _favourable(0),
    "favourable_high": _favourable(1),
    "favourable": lambda place: _one(place.thirds.get("favourable")),
    "neutral": lambda place: _one(place.thirds.get("neutral")),
    "unfavourable": lambda place: _one(place.thirds.get("unfavourable")),
    "chosen": lambda place: _one(place.chosen),
    "percent": _percent,
    "kept": kept_since,
    "answered": lambda place: _one(place.wave.answered(place.unit)),
    "answered_now": lambda place: _one(place.facts.wave(place.upto).answered(place.unit)),
    "invited": lambda place: _one(place.wave.invited(place.unit)),
    "wave": lambda place: {str(place.wave.number)},
    "any_wave": lambda place: {str(wave.number) for wave in place.facts.waves},
    "next_wave": lambda place: {str(place.facts.waves[-1].number + 1)},
    **{
        f"{item}_{name}": _of(item, name)
        for item in ("r1", "r5", "x2", "e3", *CORE)
        for name in ("score", "low", "high", "n", "wave")
    },
    **{f"e3_{name}": _of("e3", name) for name in ("above", "above_low", "above_high")},
    **{f"now_{item}_{name}": _now(item, name) for item in ("r1", "r5") for name in ("score", "low", "high", "n")},
    "raised": _raised,
    "clipped_low": lambda place: _clipped(place, -1),
    "clipped_high": lambda place: _clipped(place, 1),
    "comments": _themes,
    "k": _policy("k"),
    "k_bands": _policy("k_bands"),
    "k_choice": _policy("k_choice"),
    "k_comment": _policy("k_comment"),
    "least_comments": _policy("least_comments"),
    "k_theme": _policy("k_theme"),
    "others": lambda place: {str(place.wave.contract["policy"]["k"] - 1)},
    "everybody": lambda place: {str(sum(place.wave.contract["cells"].values()))},
    "cells": lambda place: {str(len(place.wave.contract["cells"]))},
    "folded": lambda place: {str(len(place.wave.contract["folded"]))},
    "reminders": lambda place: {str(place.wave.contract["reminders"])},
}
"""What a number may be, by its name in a sentence."""
