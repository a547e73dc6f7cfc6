"""Which workers are there: each holds a numbered place for as long as it lives, and nothing is written for it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from pulse.database import Database
from pulse.errors import Refusal
from pulse.worker.holding import StillHeld, held

PLACES = 64


class TooManyWorkers(Refusal):
    """Every place is taken."""

    status = 503
    sentence = f"{PLACES} workers are running already, which is as many as there may be."


@dataclass(frozen=True)
class Place:
    """A worker's place: the name it is known by, and whether it still has it."""

    name: str
    still_held: StillHeld


@contextmanager
def present(office: Database) -> Iterator[Place]:
    """Take the first free place, so that a worker that starts again has its old name. Raises TooManyWorkers."""
    with ExitStack() as until_the_end:
        for number in range(1, PLACES + 1):
            with ExitStack() as trial:
                still = trial.enter_context(held(office, f"worker-{number}"))
                if still:
                    until_the_end.enter_context(trial.pop_all())
                    yield Place(f"worker-{number}", still)
                    return
        raise TooManyWorkers
