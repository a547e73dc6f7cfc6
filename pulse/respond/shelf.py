"""Waves and pages kept for a moment, so that a page everybody gets is not made for everybody."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError

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
    since: datetime
    until: datetime
    pages: dict[tuple[str, str], bytes] = field(default_factory=dict)


@dataclass
class Shelf:
    """What this process read and rendered a moment ago; it holds nothing about anybody."""

    places: dict[str, Place] = field(default_factory=dict)

    def wave(self, house: House, name: str) -> AskedWave:
        """Return the wave of this name, if the box cannot be read as it was last read. Raises UnknownWave."""
        try:
            return self._place(house, name, house.clock()).wave
        except DBAPIError:
            # Whoever has filled in the page gets it back, and taking an answer compares the contract anyway.
            place = self.places.get(name)
            if place is None:
                raise
            return place.wave

    def page(
        self,
        house: House,
        name: str,
        key: tuple[str, str],
        render: Callable[[AskedWave], str],
        *,
        only_open: bool = False,
    ) -> bytes:
        """Return the page of this kind and language for a wave. Raises UnknownWave, and WaveClosed if that matters."""
        now = house.clock()
        place = self._place(house, name, now)
        if only_open:
            place.wave.require_open(now)
        kept = place.pages.get(key)
        if kept is None:
            kept = place.pages[key] = render(place.wave).encode()
        return kept

    def _place(self, house: House, name: str, now: datetime) -> Place:
        place = self.places.get(name)
        if place is None or not place.since <= now < place.until:
            place = self._fetched(house, name, now)
            if len(self.places) >= MOST_WAVES:
                self.places.clear()
            self.places[name] = place
        return place

    def _fetched(self, house: House, name: str, now: datetime) -> Place:
        if not WAVE_NAME.fullmatch(name):
            raise UnknownWave
        with house.databases.box.reading() as session:
            placed = contract(session, name)
        return Place(asked_wave(placed, house.questionnaire), now, now + KEPT_FOR)
