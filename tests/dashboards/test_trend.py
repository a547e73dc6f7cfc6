"""The course of a measure: chart, table and sentences say the same, and nothing of what is hidden."""

import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.dashboards.stage import Stage, everybody
from tests.dashboards.test_home import LINZ, MUNICH, SOUTH, text

pytestmark = pytest.mark.once

Row = list[str]


class Table(HTMLParser):
    """The rows of the tables on a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.rows[-1][-1] += data


def chart(stage: Stage, path: str, measure: str) -> Mapping[str, Any]:
    response = stage.web.get(f"/team/{stage.code(path)}/trend/{measure}.json")
    assert response.content_type == "application/json"
    found: Mapping[str, Any] = json.loads(response.text)
    return found


def trace(figure: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(one for one in figure["data"] if one["name"] == name)
    return found


def three_waves(stage: Stage) -> None:
    for code in (4, 3, 2):
        stage.hold_wave(everybody(code))


def test_the_chart_holds_the_figures_of_the_table(stage: Stage) -> None:
    three_waves(stage)
    stage.hold_wave(everybody(2, missing={"Munich": 5}))
    stage.hold_wave(everybody(4))
    stage.sign_in("lena@acme.example")
    _, *rows = Table(stage.web.get(f"/team/{stage.code(MUNICH)}/trend/safety").text).rows
    figure = chart(stage, MUNICH, "safety")
    waves = trace(figure, "each wave")
    drawn = [
        [x, y, f"{c[0]}-{c[1]}", c[2]] for x, y, c in zip(waves["x"], waves["y"], waves["customdata"], strict=True)
    ]
    assert [[int(row[0]), int(row[2]), row[3], int(row[4])] for row in rows if len(row) == 8] == drawn
    assert [row[0] for row in rows if len(row) == 6] == ["4"]
    shown = [row[-3:-1] for row in rows]
    lines = zip(trace(figure, "steadied")["y"], trace(figure, "baseline")["y"], strict=True)
    assert shown == [["" if value is None else str(value) for value in pair] for pair in lines]


def test_figures_are_whole_points(stage: Stage) -> None:
    three_waves(stage)
    stage.sign_in("ruth@acme.example")
    for measure in ("pulse", "safety", "x1"):
        figure = chart(stage, "Sales", measure)
        numbers = [y for one in figure["data"] for y in one["y"] if y is not None]
        assert numbers
        assert all(isinstance(number, int) for number in numbers)


def test_a_hidden_team_has_no_number_in_page_or_chart(stage: Stage) -> None:
    three_waves(stage)
    stage.sign_in("lutz@acme.example")
    figure = chart(stage, LINZ, "safety")
    assert [y for one in figure["data"] for y in one["y"] if y is not None] == []
    assert not any("customdata" in one and one["customdata"] for one in figure["data"])
    page = stage.web.get(f"/team/{stage.code(LINZ)}/trend/safety").text
    assert "data-figure" not in page
    assert "3 of 7" not in text(page)


def test_a_trend_starts_with_the_third_visible_wave(stage: Stage) -> None:
    address = f"/team/{stage.code(MUNICH)}/trend/safety"
    for _ in range(2):
        stage.hold_wave(everybody(4))
        page = stage.sign_in("lena@acme.example").get(address)
        assert "Trend starts with the third visible wave." in text(page.text)
    stage.hold_wave(everybody(4))
    stage.sign_in("lena@acme.example")
    assert "The baseline is 75." in text(stage.web.get(address).text)


def test_a_new_leader_is_marked(stage: Stage) -> None:
    three_waves(stage)
    stage.replace_leader("lena@acme.example", "mona@acme.example")
    stage.hold_wave(everybody(2))
    stage.sign_in("mona@acme.example")
    figure = chart(stage, MUNICH, "safety")
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["new leader"]
    assert "A new baseline began with the new leader." in text(
        stage.web.get(f"/team/{stage.code(MUNICH)}/trend/safety").text
    )


def test_one_question_is_named_as_one(stage: Stage) -> None:
    stage.hold_wave(everybody())
    page = stage.sign_in("lena@acme.example").get(f"/team/{stage.code(MUNICH)}/trend").text
    said = set(re.findall(r"\d+ single questions?", page))
    assert "1 single question" in said
    assert "1 single questions" not in said


def test_every_dimension_and_question_has_a_page_within_the_size(stage: Stage) -> None:
    three_waves(stage)
    stage.sign_in("sue@acme.example")
    unit = stage.code(SOUTH)
    slugs = set(re.findall(rf"/team/{unit}/trend/(\w+)", stage.web.get(f"/team/{unit}/trend").text))
    assert slugs >= {
        "pulse",
        "safety",
        "response",
        "quota",
        "product",
        "price",
        "coaching",
        "forecast",
        "x1",
        "s1",
        "e1",
    }
    for slug in slugs:
        page = stage.web.get(f"/team/{unit}/trend/{slug}")
        assert (slug, page.status_code) == (slug, 200)
        assert len(page.data) < 300_000


def test_a_question_that_was_never_asked_says_so(stage: Stage) -> None:
    stage.hold_wave(everybody())
    stage.sign_in("lena@acme.example")
    assert "No wave of this is visible yet." in text(stage.web.get(f"/team/{stage.code(MUNICH)}/trend/e3").text)


def test_an_unknown_measure_is_not_found(stage: Stage) -> None:
    stage.hold_wave(everybody())
    stage.sign_in("lena@acme.example")
    for tail in ("happiness", "happiness.json", "price.json"):
        assert stage.web.get(f"/team/{stage.code(MUNICH)}/trend/{tail}").status_code == 404


def test_a_question_asked_again_is_compared_with_when_it_was_asked(stage: Stage) -> None:
    three_waves(stage)
    stage.sign_in("lena@acme.example")
    figure = chart(stage, MUNICH, "x1")
    assert trace(figure, "each wave")["x"] == [1, 2]
    assert figure["layout"]["yaxis"]["range"] == [50, 150]


def test_a_large_team_sees_how_its_answers_part(stage: Stage) -> None:
    reps = "\n".join(f"r{n}@acme.example,Rep {n},Sales,rep,Europe/Berlin,en,DE" for n in range(32))
    leader = "ruth@acme.example,Ruth Root,Sales,leader,Europe/Berlin,en,DE"
    stage.employ(f"email,name,team,role,time_zone,language,country\n{leader}\n{reps}".encode())
    codes = [2] * 8 + [3] * 8 + [4] * 16
    stage.hold_wave(lambda path, items: ({item.id: code for item in items} for code in codes if path == "Sales"))
    page = text(stage.sign_in("ruth@acme.example").get(f"/team/{stage.code('Sales')}/trend/s1").text)
    assert "Wave 1: 50 % favourable (36-64), 32 answers 8 unfavourable 8 neutral 16 favourable" in page


def test_a_small_team_does_not(stage: Stage) -> None:
    three_waves(stage)
    page = stage.sign_in("lena@acme.example").get(f"/team/{stage.code(MUNICH)}/trend/s1").text
    assert "favourable" not in page
