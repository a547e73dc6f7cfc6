"""What others may know of predictions: who looked, and from eight leaders on how far off they were."""

import inspect

import pytest

from pulse.insights.kinds import Kind
from pulse.insights.mirror import GapSizes
from pulse.insights.scores import Score
from pulse.mirror import queries
from pulse.mirror.guess import DIMENSIONS, Guess
from pulse.publications.figures import Reason, Withheld
from tests.dashboards.stage import ROSTER, Stage
from tests.mirror.conftest import Leaders

EVERY_LEADER = [line.split(",")[0] for line in ROSTER.splitlines()[1:]]
UNITS = [line.split(",")[2] for line in ROSTER.splitlines()[1:]]


def scores(stage: Stage, value: float) -> dict[str, dict[str, Score | Withheld]]:
    return {stage.code(unit): {name: Score(value, 8, Kind.INDEX) for name in DIMENSIONS} for unit in UNITS}


def told(stage: Stage, leaders: Leaders, value: float = 50) -> GapSizes | Withheld:
    with stage.house.databases.office.reading() as office:
        return queries.distribution(office, leaders.wave, scores(stage, value))


@pytest.fixture
def predicted(stage: Stage, leaders: Leaders) -> Leaders:
    """Nine leaders, of whom one has not looked; their mean gaps from 50 are 0, 5, 10 and so on."""
    stage.open_wave()
    for step, email in enumerate(EVERY_LEADER[1:]):
        off = 5 * step
        leaders.predict(email, Guess(50 + off, 50 - off, 50 + off, 50 - off, 100))
    return leaders


def test_from_eight_leaders_on_the_sizes_of_their_gaps_are_told(stage: Stage, predicted: Leaders) -> None:
    assert told(stage, predicted) == GapSizes(under_10=2, under_20=2, more=4)


def test_of_seven_leaders_nothing_is_told(stage: Stage, predicted: Leaders) -> None:
    some = scores(stage, 50)
    del some[stage.code(UNITS[1])]
    with stage.house.databases.office.reading() as office:
        assert queries.distribution(office, predicted.wave, some) == Withheld(Reason.TOO_FEW)


def test_a_leader_whose_team_is_hidden_is_not_among_the_eight(stage: Stage, predicted: Leaders) -> None:
    some = scores(stage, 50)
    some[stage.code(UNITS[1])] = dict.fromkeys(DIMENSIONS, Withheld(Reason.TOO_FEW))
    with stage.house.databases.office.reading() as office:
        assert queries.distribution(office, predicted.wave, some) == Withheld(Reason.TOO_FEW)


def test_who_looked_is_all_that_is_told_of_one_leader(stage: Stage, predicted: Leaders) -> None:
    codes = [stage.code(unit) for unit in UNITS]
    with stage.house.databases.office.reading() as office:
        assert queries.used(office, predicted.wave, codes) == frozenset(codes[1:])
        assert queries.used(office, predicted.wave, codes[:1]) == frozenset()


def test_no_query_returns_predictions_of_several_leaders() -> None:
    functions = {
        name: inspect.signature(function)
        for name, function in inspect.getmembers(queries, inspect.isfunction)
        if function.__module__ == queries.__name__ and not name.startswith("_")
    }
    returning = {name for name, signature in functions.items() if "Guess" in str(signature.return_annotation)}
    assert returning == {"guesses"}
    assert "leader" in functions["guesses"].parameters
