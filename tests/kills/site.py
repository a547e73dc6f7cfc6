"""The web as granian serves it, on the shared clock and under watch."""

import os
from pathlib import Path

from pulse.app import create_app
from pulse.database import Role
from pulse.house import open_house
from tests.kills.clock import SharedClock
from tests.kills.moments import Watch
from tests.kills.places import FOLDER, Places

places = Places(Path(os.environ[FOLDER]))
house = open_house(Role.WEB, clock=SharedClock(places.clock))
Watch(places).over(house)
app = create_app(house)
