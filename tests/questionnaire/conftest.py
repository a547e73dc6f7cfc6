"""The instruments as shipped, and a copy of them that a test may break."""

import shutil
from pathlib import Path

import pytest

from pulse.questionnaire import Questionnaire, load
from tests.questionnaire.desk import SURVEYS, Desk


@pytest.fixture(scope="session")
def questionnaire() -> Questionnaire:
    return load(SURVEYS)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(Path(shutil.copytree(SURVEYS, tmp_path / "surveys")))
