"""A worker in a process of its own, to be ended from outside: `python -m tests.worker.process SETTINGS MOMENT`."""

import sys
from datetime import datetime

from pulse.database import Role
from pulse.house import open_house
from pulse.settings import Settings
from pulse.worker import run
from tests.conftest import TestClock

if __name__ == "__main__":
    settings, moment = Settings.model_validate_json(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
    run(open_house(Role.WORKER, settings, TestClock(moment)))
