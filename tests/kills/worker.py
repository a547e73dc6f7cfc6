"""A worker as the command `worker` runs it, on the shared clock and under watch: `python -m tests.kills.worker`."""

import logging
import os
from pathlib import Path

from pulse import worker
from pulse.database import Role
from pulse.house import open_house
from tests.kills.clock import SharedClock
from tests.kills.moments import Watch
from tests.kills.places import FOLDER, Places

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format=f"%(asctime)s worker {os.getpid()} %(levelname)s %(message)s")
    places = Places(Path(os.environ[FOLDER]))
    house = open_house(Role.WORKER, clock=SharedClock(places.clock))
    Watch(places).over(house)
    worker.run(house)
