"""Every figure is arithmetic on the atoms at and below its unit."""

import pytest
from hypothesis import given, settings

from pulse.publications.figures import (
    PARTICIPATION,
    Atom,
    Bands,
    Edge,
    Figure,
    Form,
    Policy,
    Reason,
    Shape,
    Withheld,
)
from pulse.publications.table import Column, Table, figure, figures
from pulse.release.aggregate import Tally, release_table
from pulse.roster.tree import Tree
from tests.release.strategies import SHAPES, Sheets, waves

TREE = Tree({"all": None, "north": "all", "south": "all", "n1": "north", "n2": "north", "s1": "south"})
AGREE = Shape(Form.MEAN, 1, 5, banded=True)
CHOICE = Shape(Form.CHOICE, lowest=1, options=3)


def table(shape: Shape, atoms: dict[str, Atom]) -> Table:
    hidden = {unit: Reason.PROTECTED for unit in TREE.parents if unit not in atoms}
    return Table(TREE, Policy(), {"S1": Column(shape, atoms, hidden)})


def shown(printed: Table, unit: str) -> Figure:
    found = figure(printed, "S1", unit)
    assert isinstance(found, Figure)
    return found


def test_a_figure_adds_up_the_atoms_below() -> None:
    printed = table(
        AGREE, {"all": Atom(5, 15), "north": Atom(0), "n1": Atom(6, 20), "n2": Atom(7, 30), "s1": Atom(5, 12)}
    )
    assert shown(printed, "n1") == Figure(6, 20, 1, 5)
    assert shown(printed, "north") == Figure(13, 50, 1, 5)
    assert shown(printed, "all") == Figure(23, 77, 1, 5)


def test_a_unit_of_many_is_open_only_as_far_as_its_clamped_atoms() -> None:
    printed = table(AGREE, {"north": Atom(0), "n1": Atom(6, 26), "n2": Atom(7, 20), "all": Atom(0), "s1": Atom(5, 9)})
    assert shown(printed, "n1") == Figure(6, 26, 1, 5, Edge.AT_LEAST, above=4)
    assert shown(printed, "north") == Figure(13, 46, 1, 5, Edge.AT_LEAST, above=4)
    assert shown(printed, "all") == Figure(18, 55, 1, 5, Edge.ABOUT, below=4, above=4)


def test_a_hidden_unit_points_to_the_nearest_shown_one_above() -> None:
    printed = table(AGREE, {"all": Atom(9, 30), "n1": Atom(6, 20)})
    assert figure(printed, "S1", "n2") == Withheld(Reason.PROTECTED, "all")
    assert figure(table(AGREE, {"north": Atom(9, 30)}), "S1", "n2") == Withheld(Reason.PROTECTED, "north")
    assert figure(table(AGREE, {"n1": Atom(9, 30)}), "S1", "s1") == Withheld(Reason.PROTECTED, None)


def test_an_item_that_was_not_asked_has_no_figure_anywhere() -> None:
    printed = table(AGREE, {"all": Atom(9, 30)})
    assert figure(printed, "X1", "all") == Withheld(Reason.NOT_ASKED)
    assert set(figures(printed, "X1").values()) == {Withheld(Reason.NOT_ASKED)}


def test_a_unit_outside_the_tree_is_no_unit() -> None:
    with pytest.raises(KeyError):
        figure(table(AGREE, {"all": Atom(9, 30)}), "S1", "mars")


def test_a_clamped_atom_labels_every_figure_it_is_part_of() -> None:
    printed = table(AGREE, {"all": Atom(0), "north": Atom(0), "n1": Atom(6, 10), "n2": Atom(7, 20), "s1": Atom(5, 21)})
    edges = {unit: shown(printed, unit).edge for unit in ("n1", "n2", "north", "s1", "all")}
    assert edges == {
        "n1": Edge.AT_MOST,
        "n2": Edge.INSIDE,
        "north": Edge.AT_MOST,
        "s1": Edge.AT_LEAST,
        "all": Edge.ABOUT,
    }


def test_a_unit_has_bands_if_every_atom_in_it_that_is_not_empty_has() -> None:
    banded, plain = Atom(15, 45, Bands(5, 5, 5)), Atom(14, 40)
    printed = table(AGREE, {"all": plain, "north": Atom(0), "n1": banded, "n2": banded, "s1": plain})
    assert shown(printed, "n1").bands == Bands(5, 5, 5)
    assert shown(printed, "north").bands == Bands(10, 10, 10)
    assert shown(printed, "all").bands is None


def test_bands_narrow_the_bounds_a_label_is_read_from() -> None:
    assert shown(table(AGREE, {"all": Atom(15, 41, Bands(5, 5, 5))}), "all").edge == Edge.AT_MOST
    assert shown(table(AGREE, {"all": Atom(15, 41)}), "all").edge == Edge.INSIDE


def test_options_add_up() -> None:
    printed = table(CHOICE, {"all": Atom(0), "n1": Atom(15, options=(9, 5, 1)), "s1": Atom(16, options=(1, 1, 14))})
    assert shown(printed, "all").options == (10, 6, 15)


def test_a_table_speaks_of_every_unit() -> None:
    with pytest.raises(ValueError, match="does not speak of the units"):
        Table(TREE, Policy(), {"S1": Column(AGREE, {"all": Atom(9, 30)}, {})})


def test_a_table_shows_or_hides_a_unit_never_both() -> None:
    every = dict.fromkeys(TREE.parents, Reason.TOO_FEW)
    with pytest.raises(ValueError, match="both shows and hides"):
        Table(TREE, Policy(), {"S1": Column(AGREE, {"all": Atom(9, 30)}, every)})


@pytest.mark.parametrize(("shape", "people"), [(AGREE, 4), (AGREE, 1), (CHOICE, 14), (Shape(Form.COUNT), 4)])
def test_a_table_cannot_hold_a_small_atom(shape: Shape, people: int) -> None:
    with pytest.raises(ValueError, match="would publish an atom"):
        table(shape, {"all": Atom(people, 10)})


@settings(max_examples=60, deadline=None)
@given(waves(8))
def test_one_pass_gives_what_asking_for_each_unit_gives(wave: tuple[Tree, Sheets]) -> None:
    tree, sheets = wave
    tally = Tally(tree.parents)
    for cell, answers in sheets:
        tally.add(cell, answers)
    printed = release_table(tree, tally, SHAPES, Policy())
    for item in printed.columns:
        assert figures(printed, item) == {unit: figure(printed, item, unit) for unit in tree.parents}


@settings(max_examples=60, deadline=None)
@given(waves(8))
def test_a_shown_unit_counts_everybody_at_or_below_it(wave: tuple[Tree, Sheets]) -> None:
    tree, sheets = wave
    tally = Tally(tree.parents)
    for cell, answers in sheets:
        tally.add(cell, answers)
    for unit, found in figures(release_table(tree, tally, SHAPES, Policy()), PARTICIPATION).items():
        if isinstance(found, Figure):
            assert found.respondents == sum(cell in set(tree.subtree(unit)) for cell, _ in sheets)
