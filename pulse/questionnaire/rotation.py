"""Which items a wave asks, by name: the same for everyone at once, never per person."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pulse.errors import Refusal

SLOT_C = 2


class Instrument(StrEnum):
    """How many taps a wave asks for."""

    PULSE_9 = "pulse-9"
    PULSE_11 = "pulse-11"


class UnknownInstrument(Refusal):
    """A programme asks for an instrument that does not exist."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no instrument '{name}'; choose {' or '.join(Instrument)}.")


class CannotPin(Refusal):
    """An item cannot be pinned, or not beside another."""


@dataclass(frozen=True)
class Row:
    """One row of the rotation table: three slots, two added ones, and what replaces slot a in planning waves."""

    slots: tuple[str, ...]
    added: tuple[str, ...]
    in_planning_waves: str | None = None

    def asked(self, instrument: Instrument, again: bool, planning: bool) -> tuple[str, ...]:
        """The rotating names; `again` means the table has come round, where Pulse-9 asks what it left out before."""
        forecast = (self.in_planning_waves or self.slots[0]) if planning else self.slots[0]
        if instrument is Instrument.PULSE_11:
            return (forecast, *self.slots[1:], *self.added)
        return (forecast, *(self.added if again else self.slots[1:]))


@dataclass(frozen=True)
class Rotation:
    """What every wave asks (`core`, then `closing`, an optional comment), and the table of what rotates between."""

    core: tuple[str, ...]
    closing: str
    after_first_results: str
    pinned_waves: int
    """For how many waves HR may pin an item, to measure a promise."""
    rows: tuple[Row, ...]

    def rotating(
        self, instrument: Instrument, slot: int, *, first_after_results: bool, planning: bool, pinned: Sequence[str]
    ) -> tuple[str, ...]:
        """The names between core and closing; see `Questionnaire.items_for`."""
        if slot < 0:
            raise ValueError("The waves of a programme are counted from 0.")
        rounds, place = divmod(slot, len(self.rows))
        names = list(self.rows[place].asked(instrument, rounds % 2 == 1, planning))
        if first_after_results and self.after_first_results not in names:
            names[SLOT_C] = self.after_first_results
        held = {self.after_first_results} if first_after_results else set()
        for pin in self._pins(pinned):
            if pin not in names:
                last = max(place for place, name in enumerate(names) if name not in held)
                names[last] = pin
        return tuple(names)

    def _pins(self, pinned: Sequence[str]) -> Sequence[str]:
        if len(pinned) > 1:
            raise CannotPin(f"One item can be pinned at a time, not {len(pinned)} ({', '.join(pinned)}).")
        for pin in pinned:
            if pin in (*self.core, self.closing):
                raise CannotPin(f"{pin} is asked in every wave; only a rotating item can be pinned.")
        return pinned
