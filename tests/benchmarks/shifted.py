"""The web with a clock that stands where the environment says, so that a wave is open whenever one measures."""

import os
from datetime import datetime

from pulse.app import create_app
from pulse.database import Role
from pulse.house import open_house
from tests.benchmarks.organisation import NOW, at

app = create_app(open_house(Role.WEB, clock=at(datetime.fromisoformat(os.environ[NOW]))))
