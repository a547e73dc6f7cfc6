"""The worker: opens, invites, reminds, mixes, closes and releases. What is due follows from the state of the waves."""

from threading import Event

from pulse.house import House
from pulse.worker.open import open_wave
from pulse.worker.rounds import LANES, Done, Lanes, tick
from pulse.worker.strike_out import strike_out

__all__ = ["Done", "open_wave", "run", "strike_out", "tick"]


def run(house: House, stop: Event | None = None, lanes: Lanes = LANES) -> None:
    """Do what is due as it becomes due, until `stop` is set or, without one, until SIGTERM or SIGINT."""
    # Only a worker that runs needs the engine; a tick, an attack or the demo does without.
    from pulse.worker.running import run as keep_going

    keep_going(house, stop, lanes)
