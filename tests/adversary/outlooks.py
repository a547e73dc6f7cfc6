"""The forecast of a unit by period: what the field, the leader and the official forecast said, and what came."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from statistics import fmean

from tests.adversary.facts import Crowd, Facts, Wave
from tests.adversary.measuring import whole
from tests.adversary.places import Place

ENOUGH = 4
"""So many finished periods it takes to judge a forecast."""
Numbers = set[str]


@dataclass(frozen=True)
class Outlook:
    """A period, by its last wave that asked; without one, the wave alone. All in percent of plan."""

    facts: Facts
    unit: str
    wave: Wave

    @property
    def period(self) -> str:
        return self.facts.deeds.period(self.wave.closed_on)

    @property
    def label(self) -> str:
        return self.period or f"wave {self.wave.number}"

    @property
    def crowd(self) -> Crowd | None:
        return self.facts.crowd(self.unit, self.wave.number)

    @property
    def call(self) -> int | None:
        return self.facts.deeds.guesses.get((self.wave.number, self.unit), {}).get("x1")

    @property
    def official(self) -> float | None:
        return self._percent(1)

    @property
    def actual(self) -> float | None:
        return self._percent(2)

    @property
    def is_over(self) -> bool:
        ended = self.period and self.facts.deeds.periods[self.period][1] < self.facts.deeds.today
        return bool(ended) and self.actual is not None

    def _percent(self, which: int) -> float | None:
        found = self.facts.rolled_up(self.unit, self.period)
        amount = found[which] if found else None
        return None if found is None or amount is None else 100 * amount / found[0]


def outlooks(place: Place) -> list[Outlook]:
    """The periods of a unit so far, the earliest first."""
    asked = [Outlook(place.facts, place.unit, wave) for wave in place.facts.asked("x1", place.upto)]
    last = {one.period: one for one in asked}
    return [one for one in asked if last[one.period] is one and (one.period or one is asked[-1])]


def outlook(place: Place) -> Outlook | None:
    """The period of a row, or the newest."""
    periods = outlooks(place)
    found = [one for one in periods if place.label in (one.label, "")] or periods
    return found[-1] if found else None


def _of(value: Callable[[Outlook], float | None]) -> Callable[[Place], Numbers]:
    def found(place: Place) -> Numbers:
        one = outlook(place)
        number = value(one) if one else None
        return set() if number is None else whole(number)

    return found


def _apart(value: Callable[[Outlook], float | None]) -> Callable[[Place], Numbers]:
    """By how many whole points the field lies from another value."""

    def found(place: Place) -> Numbers:
        one = outlook(place)
        number = value(one) if one else None
        if one is None or number is None or one.crowd is None:
            return set()
        return {str(abs(int(a) - int(b))) for a in whole(number) for b in whole(one.crowd.value)}

    return found


def _gap(place: Place) -> Numbers:
    """The candour gap, rounded once."""
    one = outlook(place)
    crowd, official = (one.crowd, one.official) if one else (None, None)
    return {one.lstrip("-") for one in whole(official - crowd.value)} if crowd and official is not None else set()


Finished = list[tuple[float, float, float | None]]


def finished(place: Place) -> Finished:
    """What the field said, what came, and the official forecast, of every finished period."""
    found = ((one.crowd, one.actual, one.official) for one in outlooks(place) if one.is_over)
    return [(crowd.value, actual, official) for crowd, actual, official in found if crowd and actual is not None]


def _misses(place: Place, size: Callable[[float], float]) -> Numbers:
    found = [size(said - came) for said, came, _ in finished(place)]
    return {number.lstrip("-") for number in whole(fmean(found))} if len(found) >= ENOUGH else set()


def _skill(place: Place) -> Numbers:
    """How much smaller the field's misses are than the plan's, or than those of the official forecast."""
    return {number for compared in _compared(place) for number in _better(compared)}


def _compared(place: Place) -> Iterator[Finished]:
    yield [(said, came, 100.0) for said, came, _ in finished(place)]
    yield [(said, came, official) for said, came, official in finished(place) if official is not None]


def _better(compared: Finished) -> Iterator[str]:
    reference = sum(abs((other or 0.0) - came) for _, came, other in compared)
    if len(compared) >= ENOUGH and reference:
        skill = 1 - sum(abs(said - came) for said, came, _ in compared) / reference
        yield from (number.lstrip("-") for number in whole(100 * skill))


OUTLOOKS: Mapping[str, Callable[[Place], Numbers]] = {
    "official": _of(lambda one: one.official),
    "actual": _of(lambda one: one.actual),
    "call": _of(lambda one: one.call),
    "official_apart": _apart(lambda one: one.official),
    "call_apart": _apart(lambda one: one.call),
    "actual_apart": _apart(lambda one: one.actual),
    "official_gap": _gap,
    "periods": lambda place: {str(len(finished(place)))},
    "bias": lambda place: _misses(place, lambda miss: miss),
    "error": lambda place: _misses(place, abs),
    "skill": _skill,
    "outlook_wave": lambda place: {str(one.wave.number)} if (one := outlook(place)) else set(),
}
"""What a number of the forecast may be, by its name in a sentence."""
