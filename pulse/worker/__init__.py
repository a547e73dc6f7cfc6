"""The worker: opens, invites, reminds, mixes, closes and releases. What is due follows from the state of the waves."""

from pulse.worker.open import open_wave
from pulse.worker.rounds import Done, run, tick

__all__ = ["Done", "open_wave", "run", "tick"]
