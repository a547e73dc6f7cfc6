"""Migrations of the box."""

from pulse.database import Box
from pulse.migrations.environment import run

run(Box.metadata)
