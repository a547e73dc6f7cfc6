"""Striking out a wave whose keys are lost, while no worker is at anything with it."""

from pulse.house import House
from pulse.release import striking_out
from pulse.release.striking_out import Loss
from pulse.worker.turn import Work, own_turn


def strike_out(house: House, name: str, actor: str) -> Loss:
    """Strike out a wave in the worker's turn. Raises CannotStrikeOut or WorkerBusy."""
    with own_turn(house, Work.WAVES) as ours:
        return striking_out.strike_out(ours, name, actor)
