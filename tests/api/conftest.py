"""An organisation with two published waves, and programs that hold tokens."""

import pytest

from pulse.accounts.token_models import Purpose
from tests.api.asking import Program, hand_out
from tests.dashboards.conftest import stage
from tests.dashboards.stage import Stage, everybody

__all__ = ["stage"]


@pytest.fixture
def held(stage: Stage) -> Stage:
    """The organisation after two waves."""
    stage.hold_wave(everybody())
    stage.hold_wave(everybody(2))
    return stage


@pytest.fixture
def warehouse(held: Stage) -> Program:
    """A program with a token for figures."""
    return hand_out(held, Purpose.FIGURES, "warehouse")


@pytest.fixture
def council(held: Stage) -> Program:
    """A program with a token for contracts."""
    return hand_out(held, Purpose.CONTRACTS, "works council")
