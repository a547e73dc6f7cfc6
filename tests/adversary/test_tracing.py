"""A20 would notice: a number planted or changed anywhere is not explained."""

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import StringIO
from typing import Any

import pytest

from tests.adversary import charted, documented, explaining, exported, lettered
from tests.adversary.facts import Facts, Wave
from tests.adversary.places import Place
from tests.adversary.reading import read

TREE = {"SA1ES000": None, "N0RTH000": "SA1ES000", "S0VTH000": "SA1ES000"}
SHAPE = {"form": "mean", "lowest": 1, "highest": 5, "options": 0, "banded": True}
COUNT = {"form": "count", "lowest": 0, "highest": 0, "options": 0, "banded": False}
POLICY = {"k": 5, "strict": False, "k_bands": 15, "k_choice": 15, "k_comment": 8, "least_comments": 3, "k_theme": 5}
CELLS = {"N0RTH000": 9, "S0VTH000": 3}


def wave(number: int, total: int) -> Wave:
    """A wave in which six of nine in the north answered one question; the south is hidden."""
    atoms = {"SA1ES000": {"n": 0}, "N0RTH000": {"n": 6, "sum": total}}
    people = {"SA1ES000": {"n": 0}, "N0RTH000": {"n": 6}}
    hidden = {"S0VTH000": "too few"}
    items = {
        "Q1.v1": {"shape": SHAPE, "atoms": atoms, "hidden": hidden},
        "participation": {"shape": COUNT, "atoms": people, "hidden": hidden},
    }
    text = json.dumps({"table": {"policy": POLICY, "tree": TREE, "items": items}})
    contract = {"number": number, "cells": CELLS, "folded": {}, "policy": POLICY, "questions": ["Q1.v1"]}
    contract |= {"closes_at": f"2026-0{number + 2}-09T17:00:00+00:00", "reminders": 1}
    return Wave(f"WAVE{number}", read(text), contract, "f" * 64, (), (("N0RTH000", "Product gap", 5),))


NAMES = {"SA1ES000": "Sales", "N0RTH000": "North", "S0VTH000": "South"}
FACTS = Facts([wave(1, 18), wave(2, 22)], NAMES, NAMES, {}, date(2026, 2, 1), date(2026, 5, 1))
PAGE = """<p class="standfirst">Wave 2 closed 9 April 2026. 6 of 9 answered (partial).</p>
<svg class="bar" viewBox="0 0 100 1"><rect class="all" width="100" height="1"/><rect class="part" width="67"/></svg>
<ul class="scores"><li><a class="score" href="/team/N0RTH000/trend/quota"><span class="name">Quota</span>
<span class="figure"><span>67</span> <span>(49-85)</span></span></a></li></ul>
<div class="largest"><h3>Largest move: Quota</h3>
<p>No clear change: 67 after 50. With 6 answers, a move of 23 or more would be clear.</p></div>"""


def found(page: str, address: str = "/team/N0RTH000") -> list[str]:
    return explaining.unexplained(address, page, FACTS)


def test_numbers_that_follow_from_the_table_are_explained() -> None:
    assert found(PAGE) == []


PLANTED: Mapping[str, tuple[str, str]] = {
    "a sum as it was before it was moved inward": ("67</span>", "71</span>"),
    "the score of the wave before": ("67</span>", "50</span>"),
    "another end of a band": ("(49-85)", "(50-85)"),
    "how many codes were redeemed": ("6 of 9 answered", "7 of 9 answered"),
    "how many are in the group of somebody else": ("6 of 9", "6 of 3"),
    "another limit": ("move of 23", "move of 22"),
    "a longer bar": ('width="67"', 'width="68"'),
    "another wave": ("Wave 2 closed", "Wave 3 closed"),
    "a small count that is not published": ("</ul>", "<li>South: 3 answered</li></ul>"),
    "a bare number, even one that stands elsewhere": ("</ul>", "<li>6</li></ul>"),
    "a number in an attribute": ("<ul", '<ul data-answered="6"'),
    "a number in a text for those who do not see": ("<ul", '<ul aria-label="3 of 3 in South"'),
}


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_planted_on_a_page_is_found(what: str) -> None:
    before, after = PLANTED[what]
    assert before in PAGE
    assert found(PAGE.replace(before, after)) != []


def test_a_number_in_the_right_place_of_another_unit_is_found() -> None:
    assert found(PAGE, "/team/S0VTH000") != []


def test_a_page_of_a_new_kind_says_what_to_add() -> None:
    told = found("<p>Answered: 6 themes at once</p>", "/team/N0RTH000/novelties")
    assert len(told) == 1
    assert "tests/adversary/explaining.py" in told[0]
    assert "sentences.py" in told[0]


def test_a_theme_is_counted_where_it_stands() -> None:
    page = '<ul class="themes"><li><span>Product gap</span><span class="count">%s comments</span></li></ul>'
    assert found(page % 5, "/team/N0RTH000/comments") == []
    assert found(page % 4, "/team/N0RTH000/comments") != []
    assert found(page % 5, "/team/S0VTH000/comments") != []


ROW: Mapping[str, str] = {
    "wave": "2", "unit": "North", "unit_code": "N0RTH000", "measure": "Q1.v1", "n": "6", "invited": "9", "score": "67",
    "low": "49", "high": "85", "change": "17",
}  # fmt: skip


def exported_row(row: Mapping[str, str]) -> list[str]:
    text = StringIO(newline="")
    table = csv.DictWriter(text, list(row))
    table.writeheader()
    table.writerow(row)
    return exported.unexplained("figures", "csv", text.getvalue().encode(), FACTS, 2)


def test_every_cell_of_an_export_is_explained_or_named() -> None:
    assert exported_row(ROW) == []
    for column in ("wave", "n", "invited", "score", "low", "high", "change"):
        (told,) = exported_row({**ROW, column: str(int(ROW[column]) + 1)})
        assert f"{column} is" in told
    (told,) = exported_row({**ROW, "sum": "22"})
    assert "a new column, sum" in told


CHART: dict[str, Any] = {"data": [{"name": "each wave", "x": [1, 2], "y": [50, 67], "customdata": []}], "layout": {}}


def test_marks_of_a_chart_are_explained_in_their_order() -> None:
    place = Place(FACTS, "N0RTH000", 2, "quota")
    assert charted.unexplained(json.dumps(CHART), place) == []
    for change in ({"y": [67, 50]}, {"y": [50, 68]}, {"customdata": [[49, 85, 7]]}, {"redeemed": 6}):
        assert charted.unexplained(json.dumps({**CHART, "data": [{**CHART["data"][0], **change}]}), place) != []


def test_a_mail_tells_the_size_of_its_readers_group_alone() -> None:
    said = "Auto-Submitted: auto-generated\nYour answers count in the group North; %s people are invited in it.\n\n"
    assert lettered.mail(said % 9, "N0RTH000", FACTS, 2) == []
    assert lettered.mail(said % 6, "N0RTH000", FACTS, 2) != []
    assert lettered.mail(said % 9 + "6 have answered so far.\n\n", "N0RTH000", FACTS, 2) != []


def test_a_publication_is_worked_out_from_the_answers() -> None:
    cells = {f"rep{number}": "N0RTH000" for number in range(6)}
    answers = {email: {"Q1.v1": "5"} for email in cells}
    atom = {"n": 6, "sum": 26}
    items = {"Q1.v1": {"shape": SHAPE, "atoms": {"N0RTH000": atom}, "hidden": {}}}
    table = {"policy": POLICY, "tree": TREE, "items": items}
    assert [*documented.publication(json.dumps({"table": table}), {"policy": POLICY}, cells, answers)] == []
    for body in (
        {"table": {**table, "items": {"Q1.v1": {**items["Q1.v1"], "atoms": {"N0RTH000": {"n": 6, "sum": 30}}}}}},
        {"table": table, "redeemed": 6},
        {"table": {**table, "policy": {**POLICY, "k": 4}}},
    ):
        assert [*documented.publication(json.dumps(body), {"policy": POLICY}, cells, answers)] != []


def test_a_change_between_waves_follows_from_both() -> None:
    other = replace(FACTS, waves=[wave(1, 17), FACTS.waves[1]])
    assert any("before is '50'" in one for one in explaining.unexplained("/team/N0RTH000", PAGE, other))
