"""The mirror's page: five numbers while the wave is open, the gaps after it, and nothing of it for anybody else."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import url_for
from flask.testing import FlaskClient
from sqlalchemy import update

from pulse.mirror.guess import Guess
from pulse.mirror.models import Prediction
from pulse.mirror.operations import predict
from pulse.questionnaire import Item
from tests.dashboards.stage import ROSTER, SIX_DAYS, Answers, Stage, everybody
from tests.dashboards.test_home import MUNICH, SOUTH, text

pytestmark = pytest.mark.once

LENA, SUE, HR = "lena@acme.example", "sue@acme.example", "hanna@acme.example"
EVERY_LEADER = [line.split(",")[0] for line in ROSTER.splitlines()[1:]]
GUESS = Guess(75, 75, 75, 75, 90)
CHANGING = re.compile(rb'name="csrf_token" value="[^"]*"')


@pytest.fixture
def stage(stage: Stage) -> Stage:
    stage.app.config["WTF_CSRF_ENABLED"] = False
    return stage


def hold(stage: Stage, guess: Guess = GUESS, leaders: list[str] | None = None, answers: Answers | None = None) -> None:
    """A wave that leaders predict, and what everybody then answers."""
    stage.open_wave()
    for email in leaders or [LENA]:
        with stage.house.databases.office.writing() as office:
            predict(office, stage.held[-1], email, guess, stage.clock())
    stage.publish(answers or everybody())


def page(stage: Stage, email: str = LENA, path: str = MUNICH) -> str:
    answer = stage.sign_in(email).get(f"/team/{stage.code(path)}/mirror")
    assert answer.status_code == 200
    return text(answer.text)


def fields(**other: str) -> Mapping[str, str]:
    return {"safety": "70", "response": "65", "quota": "60", "product": "55", "x1": "97"} | other


def send(stage: Stage, **other: str) -> tuple[int, str]:
    answer = stage.sign_in(LENA).post(
        f"/team/{stage.code(MUNICH)}/mirror", data={"wave": stage.held[-1], **fields(**other)}
    )
    return answer.status_code, answer.text


def test_before_any_wave_there_is_nothing_to_predict(stage: Stage) -> None:
    assert "Nothing to predict yet" in page(stage)


def test_a_prediction_is_kept_and_shown_again(stage: Stage) -> None:
    stage.open_wave()
    assert "Predict before you know." in page(stage)
    assert send(stage)[0] == 303
    assert "Your prediction is kept. You may change it until Monday 9 February, 09:00 CET" in page(stage)
    assert 'value="65"' in stage.web.get(f"/team/{stage.code(MUNICH)}/mirror").text
    assert send(stage, response="66")[0] == 303
    assert 'value="66"' in stage.web.get(f"/team/{stage.code(MUNICH)}/mirror").text


def test_what_was_typed_stays_when_a_number_is_refused(stage: Stage) -> None:
    stage.open_wave()
    status, refused = send(stage, quota="250", product="<b>")
    assert status == 400
    assert "Quota needs a whole number from 0 to 100. Nothing was saved." in refused
    assert 'value="250"' in refused
    assert 'value="&lt;b&gt;"' in refused


def test_at_the_hour_of_closing_the_form_is_gone_and_a_late_one_is_refused(stage: Stage) -> None:
    stage.open_wave()
    send(stage)
    stage.clock.now += SIX_DAYS
    assert send(stage, safety="1")[0] == 410
    locked = page(stage)
    assert "Your prediction is locked. The comparison appears with the results." in locked
    assert "Change my prediction" not in locked


def test_a_form_of_an_earlier_wave_changes_nothing(stage: Stage) -> None:
    hold(stage)
    stage.open_wave()
    status, _ = send(stage, wave=stage.held[0])
    assert status == 410


def test_a_form_without_the_token_of_this_site_is_refused(stage: Stage) -> None:
    stage.app.config["WTF_CSRF_ENABLED"] = True
    stage.open_wave()
    assert send(stage)[0] == 400
    assert "Predict before you know." in page(stage)


def test_the_largest_gap_comes_with_one_question(stage: Stage) -> None:
    hold(stage, GUESS, answers=everybody(4, Q1=2))
    shown = page(stage)
    assert "Largest gap in wave 1: Quota You 75, team 25: rosier than the team." in shown
    assert "Which assumption behind our target is furthest from what you see at customers?" in shown
    assert "Safety: in tune You 75, team 75 (63-87)" in shown


def test_the_other_direction_has_its_own_question(stage: Stage) -> None:
    hold(stage, Guess(75, 20, 75, 75, 90))
    shown = page(stage)
    assert "You 20, team 75: harder on yourself than the team." in shown
    assert "Which answer of the past months helped most" in shown


def test_a_leader_who_is_in_tune_reads_so_and_no_question(stage: Stage) -> None:
    hold(stage)
    shown = page(stage)
    assert "Wave 1: no gap outside noise" in shown
    assert "One question to ask the team" not in shown


def test_a_wave_without_a_prediction_says_so(stage: Stage) -> None:
    stage.hold_wave(everybody())
    assert "No guess this time" in page(stage)


def test_gaps_are_told_over_ones_own_waves(stage: Stage) -> None:
    hold(stage, Guess(95, 95, 95, 95, 90))
    hold(stage, Guess(80, 80, 80, 80, 90))
    assert "Wave Mean gap In tune 1 20 0 of 4 2 5 4 of 4" in page(stage)


def test_a_hidden_team_is_not_compared(stage: Stage) -> None:
    hold(stage, GUESS, ["lutz@acme.example"])
    shown = page(stage, "lutz@acme.example", "Sales / South / Linz")
    assert "You 75. Hidden to protect people: fewer than 5 answers." in shown
    assert "rosier" not in shown.replace("How this", "")


def test_a_wave_that_does_not_ask_for_the_target_does_not_ask_its_leader(stage: Stage) -> None:
    for _ in range(2):
        stage.hold_wave(everybody())
    stage.open_wave()
    assert "What share of its target" not in page(stage)
    assert send(stage)[0] == 303


def test_a_new_leader_sees_nothing_of_the_one_before(stage: Stage) -> None:
    hold(stage)
    stage.replace_leader(LENA, "leo@acme.example")
    assert "No guess this time" in page(stage, "leo@acme.example")


def test_leaders_of_leaders_read_how_many_looked_and_sizes_from_eight_on(stage: Stage) -> None:
    hold(stage, GUESS, EVERY_LEADER[1:8])
    assert "7 of 8 looked into the mirror." in page(stage, "ruth@acme.example", "Sales")
    hold(stage, GUESS, EVERY_LEADER)
    seen = page(stage, "ruth@acme.example", "Sales")
    assert "8 of 8 looked into the mirror." in seen
    assert "told only from 8 leaders on" in seen


def _of_ten_teams(path: str, items: tuple[Item, ...]) -> Iterator[Mapping[str, int]]:
    for _ in range(6 if "Team" in path else 0):
        yield {item.id: 4 for item in items if item.scale.name in ("A5", "PC")}


def test_from_eight_leaders_on_the_sizes_of_their_gaps_are_shown_above(stage: Stage) -> None:
    teams = [f"Sales / East / Team {number}" for number in range(10)]
    leaders = [f"lead{team[-1]}@acme.example,Lead,{team},leader,Europe/Berlin,en,DE," for team in teams]
    reps = [f"e{team[-1]}{n}@acme.example,E {n},{team},rep,Europe/Berlin,en,DE," for team in teams for n in range(6)]
    stage.employ("\n".join([ROSTER.rstrip(), *leaders, *reps]).encode())
    hold(stage, Guess(90, 90, 90, 90, 90), [f"lead{number}@acme.example" for number in range(9)], _of_ten_teams)
    seen = page(stage, "ruth@acme.example", "Sales")
    # Ten teams, North and South; a unit in which nobody counts is not in the wave.
    assert "9 of 12 looked into the mirror." in seen
    assert "off by less than 10 points 0 leaders by 10 to 19 9 leaders by 20 or more 0 leaders" in seen


def _addresses(stage: Stage) -> Iterator[str]:
    """Every page of every room that is opened by an address of units, waves and dimensions."""
    values = {"name": stage.held[0], "dimension": "safety", "subject": "figures", "programme": "sales"}
    for path in ("Sales", SOUTH, MUNICH):
        known: dict[str, Any] = values | {"unit": stage.code(path)}
        for rule in stage.app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and rule.arguments <= known.keys():
                with stage.app.test_request_context():
                    yield url_for(rule.endpoint, **{name: known[name] for name in rule.arguments})


def _seen(stage: Stage, web: FlaskClient) -> Mapping[str, bytes]:
    seen = {}
    for address in _addresses(stage):
        answer = web.get(address)
        seen[address] = CHANGING.sub(b"", answer.data)
        answer.close()
    return seen


@pytest.mark.parametrize("email", ["ruth@acme.example", SUE, HR])
def test_no_page_of_anybody_else_depends_on_what_a_leader_predicted(stage: Stage, email: str) -> None:
    hold(stage, Guess(13, 87, 17, 83, 143))
    stage.open_wave()
    before = None
    for guess in (Guess(11, 89, 13, 87, 141), Guess(97, 3, 95, 7, 53)):
        _rewrite(stage, guess)
        seen = _seen(stage, stage.sign_in(email))
        assert before in (None, seen)
        before = seen


def test_the_leaders_own_page_does_depend_on_it(stage: Stage) -> None:
    hold(stage)
    _rewrite(stage, Guess(1, 1, 1, 1, 90))
    assert "You 1, team 75" in page(stage)


def _rewrite(stage: Stage, guess: Guess) -> None:
    """Put other numbers where a leader's stand, as no page could."""
    values = {"safety": guess.safety, "response": guess.response, "quota": guess.quota, "product": guess.product}
    with stage.house.databases.office.writing() as office:
        office.execute(update(Prediction).values(**values, target=guess.target))
