"""Pauses and cells: nobody paused is invited, and what cells look like tells no more than how many are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.programme.cells import Cells, Placement, draw_cells
from pulse.programme.contract import AudienceTooSmall, check_audience
from pulse.roster.tree import Tree

OPENING = datetime(2026, 2, 3, 8, tzinfo=UTC)
SALES = Tree({"sales": None, "emea": "sales", "apac": "sales", "north": "emea", "south": "emea", "asia": "apac"})
UNITS = sorted(SALES.parents)


def people(**counts: int) -> list[Placement]:
    units = [unit for unit, count in sorted(counts.items()) for _ in range(count)]
    return [Placement(number, unit, None) for number, unit in enumerate(units, start=1)]


def pausing(placements: list[Placement], *chosen: int) -> list[Placement]:
    return [replace(one, paused=one.person in chosen) for one in placements]


def cells(placements: list[Placement]) -> Cells:
    return draw_cells(SALES, placements, 5, OPENING)


def in_unit(placements: list[Placement], unit: str) -> list[int]:
    return [one.person for one in placements if one.unit == unit]


def test_somebody_paused_is_in_no_cell_and_not_counted() -> None:
    all_of_them = people(north=7, south=8, asia=9, sales=5)
    chosen = in_unit(all_of_them, "north")[0]
    found = cells(pausing(all_of_them, chosen))
    assert found.invited == {"north": 6, "south": 8, "asia": 9, "sales": 5}
    assert chosen not in found.of_person
    assert found.left_out == {chosen}


def test_a_cell_stands_on_those_invited_alone() -> None:
    all_of_them = people(north=6, south=8, asia=9, sales=5)
    found = cells(pausing(all_of_them, *in_unit(all_of_them, "north")[:2]))
    assert found.folded == {
        "north": "sales",
    }
    assert found.invited == {"south": 8, "asia": 9, "sales": 9}


@pytest.mark.parametrize("size", [1, 3, 4])
def test_a_small_team_of_which_all_are_paused_looks_as_if_none_were_but_for_the_number(size: int) -> None:
    all_of_them = people(north=size, south=8, asia=9, sales=6)
    before, after = cells(all_of_them), cells(pausing(all_of_them, *in_unit(all_of_them, "north")))
    assert (before.units, before.folded) == (after.units, after.folded)
    assert after.invited == {**before.invited, "sales": 6}


def test_where_a_single_persons_place_makes_others_fold_a_pause_does_not_undo_it() -> None:
    all_of_them = people(north=8, south=8, asia=9, sales=1)
    before, after = cells(all_of_them), cells(pausing(all_of_them, *in_unit(all_of_them, "sales")))
    assert (before.units, before.folded) == (after.units, after.folded)
    assert sum(before.invited.values()) - sum(after.invited.values()) == 1


def test_newcomers_do_not_make_up_for_people_who_are_paused() -> None:
    all_of_them = people(north=6, south=8, asia=9, sales=5)
    new = [Placement(100 + n, "north", OPENING - timedelta(days=3)) for n in range(4)]
    found = cells([*pausing(all_of_them, *in_unit(all_of_them, "north")[:2]), *new])
    assert "north" not in found.invited


def test_a_pause_keeps_no_small_company_from_asking_but_somebody_must_be_left() -> None:
    all_of_them = people(north=10, sales=10)
    check_audience(cells(pausing(all_of_them, 1)))
    with pytest.raises(AudienceTooSmall):
        check_audience(cells(pausing(all_of_them, *range(1, 21))))
    with pytest.raises(AudienceTooSmall):
        check_audience(cells(people(north=9, sales=10)))


placements = st.lists(
    st.builds(
        Placement,
        person=st.just(0),
        unit=st.sampled_from(UNITS),
        since=st.none() | st.just(OPENING - timedelta(days=3)),
        paused=st.booleans(),
    ),
    max_size=40,
).map(lambda drawn: [replace(one, person=number) for number, one in enumerate(drawn)])


@given(placements)
def test_every_cell_stands_without_those_who_are_paused(drawn: list[Placement]) -> None:
    found = cells(drawn)
    assert found.left_out == {one.person for one in drawn if one.paused}
    assert set(found.of_person) == {one.person for one in drawn if not one.paused}
    settled = [found.of_person[one.person] for one in drawn if not one.paused and one.since is None]
    for cell in found.invited:
        assert cell == "sales" or settled.count(cell) >= 5


@given(placements)
def test_the_units_of_a_contract_do_not_depend_on_pauses(drawn: list[Placement]) -> None:
    assert cells(drawn).units == cells([replace(one, paused=False) for one in drawn]).units


@given(placements)
def test_every_unit_with_people_is_a_cell_or_counts_in_one(drawn: list[Placement]) -> None:
    found = cells(drawn)
    for one in drawn:
        assert found.folded.get(one.unit, one.unit) in {*found.invited, "sales"}
