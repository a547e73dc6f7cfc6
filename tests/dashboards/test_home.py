"""The leader's first page, over real publications."""

import re
from collections.abc import Iterator, Mapping
from html import unescape

import pytest

from pulse.questionnaire import Item
from tests.dashboards.stage import PEOPLE, Stage, everybody

pytestmark = pytest.mark.once

MUNICH, LINZ, SOUTH = "Sales / South / Munich", "Sales / South / Linz", "Sales / South"


def text(page: str) -> str:
    """What a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def home(stage: Stage, email: str, path: str, **question: str) -> str:
    response = stage.sign_in(email).get(f"/team/{stage.code(path)}", query_string=question)
    assert response.status_code == 200
    return text(response.text)


def test_before_the_first_wave_the_page_says_so(stage: Stage) -> None:
    assert "No results yet" in home(stage, "lena@acme.example", MUNICH)


def test_an_open_wave_shows_when_results_come_and_nothing_else(stage: Stage) -> None:
    stage.open_wave()
    page = home(stage, "lena@acme.example", MUNICH)
    assert "Wave 1 is open: results appear after it closes on Monday 9 February, 09:00 CET." in page
    assert "No results yet" in page


def test_scores_are_those_published_with_band_and_turnout(stage: Stage) -> None:
    stage.hold_wave(everybody(4, Q1=2))
    page = home(stage, "lena@acme.example", MUNICH)
    assert "Wave 1 closed 9 February 2026. 8 of 8 answered (solid)." in page
    for line in ("Pulse too early 63 (50-75)", "Safety too early 75 (63-87)", "Quota too early 25 (10-40)"):
        assert line in page


def test_a_change_is_said_in_a_sentence(stage: Stage) -> None:
    stage.hold_wave(everybody(4))
    stage.hold_wave(everybody(4, Q1=2))
    page = home(stage, "lena@acme.example", MUNICH)
    assert "Quota clear drop 25 (10-40)" in page
    assert "Largest move: Quota Clear drop: 25 after 75. With 8 answers, moves under 20 points are noise." in page
    assert "Safety no clear change 75" in page


def test_what_may_mislead_is_said(stage: Stage) -> None:
    stage.hold_wave(everybody(4))
    stage.hold_wave(everybody(4, missing={"Munich": 2}))
    page = home(stage, "lena@acme.example", MUNICH)
    assert "6 of 8 answered (solid)." in page
    assert "6 answers; moves under 22 points are noise." in page
    assert "If those who did not answer felt 15 points worse: 71." in page
    assert "Provisional: this limit is a fixed value" in page


def test_few_answers_are_called_voices(stage: Stage) -> None:
    stage.hold_wave(everybody(4, missing={"Munich": 8, "<b>Graz": 8, "Linz": 7, "Salzburg": 7, "Hamburg": 4}))
    page = home(stage, "ruth@acme.example", "Sales")
    assert "16 of 50 answered (voices, not the team)." in page
    assert "Fewer than half answered: these are voices, not the team." in page


def test_a_hidden_team_reads_why_and_the_unit_above(stage: Stage) -> None:
    stage.hold_wave(everybody(4))
    page = home(stage, "lutz@acme.example", LINZ)
    sentence = "Hidden to protect people: fewer than 5 answers. Nothing is wrong."
    assert f"Safety {sentence}" in page
    assert f"Pulse {sentence} South instead: 75 (68-82)." in page


def test_a_team_too_small_for_a_cell_reads_where_it_counts(stage: Stage) -> None:
    stage.hold_wave(everybody(4))
    page = home(stage, "bert@acme.example", "Sales / North / Bremen")
    assert "Counted with North in this wave, so that no small group stands alone. North: 75 (" in page


def test_an_answer_at_the_end_of_the_scale_is_a_bound_and_explained(stage: Stage) -> None:
    stage.hold_wave(everybody(5))
    page = home(stage, "lena@acme.example", MUNICH)
    assert "Safety too early at least 88" in page
    assert "“At least” and “at most”" in page


def test_the_field_is_heard_against_the_plan(stage: Stage) -> None:
    stage.hold_wave(everybody(4))
    page = home(stage, "lena@acme.example", MUNICH)
    assert "Field says: team will reach 90 % of target" in page
    assert "plan 100, 8 answers" in page


def test_above_teams_the_field_is_weighed_by_target(stage: Stage) -> None:
    def answers(path: str, items: tuple[Item, ...]) -> Iterator[Mapping[str, int]]:
        forecast = 8 if path == MUNICH else 2
        for _ in range(PEOPLE.get(path, 0) - 4 * path.endswith(("Linz", "Salzburg"))):
            yield {item.id: forecast if item.name == "X1" else 3 for item in items if item.scale.name in ("A5", "PC")}

    stage.hold_wave(answers)
    page = home(stage, "sue@acme.example", SOUTH)
    # Munich 130 % of 200 and Graz 70 % of 100; Linz is hidden.
    assert "Field says: the teams together will reach 110 % of target" in page


def test_a_past_wave_is_shown_as_it_was(stage: Stage) -> None:
    first = stage.hold_wave(everybody(2))
    stage.hold_wave(everybody(4))
    page = home(stage, "lena@acme.example", MUNICH, wave=first)
    assert "Wave 1 closed" in page
    assert "Safety too early 25" in page
    assert "You are looking at a past wave." in page


def test_a_wave_nobody_held_is_not_found(stage: Stage) -> None:
    stage.hold_wave(everybody())
    web = stage.sign_in("lena@acme.example")
    assert web.get(f"/team/{stage.code(MUNICH)}?wave=0000000000000000").status_code == 404


def test_leaders_of_leaders_go_down_and_back_up_but_never_out(stage: Stage) -> None:
    stage.hold_wave(everybody())
    sues = stage.sign_in("sue@acme.example").get(f"/team/{stage.code(SOUTH)}").text
    assert f"/team/{stage.code(MUNICH)}" in sues
    assert f"/team/{stage.code('Sales')}" not in sues
    below = stage.web.get(f"/team/{stage.code(MUNICH)}").text
    assert f"/team/{stage.code(SOUTH)}" in below
    assert f"/team/{stage.code('Sales')}" not in below


def test_a_hostile_name_is_text(stage: Stage) -> None:
    stage.hold_wave(everybody())
    for email, path in (("gina@acme.example", "Sales / South / <b>Graz"), ("sue@acme.example", SOUTH)):
        web = stage.sign_in(email)
        for tail in ("", "/trend", "/trend/safety", "/comments", "/map"):
            page = web.get(f"/team/{stage.code(path)}{tail}").text
            assert "<b>Graz" not in page


def test_a_team_of_yesterday_keeps_its_past(stage: Stage) -> None:
    stage.hold_wave(everybody())
    stage.dismiss("rep1@acme.example")
    assert "Wave 1 closed" in home(stage, "nora@acme.example", "Sales / North / Hamburg")
