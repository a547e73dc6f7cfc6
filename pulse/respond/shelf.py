"""Waves and pages kept for a moment, so that a page everybody gets is not made for everybody."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pulse.ballots.queries import UnknownWave, contract
from pulse.house import House
from pulse.respond.asked import AskedWave, asked_wave

KEPT_FOR = timedelta(seconds=5)
MOST_WAVES = 64
WAVE_NAME = re.compile("[0-9A-Za-z]{1,40}")


@dataclass
class Place:
    """One wave on the shelf, with its rendered pages by kind and language."""

    wave: AskedWave
    until: datetime
    pages: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass
class Shelf:
    """What this process read and rendered a moment ago; it holds nothing about anybody."""

    places: dict[str, Place] = field(default_factory=dict)

    def wave(self, house: House, name: str) -> AskedWave:
        """Return the wave of this name. Raises UnknownWave."""
        return self._place(house, name).wave

    def page(self, house: House, name: str, key: tuple[str, str], render: Callable[[AskedWave], str]) -> str:
        """Return the page of this kind and language for a wave. Raises UnknownWave."""
        place = self._place(house, name)
        kept = place.pages.get(key)
        if kept is None:
            kept = place.pages[key] = render(place.wave)
        return kept

    def _place(self, house: House, name: str) -> Place:
        now = house.clock()
        place = self.places.get(name)
        if place is None or not place.until - KEPT_FOR <= now < place.until:
            if not WAVE_NAME.fullmatch(name):
                raise UnknownWave
            with house.databases.box.reading() as session:
                placed = contract(session, name)
            if len(self.places) >= MOST_WAVES:
                self.places.clear()
            place = self.places[name] = Place(asked_wave(placed, house.questionnaire), now + KEPT_FOR)
        return place
