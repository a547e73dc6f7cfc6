"""A changed wording begins a new series, with the older one before a visible break; and what the chart shows."""

import json
from dataclasses import replace

import pytest

from pulse.dashboards.measures import measures_of
from pulse.dashboards.wordings import earlier_wordings
from pulse.questionnaire import Questionnaire
from pulse.questionnaire.bank import Bank
from tests.dashboards.stage import Stage, everybody
from tests.dashboards.test_home import MUNICH, text

pytestmark = pytest.mark.once

LENA = "lena@acme.example"


def reworded(questionnaire: Questionnaire, name: str) -> Questionnaire:
    """The same questionnaire with a second version of one question."""
    old = questionnaire.bank.named(name)
    new = replace(old, id=f"{name}.v2")
    return replace(questionnaire, bank=Bank((*questionnaire.items, new)))


def change_wording(stage: Stage, name: str) -> None:
    """Ask a question in new words from the next wave on."""
    stage.house = replace(stage.house, questionnaire=reworded(stage.house.questionnaire, name))
    web = stage.app.extensions["pulse"]
    stage.app.extensions["pulse"] = replace(web, questionnaire=stage.house.questionnaire)


def drawn(stage: Stage, show: str = "both") -> dict[str, dict[str, object]]:
    answer = stage.sign_in(LENA).get(f"/team/{stage.code(MUNICH)}/trend/safety.json?show={show}")
    return {trace["name"]: trace for trace in json.loads(answer.text)["data"]}


def page(stage: Stage, show: str = "") -> str:
    return stage.sign_in(LENA).get(f"/team/{stage.code(MUNICH)}/trend/safety?show={show}").text


def test_a_new_wording_of_one_question_breaks_the_series_of_its_index(stage: Stage) -> None:
    stage.hold_wave(everybody(4))
    stage.hold_wave(everybody(4))
    change_wording(stage, "S2")
    stage.hold_wave(everybody(2))
    shown = text(page(stage))
    assert "(new wording)" in shown
    assert "Trend starts with the third visible wave." in shown
    assert "Clear drop" not in shown
    assert "Too early to compare: this is the first visible wave." in shown
    for wave in ("1 9 February 2026 75 63-87 8", "2 9 March 2026 75 63-87 8", "3 6 April 2026 25 13-37 8"):
        assert wave in shown


def test_the_two_series_are_not_joined_in_the_chart(stage: Stage) -> None:
    stage.hold_wave(everybody(4))
    change_wording(stage, "S2")
    stage.hold_wave(everybody(2))
    answer = stage.sign_in(LENA).get(f"/team/{stage.code(MUNICH)}/trend/safety.json")
    figure = json.loads(answer.text)
    bands = [trace for trace in figure["data"] if trace["name"] == "noise, 90 %"]
    assert [trace["x"] for trace in bands] == [[1, 1], [2, 2]]
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["new wording"]


def test_where_no_wording_changed_there_is_no_earlier_one(stage: Stage) -> None:
    questionnaire = stage.house.questionnaire
    asked = [[item.id for item in questionnaire.items_for("pulse-9", slot)] for slot in range(3)]
    for measure in measures_of(questionnaire).every:
        assert earlier_wordings(measure, questionnaire.items, asked) == ()


def test_a_former_wording_on_another_scale_is_not_shown_beside_the_new_one(stage: Stage) -> None:
    questionnaire = stage.house.questionnaire
    other = replace(questionnaire.bank.named("E3"), id="S2.v1")
    items = (*(item for item in questionnaire.items if item.name != "S2"), other)
    newest = measures_of(reworded(questionnaire, "S2")).measure("s2")
    assert newest is not None
    assert earlier_wordings(newest, items, [[other.id]]) == ()


def test_the_chart_shows_what_its_links_say(stage: Stage) -> None:
    for _ in range(3):
        stage.hold_wave(everybody())
    assert drawn(stage).keys() == {"noise, 90 %", "each wave", "baseline", "steadied"}
    assert drawn(stage, "steadied").keys() == {"baseline", "steadied"}
    assert drawn(stage, "waves").keys() == {"noise, 90 %", "each wave"}
    assert drawn(stage, "nonsense").keys() == drawn(stage).keys()
    assert 'aria-current="true">Steadied' in page(stage, "steadied")
    assert 'aria-current="true">Both' in page(stage, "nonsense")
