"""HR's pages of the theme rules: what an edit would move is shown before it is saved, and nothing typed is lost."""

import re

import pytest
from flask.testing import FlaskClient

from pulse.planning.theme_moves import moves
from pulse.programme.theme_rules import in_force, with_theme, without_theme
from pulse.questionnaire import Theme, ThemeRules, Words
from tests.dashboards.stage import Stage
from tests.dashboards.test_home import text

pytestmark = pytest.mark.once
HANNA = "hanna@acme.example"
TRAVEL = {
    "label_en": "Travel",
    "label_de": "Reisen",
    "words_en": "travel*\r\n",
    "words_de": "reise*\r\nreise*",
    "but_not_en": "",
    "but_not_de": "",
}


def rules(stage: Stage) -> ThemeRules:
    with stage.house.databases.office.reading() as session:
        return in_force(session, stage.house.questionnaire.themes)


def send(web: FlaskClient, address: str, **fields: str) -> str:
    token = re.findall(r'name="csrf_token" value="([^"]+)"', web.get("/hr/themes/workload").text)[0]
    return web.post(address, data={"csrf_token": token, **fields}, follow_redirects=True).text


def test_a_new_theme_is_previewed_then_saved(stage: Stage) -> None:
    web = stage.sign_in(HANNA)
    shown = send(web, "/hr/themes/new", wanted="preview", **TRAVEL)
    assert "What this would move" in shown
    assert "travel" not in [theme.id for theme in rules(stage).themes]
    assert re.search(r"<textarea[^>]*>travel\*", shown)
    assert "Travel" in text(send(web, "/hr/themes/new", wanted="save", **TRAVEL))
    added = rules(stage).themes[-1]
    assert (added.id, dict(added.label)) == ("travel", {"en": "Travel", "de": "Reisen"})
    assert added.words["de"].words == ("reise*",)


def test_what_is_wrong_is_said_and_what_was_typed_stays(stage: Stage) -> None:
    shown = send(stage.sign_in(HANNA), "/hr/themes/price", wanted="save", **{**TRAVEL, "words_en": "tra*vel"})
    assert 'role="alert"' in shown
    assert "tra*vel" in shown
    assert rules(stage) is stage.house.questionnaire.themes
    nameless = send(stage.sign_in(HANNA), "/hr/themes/new", wanted="save", **{**TRAVEL, "label_en": "123"})
    assert "Give the theme a name" in nameless
    rest = send(stage.sign_in(HANNA), "/hr/themes/new", wanted="save", **{**TRAVEL, "label_en": "Other"})
    assert "Give the theme a name" in rest
    assert rules(stage) is stage.house.questionnaire.themes


def test_a_new_theme_does_not_take_the_place_of_another(stage: Stage) -> None:
    shown = send(stage.sign_in(HANNA), "/hr/themes/new", wanted="save", **{**TRAVEL, "label_en": "Price"})
    assert "There is a theme of this name already" in shown
    assert "travel*" in shown
    assert rules(stage) is stage.house.questionnaire.themes


def test_removing_is_previewed_and_can_be_taken_back(stage: Stage) -> None:
    web = stage.sign_in(HANNA)
    assert "What removing it would move" in send(web, "/hr/themes/price", wanted="preview removal", **TRAVEL)
    assert "price" in [theme.id for theme in rules(stage).themes]
    send(web, "/hr/themes/price", wanted="remove")
    assert "price" not in [theme.id for theme in rules(stage).themes]
    send_back = re.findall(r'name="csrf_token" value="([^"]+)"', web.get("/hr/themes").text)[0]
    web.post("/hr/themes", data={"csrf_token": send_back})
    assert rules(stage) is stage.house.questionnaire.themes


def test_nobody_but_hr_sees_or_changes_them(stage: Stage) -> None:
    web = stage.sign_in("nora@acme.example")
    for address in ("/hr/themes", "/hr/themes/price", "/hr/themes/new"):
        assert web.get(address).status_code == 404
    assert stage.sign_in(HANNA).get("/hr/themes/nothing").status_code == 404


def test_moves_name_the_comments_that_come_and_go(stage: Stage) -> None:
    shipped = stage.house.questionnaire.themes
    said = ("The price is wrong.", "Travelling eats my week.", "Der Rabatt fehlt.")
    travel = Theme("travel", {"en": "Travel", "de": "Reisen"}, {"en": Words(("travel*",)), "de": Words(())})
    (joined,) = moves(shipped, with_theme(shipped, travel), said)
    assert (joined.label, joined.before, joined.after) == ("Travel", 0, 1)
    assert joined.joining == (said[1],)
    (left,) = moves(shipped, without_theme(shipped, "price"), said)
    assert (left.before, left.after) == (2, 0)
    assert left.leaving == (said[0], said[2])
    assert moves(shipped, shipped, said) == ()
