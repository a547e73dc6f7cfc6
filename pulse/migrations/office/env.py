"""Migrations of the office."""

from pulse.database import Office
from pulse.migrations.environment import run

run(Office.metadata)
