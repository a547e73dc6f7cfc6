"""Going on where a worker ended: what ran in its place waits in its lane again, at once."""

import logging
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from pulse.database import Database
from pulse.worker.engine import Engine, Entry
from pulse.worker.holding import held
from pulse.worker.presence import Place

ASTRAY = timedelta(seconds=15)

log = logging.getLogger(__name__)


def take_over(engine: Engine, office: Database, place: Place, entries: Collection[Entry]) -> None:
    """Let what ended workers were busy with wait again, and what this worker began and is not busy with.

    A worker that only stands still keeps its place, and whatever it does in its turn.
    """
    for other in {entry.place for entry in entries if entry.place} - {place.name}:
        with held(office, other) as still:
            if still:
                # Looked at again, for a third worker may have been quicker.
                left = [entry for entry in engine.unfinished() if entry.place == other]
                log.warning("%s ended; %s goes on with: %s", other, place.name, ", ".join(one.job for one in left))
                engine.resume(left)
    engine.resume([entry for entry in entries if entry.place == place.name and _went_astray(engine, entry)])


def _went_astray(engine: Engine, entry: Entry) -> bool:
    """Whether the engine lost sight of it, say because the disk was full when its end was to be noted."""
    begun = entry.since or datetime.now(UTC)
    return entry.id not in engine.running and datetime.now(UTC) - begun > ASTRAY
