"""Safety and Response on one plane: lowest units alone, steadied, hidden ones named and nowhere placed."""

import pytest

from pulse.dashboards.plane import plane_of
from pulse.insights.kinds import Kind
from pulse.insights.scores import Score
from pulse.publications.figures import Reason, Withheld
from pulse.roster.tree import Tree
from tests.dashboards.stage import Stage, everybody
from tests.dashboards.test_home import SOUTH, text

TREE = Tree({"all": None, "north": "all", "a": "north", "b": "north", "south": "all"})
NAMES = {"all": "All", "north": "North", "a": "A", "b": "B", "south": "South"}


def scores(**values: float) -> dict[str, Score | Withheld]:
    hidden = Withheld(Reason.TOO_FEW)
    return {unit: Score(values[unit], 8, Kind.INDEX) if unit in values else hidden for unit in TREE.parents}


def test_a_team_stands_at_its_steadied_values() -> None:
    safety, response = scores(all=58, a=47.9), scores(all=50, a=50)
    (dot,) = plane_of(["all", "north", "a"], safety, response, TREE, NAMES).dots
    assert (dot.name, dot.safety, dot.response) == ("A", 52, 50)
    assert dot.corner == "said and answered"


def test_inner_units_are_not_placed_beside_their_own_teams() -> None:
    everywhere = scores(all=50, north=60, a=40, b=70, south=30)
    plane = plane_of(list(TREE.parents), everywhere, everywhere, TREE, NAMES)
    assert [dot.name for dot in plane.dots] == ["A", "B", "South"]


def test_a_team_that_misses_one_of_the_two_is_named_and_not_placed() -> None:
    plane = plane_of(["all", "north", "a", "b"], scores(all=50, a=40, b=60), scores(all=50, a=40), TREE, NAMES)
    assert [dot.name for dot in plane.dots] == ["A"]
    assert plane.hidden == ("B",)


def test_higher_values_stand_further_right_and_further_up() -> None:
    low, high = scores(all=50, a=20, b=80), scores(all=50, a=20, b=80)
    first, second = plane_of(["all", "north", "a", "b"], low, high, TREE, NAMES).dots
    assert first.x < second.x
    assert first.y > second.y
    assert (first.corner, second.corner) == ("neither", "said and answered")


@pytest.mark.once
def test_the_page_shows_the_plane_with_its_table_and_says_who_is_not_on_it(stage: Stage) -> None:
    stage.hold_wave(everybody(4, R1=2))
    page = stage.sign_in("sue@acme.example").get(f"/team/{stage.code(SOUTH)}/map").text
    assert page.count('<circle r="9"/>') == 2
    shown = text(page)
    assert "1 <b>Graz 75 25 said, not answered 2 Munich 75 25 said, not answered" in shown
    assert "Not on it, to protect people: Linz, Salzburg. Nothing is wrong." in shown
