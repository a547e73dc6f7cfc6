"""Teams beside one another."""

import re
from collections.abc import Iterator, Mapping

import pytest

from pulse.questionnaire import Item
from tests.dashboards.stage import Stage, everybody
from tests.dashboards.test_home import MUNICH, SOUTH
from tests.dashboards.test_trend import Table

pytestmark = pytest.mark.once


def rows(stage: Stage, email: str, path: str) -> list[list[str]]:
    page = stage.sign_in(email).get(f"/team/{stage.code(path)}/map")
    assert page.status_code == 200
    return [[" ".join(cell.split()) for cell in row] for row in Table(page.text.split('id="plane"')[0]).rows]


def test_units_stand_in_the_order_of_their_names_whatever_their_scores(stage: Stage) -> None:
    stage.hold_wave(everybody(4))
    names = ["Sales", "North", "Bremen", "Hamburg", "South", "<b>Graz", "Linz", "Munich", "Salzburg"]
    assert [row[0] for row in rows(stage, "ruth@acme.example", "Sales")] == ["Unit", *names]


def test_a_map_ends_at_the_units_one_may_open(stage: Stage) -> None:
    stage.hold_wave(everybody(4))
    names = ["South", "<b>Graz", "Linz", "Munich", "Salzburg"]
    assert [row[0] for row in rows(stage, "sue@acme.example", SOUTH)[1:]] == names


def test_a_square_holds_score_band_and_a_row_the_turnout(stage: Stage) -> None:
    stage.hold_wave(everybody(4, Q1=2))
    munich = rows(stage, "sue@acme.example", SOUTH)[4]
    assert munich == ["Munich", "75 63-87", "75 60-90", "25 10-40", "75 60-90", "63 50-75", "8 of 8", "none"]


def test_a_hidden_square_says_why_and_holds_no_number(stage: Stage) -> None:
    stage.hold_wave(everybody(4))
    map_of_south = rows(stage, "sue@acme.example", SOUTH)
    assert map_of_south[3] == ["Linz", *["fewer than 5 answers"] * 6, "none"]
    page = stage.web.get(f"/team/{stage.code(SOUTH)}/map").text
    assert "Hidden to protect people: fewer than 5 answers. Nothing is wrong. South instead: 75 (68-82)." in page


def test_colour_appears_only_outside_noise_and_never_alone(stage: Stage) -> None:
    stage.hold_wave(everybody(4))
    grey = stage.sign_in("sue@acme.example").get(f"/team/{stage.code(SOUTH)}/map").text
    assert not re.search(r'<td class="(blue|orange)"', grey)
    stage.hold_wave(_one_team_apart)
    page = stage.sign_in("sue@acme.example").get(f"/team/{stage.code(SOUTH)}/map").text
    coloured = re.findall(r'<td class="(blue|orange)">.*?<small>[\d-]+, (above|below)</small>', page)
    assert coloured == [("orange", "below")] * 5


def test_a_leader_without_leaders_below_has_no_map(stage: Stage) -> None:
    stage.hold_wave(everybody(4))
    page = stage.sign_in("lena@acme.example").get(f"/team/{stage.code(MUNICH)}")
    assert "/map" not in page.text


def _one_team_apart(path: str, items: tuple[Item, ...]) -> Iterator[Mapping[str, int]]:
    yield from everybody(2 if path == MUNICH else 4)(path, items)
