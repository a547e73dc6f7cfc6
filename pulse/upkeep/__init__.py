"""Upkeep of an installation: moved to PostgreSQL, backed up, restored. Keys are never part of it."""

from pulse.upkeep.backup import back_up
from pulse.upkeep.mails import Mails
from pulse.upkeep.move import Move, look, move
from pulse.upkeep.restore import restore

__all__ = ["Mails", "Move", "back_up", "look", "move", "restore"]
