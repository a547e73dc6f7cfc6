"""What the home page says beside its scores: the slow trend, what is lifted, the mirror, and how all is worked out."""

from collections.abc import Iterator, Mapping

import pytest

from pulse.dashboards.lifting import lifted_measures
from pulse.dashboards.measures import measures_of
from pulse.dashboards.method import UNITS, method_of
from pulse.dashboards.queries import choose
from pulse.house import SURVEYS
from pulse.insights.change import Spread
from pulse.insights.kinds import CONSTANTS
from pulse.mirror.guess import Guess
from pulse.mirror.operations import predict
from pulse.questionnaire import Item, load
from tests.dashboards.stage import PEOPLE, ROSTER, Stage, everybody
from tests.dashboards.test_home import MUNICH, SOUTH, home, text

pytestmark = pytest.mark.once

POLICY = {"k": 5, "k_bands": 15, "k_choice": 15, "k_comment": 8}
LENA = "lena@acme.example"


def test_a_slow_drop_is_said_beside_a_wave_without_a_clear_change(stage: Stage) -> None:
    for code in (4, 4, 4, 3, 3):
        stage.hold_wave(everybody(code, missing={"Linz": 0, "Salzburg": 0}))
    page = home(stage, LENA, MUNICH)
    assert "Safety no clear change 50" in page
    assert "Trend: clear drop ; 0 joined, 0 left since the baseline" in page


def test_a_trend_says_who_joined_and_left_meanwhile(stage: Stage) -> None:
    for code in (4, 4, 4, 2):
        stage.hold_wave(everybody(code))
    stage.dismiss("rep14@acme.example")
    stage.hold_wave(everybody(2, missing={"Munich": 1}))
    assert "; 0 joined, 1 left since the baseline" in home(stage, LENA, MUNICH)


def test_before_there_is_a_trend_the_page_says_too_early(stage: Stage) -> None:
    stage.hold_wave(everybody())
    assert "Trend: too early" in home(stage, LENA, MUNICH)


def test_the_method_is_said_with_the_constants_of_this_wave(stage: Stage) -> None:
    stage.hold_wave(everybody())
    page = home(stage, LENA, MUNICH)
    assert "With the n = 8 of this wave: ± 12 for a score of several questions, ± 15 for an agree question." in page
    assert "σ now: Pulse 14 (provisional), Safety 14 (provisional), Response 20 (provisional)" in page
    assert "Nothing is shown of fewer than k = 5 answers" in page


def test_the_method_names_every_kind_of_score() -> None:
    for kind, measure in {measure.kind: measure for measure in measures_of(load(SURVEYS)).every}.items():
        said = method_of(POLICY, [measure], {measure.slug: Spread(1.0, provisional=True)}).lines
        assert f"s = {CONSTANTS[kind].answers:g} for {UNITS[kind]}." in " ".join(said)


def test_the_mirror_is_named_to_the_units_own_leader_alone(stage: Stage) -> None:
    stage.open_wave()
    with stage.house.databases.office.writing() as office:
        predict(office, stage.held[-1], LENA, Guess(75, 20, 75, 75, 97), stage.clock())
    stage.publish(everybody())
    own = home(stage, LENA, MUNICH)
    assert "Largest gap Response: you 20, team 75, harder on yourself than the team." in own
    assert "; you said 97" in own
    above = home(stage, "sue@acme.example", MUNICH)
    assert "Largest gap" not in above
    assert "you said" not in above


def test_while_a_wave_is_open_the_home_page_asks_for_a_prediction_once(stage: Stage) -> None:
    stage.hold_wave(everybody())
    stage.open_wave()
    page = home(stage, LENA, MUNICH)
    assert "Wave 2 is open: predict what your team will say. Predict, 1 minute" in page
    with stage.house.databases.office.writing() as office:
        predict(office, stage.held[-1], LENA, Guess(75, 20, 75, 75, 100), stage.clock())
    assert "Wave 2 is open: your prediction is kept. Open the mirror" in home(stage, LENA, MUNICH)


def test_teams_are_compared_in_every_third_wave_and_from_eight_on(stage: Stage) -> None:
    for _ in range(3):
        stage.hold_wave(everybody())
    measures = measures_of(stage.house.questionnaire).core
    with stage.house.databases.office.reading() as office:
        chosen = choose(office, stage.code(SOUTH), None)
        assert chosen is not None
        assert lifted_measures(office, chosen, measures) == ()


def _split(path: str, items: tuple[Item, ...]) -> Iterator[Mapping[str, int]]:
    code = 5 if path.endswith(("1", "3", "5", "7", "9")) else 1
    for _ in range(PEOPLE.get(path, 6 if "Team" in path else 0) - 4 * path.endswith(("Linz", "Salzburg"))):
        yield {item.id: code if item.name == "Q1" else 4 for item in items if item.scale.name == "A5"}


def test_a_dimension_in_which_teams_hardly_differ_is_lifted_and_another_is_not(stage: Stage) -> None:
    teams = [f"Sales / East / Team {number}" for number in range(10)]
    rows = [f"e{team[-1]}{n}@acme.example,E {n},{team},rep,Europe/Berlin,en,DE," for team in teams for n in range(6)]
    leader = "lea@acme.example,Lea East,Sales / East / Team 1,leader,Europe/Berlin,en,DE,"
    stage.employ("\n".join([ROSTER.rstrip(), leader, *rows]).encode())
    for _ in range(2):
        stage.hold_wave(_split)
    assert "The teams hardly differ" not in home(stage, "lea@acme.example", teams[1])
    stage.hold_wave(_split)
    page = home(stage, "lea@acme.example", teams[1])
    assert page.count("The teams hardly differ here: for the level above to solve.") == 3
    quota = page.index("Quota")
    assert "The teams hardly differ" not in page[quota : page.index("Product", quota)]
    assert "The teams hardly differ here: yours to solve, not theirs." in home(stage, "ruth@acme.example", "Sales")
    shown = text(stage.web.get(f"/team/{stage.code('Sales')}/map").text)
    assert "Common to all teams: Safety, Response, Product The teams hardly differ here: yours to solve" in shown
