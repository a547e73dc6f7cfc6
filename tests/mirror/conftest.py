"""The organisation of the dashboards' tests, whose leaders look into the mirror."""

from dataclasses import dataclass

import pytest

from pulse.mirror.guess import Guess
from pulse.mirror.operations import predict
from pulse.programme.queries import wave_named
from tests.dashboards.conftest import stage
from tests.dashboards.stage import Stage

__all__ = ["stage"]

GUESS = Guess(70, 65, 60, 55, 97)


@dataclass(frozen=True)
class Leaders:
    """Leaders who predict what the newest wave will say."""

    stage: Stage

    def predict(self, email: str, guess: Guess = GUESS) -> None:
        with self.stage.house.databases.office.writing() as office:
            predict(office, self.stage.held[-1], email, guess, self.stage.clock())

    @property
    def wave(self) -> int:
        """The id of the newest wave."""
        with self.stage.house.databases.office.reading() as office:
            wave = wave_named(office, self.stage.held[-1])
            assert wave is not None
            return wave.id


@pytest.fixture
def leaders(stage: Stage) -> Leaders:
    return Leaders(stage)
