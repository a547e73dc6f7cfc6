"""From sheets to a table: order, authors and small groups are gone."""

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulse.publications.figures import PARTICIPATION, Atom, Form, Policy, Reason, Shape
from pulse.publications.table import Table
from pulse.release.aggregate import Tally, release_table
from pulse.release.disclosure import publishable
from pulse.roster.tree import Tree
from tests.release.strategies import SHAPES, Sheets, waves

TREE = Tree({"region": None, "east": "region", "west": "region"})
AGREE = {"S1": Shape(Form.MEAN, 1, 5, banded=True)}


def released(tree: Tree, wave: Sheets, shapes: Mapping[str, Shape] = SHAPES, policy: Policy | None = None) -> Table:
    tally = Tally(tree.parents)
    for cell, answers in wave:
        tally.add(cell, answers)
    return release_table(tree, tally, shapes, policy or Policy())


def told(cell: str, *codes: int, item: str = "S1") -> Sheets:
    return [(cell, {item: code}) for code in codes]


def test_a_team_and_what_is_left_of_its_region_are_published() -> None:
    table = released(TREE, told("east", 1, 2, 3, 4, 5) + told("west", 2, 2, 2, 3, 3, 4), AGREE)
    assert table.columns["S1"].atoms == {"region": Atom(0), "east": Atom(5, 15), "west": Atom(6, 16)}
    assert table.columns["S1"].hidden == {}


def test_a_hidden_teams_answers_are_part_of_the_region() -> None:
    table = released(TREE, told("region", 5, 5) + told("east", 1, 2, 3, 4, 5) + told("west", 2, 3, 4), AGREE)
    assert table.columns["S1"].atoms == {"region": Atom(5, 19), "east": Atom(5, 15)}
    assert table.columns["S1"].hidden == {"west": Reason.TOO_FEW}


def test_every_item_has_its_own_counts() -> None:
    skipped: Sheets = [("west", {}), ("west", {})]
    table = released(TREE, told("east", 1, 2, 3, 4, 5) + told("west", 2, 3, 4) + skipped, AGREE)
    assert table.columns["S1"].hidden == {"east": Reason.PROTECTED, "west": Reason.TOO_FEW}
    assert table.columns[PARTICIPATION].atoms == {"region": Atom(0), "east": Atom(5), "west": Atom(5)}


def test_options_are_published_from_fifteen_answers_on() -> None:
    choice = {"P4": SHAPES["P4"]}
    assert released(TREE, told("east", *[1] * 14, item="P4"), choice).columns["P4"].atoms == {}
    shown = released(TREE, told("east", *[1] * 14, 7, item="P4"), choice).columns["P4"].atoms
    assert shown == {"region": Atom(0), "east": Atom(15, options=(9, 1, 1, 1, 1, 1, 1))}


def test_an_empty_wave_withholds_everything() -> None:
    table = released(TREE, [])
    assert all(column.atoms == {} for column in table.columns.values())
    assert set(table.columns["S1"].hidden.values()) == {Reason.TOO_FEW}


def test_a_unit_without_a_cell_is_said_to_be_folded() -> None:
    tree = Tree({"region": None, "east": "region", "pod": "east", "west": "region"})
    tally = Tally(["region", "east"])
    for cell, answers in told("east", 1, 2, 3, 4, 5):
        tally.add(cell, answers)
    table = release_table(tree, tally, AGREE, Policy())
    assert table.columns["S1"].hidden == {"pod": Reason.FOLDED, "west": Reason.FOLDED}
    assert table.columns["S1"].atoms == {"region": Atom(0), "east": Atom(5, 15)}


def test_a_region_without_people_of_its_own_has_an_empty_atom() -> None:
    tally = Tally(["east", "west"])
    for cell, answers in told("east", 1, 2, 3, 4, 5) + told("west", 1, 2, 3, 4, 5):
        tally.add(cell, answers)
    atoms = release_table(TREE, tally, AGREE, Policy()).columns["S1"].atoms
    assert atoms == {"region": Atom(0), "east": Atom(5, 15), "west": Atom(5, 15)}


def test_a_sheet_of_an_unknown_cell_is_refused() -> None:
    with pytest.raises(ValueError, match="cell of the contract"):
        Tally(["east"]).add("west", {})


def test_an_answer_outside_the_codes_is_refused() -> None:
    with pytest.raises(ValueError, match="S1 has an answer outside its codes"):
        released(TREE, told("east", 1, 2, 3, 4, 6), AGREE)


def test_an_answer_to_an_item_that_was_not_asked_is_refused() -> None:
    with pytest.raises(ValueError, match="not asked: X1"):
        released(TREE, told("east", 1, item="X1"), AGREE)


@settings(max_examples=60, deadline=None)
@given(waves(), st.integers())
def test_the_order_of_sheets_leaves_no_trace(wave: tuple[Tree, Sheets], seed: int) -> None:
    tree, filled = wave
    shuffled = Random(seed).sample(filled, len(filled))
    assert released(tree, shuffled) == released(tree, filled)


@settings(max_examples=60, deadline=None)
@given(waves(), st.integers())
def test_what_is_hidden_does_not_depend_on_answers(wave: tuple[Tree, Sheets], seed: int) -> None:
    tree, filled = wave
    random = Random(seed)
    other = [(cell, {item: random.choice(SHAPES[item].codes) for item in answers}) for cell, answers in filled]
    before, after = released(tree, filled), released(tree, other)
    for item in before.columns:
        assert before.columns[item].hidden == after.columns[item].hidden
        assert before.columns[item].atoms.keys() == after.columns[item].atoms.keys()


@settings(max_examples=60, deadline=None)
@given(waves())
def test_every_answer_under_a_shown_unit_is_counted_once(wave: tuple[Tree, Sheets]) -> None:
    tree, filled = wave
    for item, column in released(tree, filled, policy=Policy()).columns.items():
        counted = [cell for cell, answers in filled if item in answers or item == PARTICIPATION]
        covered = {below for unit in column.atoms for below in tree.subtree(unit)}
        assert sum(atom.respondents for atom in column.atoms.values()) == sum(cell in covered for cell in counted)


@settings(max_examples=30, deadline=None)
@given(waves())
def test_an_item_is_shown_where_its_own_counts_allow(wave: tuple[Tree, Sheets]) -> None:
    tree, filled = wave
    for item, column in released(tree, filled, SHAPES).columns.items():
        counts = dict.fromkeys(tree.parents, 0)
        for cell, answers in filled:
            counts[cell] += item in answers or item == PARTICIPATION
        assert tuple(column.atoms) == publishable(tree, counts, 15 if item == "P4" else 5).shown
