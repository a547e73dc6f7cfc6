"""Cells: nobody is walled off, everybody counts in exactly one, whatever the roster looks like."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pulse.programme.cells import Cells, Placement, Why, audience_tree, counting_unit, draw_cells
from pulse.roster.tree import Tree

OPENING = datetime(2026, 2, 3, 8, tzinfo=UTC)
LONG_AGO = OPENING - timedelta(days=400)
LAST_WEEK = OPENING - timedelta(days=7)

SALES = Tree({"sales": None, "emea": "sales", "apac": "sales", "north": "emea", "south": "emea", "asia": "apac"})


def people(**counts: int) -> list[Placement]:
    units = [unit for unit, count in sorted(counts.items()) for _ in range(count)]
    return [Placement(1000 * list(SALES.parents).index(unit) + n, unit, LONG_AGO) for n, unit in enumerate(units)]


def joined(found: Iterable[Placement], since: datetime | None) -> list[Placement]:
    return [Placement(one.person, one.unit, since) for one in found]


def cells(placements: Iterable[Placement], k: int = 5) -> Cells:
    return draw_cells(SALES, placements, k, OPENING)


def test_teams_of_five_stand_on_their_own() -> None:
    found = cells(people(north=5, south=6, asia=9, sales=5))
    assert found.invited == {"north": 5, "south": 6, "asia": 9, "sales": 5}
    assert found.folded == {}
    assert found.folds == ()


def test_a_team_of_four_counts_in_the_region_with_the_regions_own_people() -> None:
    found = cells(people(north=4, south=8, emea=3, asia=9, sales=5))
    assert found.invited == {"emea": 7, "south": 8, "asia": 9, "sales": 5}
    assert found.folded == {"north": "emea"}
    assert [(fold.unit, fold.into, fold.why, fold.invited) for fold in found.folds] == [
        ("north", "emea", Why.TOO_FEW, 4)
    ]


def test_what_is_too_small_in_the_region_too_goes_on_to_the_top() -> None:
    found = cells(people(north=2, south=8, emea=2, asia=9, sales=5))
    assert found.invited == {"sales": 9, "south": 8, "asia": 9}
    assert found.folded == {"north": "sales", "emea": "sales"}


def test_a_team_made_last_week_counts_in_the_region_until_it_is_two_weeks_old() -> None:
    found = cells([*people(south=8, emea=5, asia=9, sales=5), *joined(people(north=6), LAST_WEEK)])
    assert found.folded == {"north": "emea"}
    (fold,) = found.folds
    assert (fold.why, fold.invited, fold.settled) == (Why.TOO_NEW, 6, 0)
    assert fold.until == LAST_WEEK + timedelta(days=14)


def test_one_person_walled_off_among_planted_addresses_is_not_a_cell() -> None:
    planted = joined(people(north=40), LAST_WEEK)
    victim = Placement(1, "north", LONG_AGO)
    found = cells([victim, *planted, *people(south=8, emea=5, asia=9, sales=5)])
    assert found.of_person[1] == "emea"


def test_confederates_moved_into_a_new_team_do_not_carry_their_old_place_along() -> None:
    moved = joined(people(north=5), LAST_WEEK)
    found = cells([*moved, *people(south=8, asia=9, sales=5)])
    assert found.of_person[moved[0].person] == "sales"


def test_fourteen_days_are_enough_and_a_second_less_is_not() -> None:
    exactly = OPENING - timedelta(days=14)
    everyone_else = people(south=8, emea=5, asia=9, sales=5)
    assert "north" in cells([*joined(people(north=5), exactly), *everyone_else]).invited
    later = exactly + timedelta(seconds=1)
    assert "north" not in cells([*joined(people(north=5), later), *everyone_else]).invited


def test_people_of_the_first_import_count_as_long_there() -> None:
    assert cells(joined(people(north=5, south=5, asia=5, sales=5), None)).folded == {}


def test_the_top_takes_in_the_nearest_smallest_cell_when_it_cannot_stand() -> None:
    found = cells(people(north=8, south=8, asia=5, emea=6, sales=3))
    assert found.folded == {"emea": "sales"}
    assert found.invited["sales"] == 9
    assert [fold.why for fold in found.folds] == [Why.TO_JOIN]


def test_a_region_whose_own_people_count_above_still_has_its_teams() -> None:
    found = cells(people(north=8, south=8, emea=2, asia=9, sales=5))
    assert found.folded == {"emea": "sales"}
    assert {"north", "south"} <= set(found.invited)


def test_units_without_anybody_are_left_out() -> None:
    assert set(cells(people(north=8, sales=20)).units) == {"sales", "emea", "north"}


def test_a_leader_counts_one_level_above_and_the_head_not_at_all() -> None:
    assert counting_unit(SALES, "north", leads=True) == "emea"
    assert counting_unit(SALES, "north", leads=False) == "north"
    assert counting_unit(SALES, "sales", leads=True) is None
    emea = audience_tree(SALES, "emea")
    assert counting_unit(emea, "asia", leads=False) is None
    assert counting_unit(emea, "emea", leads=True) is None


@st.composite
def organisations(draw: st.DrawFn) -> tuple[Tree, list[Placement]]:
    size = draw(st.integers(1, 12))
    parents: dict[str, str | None] = {"u0": None}
    for number in range(1, size):
        parents[f"u{number}"] = f"u{draw(st.integers(0, number - 1))}"
    days = st.one_of(st.none(), st.integers(0, 60).map(lambda ago: OPENING - timedelta(days=ago)))
    units = st.integers(0, size - 1).map(lambda number: f"u{number}")
    places = draw(st.lists(st.tuples(units, days), max_size=60))
    return Tree(parents), [Placement(number, unit, since) for number, (unit, since) in enumerate(places)]


@given(organisations(), st.integers(5, 9))
def test_everybody_is_in_exactly_one_cell_at_or_above_their_unit(
    organisation: tuple[Tree, list[Placement]], k: int
) -> None:
    tree, placements = organisation
    found = draw_cells(tree, placements, k, OPENING)
    assert set(found.of_person) == {one.person for one in placements}
    assert sum(found.invited.values()) == len(placements)
    for one in placements:
        cell = found.of_person[one.person]
        assert cell in {one.unit, *tree.ancestors(one.unit)}
        assert found.folded.get(one.unit, one.unit) == cell
    assert not set(found.folded) & set(found.invited)
    assert set(found.folded.values()) <= set(found.invited) <= set(found.units)
    Tree(found.units)


@given(organisations(), st.integers(5, 9))
def test_every_cell_has_k_settled_people_unless_it_is_everybody(
    organisation: tuple[Tree, list[Placement]], k: int
) -> None:
    tree, placements = organisation
    found = draw_cells(tree, placements, k, OPENING)
    limit = OPENING - timedelta(days=14)
    settled = [found.of_person[one.person] for one in placements if one.since is None or one.since <= limit]
    for cell in found.invited:
        assert settled.count(cell) >= k or (cell == tree.root and len(found.invited) == 1)


@given(organisations(), st.data())
def test_the_order_of_the_roster_does_not_matter(
    organisation: tuple[Tree, list[Placement]], data: st.DataObject
) -> None:
    tree, placements = organisation
    shuffled = data.draw(st.permutations(placements))
    other = Tree(dict(data.draw(st.permutations(list(tree.parents.items())))))
    first, second = draw_cells(tree, placements, 5, OPENING), draw_cells(other, shuffled, 5, OPENING)
    assert (first.of_person, first.invited, first.folded) == (second.of_person, second.invited, second.folded)
    assert first.folds == second.folds
