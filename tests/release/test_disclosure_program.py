"""Which units are shown: exact, sound, and decided by counts alone."""

from collections.abc import Iterator, Mapping
from itertools import chain, combinations, permutations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulse.publications.figures import Reason
from pulse.release.disclosure import atoms, publishable, subtree_sums
from pulse.roster.tree import Tree
from tests.adversary.rank import indicators, rank, small_supports
from tests.adversary.subtraction import small_groups
from tests.release.strategies import counted_trees

K = 5
REGION = Tree({"region": None, "east": "region", "north": "region", "west": "region"})


def weight(tree: Tree, shown: tuple[str, ...]) -> int:
    return sum(1000 if unit == tree.root else 5 if tree.children[unit] else 1 for unit in shown)


def heaviest(tree: Tree, counts: Mapping[str, int], k: int) -> int:
    """The weight of the best safe set of units, found by trying every set."""
    sizes = subtree_sums(tree, counts)
    large = [unit for unit in tree.parents if sizes[unit] >= k]
    every = chain.from_iterable(combinations(large, number) for number in range(len(large) + 1))
    safe = (units for units in every if not small_groups(tree.parents, {unit: sizes[unit] for unit in units}, k))
    return max(weight(tree, units) for units in safe)


@settings(max_examples=150, deadline=None)
@given(counted_trees(), st.integers(2, 6))
def test_no_safe_set_of_units_weighs_more(organisation: tuple[Tree, dict[str, int]], k: int) -> None:
    tree, counts = organisation
    assert weight(tree, publishable(tree, counts, k).shown) == heaviest(tree, counts, k)


def organisations_of_four() -> Iterator[tuple[Tree, dict[str, int]]]:
    for above in product(("a",), ("a", "b"), ("a", "b", "c")):
        tree = Tree({"a": None, **dict(zip("bcd", above, strict=True))})
        for people in product(range(4), repeat=4):
            yield tree, dict(zip("abcd", people, strict=True))


def test_no_safe_set_weighs_more_in_any_organisation_of_four_units() -> None:
    for tree, counts in organisations_of_four():
        assert weight(tree, publishable(tree, counts, 3).shown) == heaviest(tree, counts, 3), (tree, counts)


@settings(max_examples=150, deadline=None)
@given(counted_trees(), st.integers(2, 6))
def test_no_combination_of_shown_sums_depends_on_fewer_than_k(tree: tuple[Tree, dict[str, int]], k: int) -> None:
    units, counts = tree
    assert not list(small_supports(units.parents, publishable(units, counts, k).shown, counts, k))


@settings(deadline=None)
@given(counted_trees())
def test_shown_units_tell_exactly_what_their_atoms_tell(organisation: tuple[Tree, dict[str, int]]) -> None:
    tree, counts = organisation
    shown, cells = publishable(tree, counts, K).shown, tuple(tree.parents)
    home = atoms(tree, shown)
    units = indicators(tree.parents, shown, cells)
    disjoint = [[int(home[cell] == unit) for cell in cells] for unit in shown]
    assert rank(units) == rank([*units, *disjoint]) == rank(disjoint)


@given(counted_trees())
def test_every_atom_is_empty_or_large_enough(organisation: tuple[Tree, dict[str, int]]) -> None:
    tree, counts = organisation
    shown = publishable(tree, counts, K).shown
    home = atoms(tree, shown)
    sizes = {unit: sum(counts[cell] for cell in counts if home[cell] == unit) for unit in shown}
    assert all(size == 0 or size >= K for size in sizes.values())


@given(counted_trees())
def test_every_unit_is_shown_or_hidden_for_a_reason(organisation: tuple[Tree, dict[str, int]]) -> None:
    tree, counts = organisation
    selection, sums = publishable(tree, counts, K), subtree_sums(tree, counts)
    assert {*selection.shown} | selection.hidden.keys() == tree.parents.keys()
    assert len(selection.shown) + len(selection.hidden) == len(tree.parents)
    assert all((reason is Reason.TOO_FEW) == (sums[unit] < K) for unit, reason in selection.hidden.items())


@given(counted_trees())
def test_the_total_is_shown_from_k_respondents_on(organisation: tuple[Tree, dict[str, int]]) -> None:
    tree, counts = organisation
    assert (tree.root in publishable(tree, counts, K).shown) == (sum(counts.values()) >= K)


@given(counted_trees(), st.integers())
def test_the_order_in_which_units_are_listed_decides_nothing(
    organisation: tuple[Tree, dict[str, int]], seed: int
) -> None:
    tree, counts = organisation
    listed = Random(seed).sample(sorted(tree.parents), len(tree.parents))
    other = Tree({unit: tree.parents[unit] for unit in listed})
    assert publishable(other, {unit: counts[unit] for unit in listed}, K) == publishable(tree, counts, K)


def test_a_large_team_is_hidden_when_a_small_neighbour_could_be_worked_out() -> None:
    selection = publishable(REGION, {"east": 7, "west": 3}, K)
    assert selection.shown == ("region",)
    assert selection.hidden == {"east": Reason.PROTECTED, "north": Reason.TOO_FEW, "west": Reason.TOO_FEW}


def test_two_small_neighbours_hide_one_another() -> None:
    assert publishable(REGION, {"east": 7, "north": 3, "west": 2}, K).shown == ("region", "east")


def test_the_leaders_of_teams_are_no_small_group_either() -> None:
    assert publishable(REGION, {"region": 2, "east": 6, "north": 6, "west": 6}, K).shown == ("region", "north", "west")
    assert len(publishable(REGION, {"region": 5, "east": 6, "north": 6, "west": 6}, K).shown) == 4


def test_a_region_weighs_more_than_its_smallest_team() -> None:
    tree = Tree({"all": None, "one": "all", "two": "all", "a": "one", "b": "one", "c": "two"})
    assert publishable(tree, {"a": 5, "b": 4, "c": 9}, K).shown == ("all", "one", "two", "c")


def test_nobody_answered_and_nothing_is_shown() -> None:
    assert publishable(Tree({"all": None}), {}, K).hidden == {"all": Reason.TOO_FEW}
    assert publishable(REGION, dict.fromkeys(REGION.parents, 0), K).shown == ()


def test_a_company_below_the_threshold_shows_nothing() -> None:
    assert publishable(REGION, {"east": 4}, K).shown == ()


def test_a_unit_without_a_count_has_nobody_directly_in_it() -> None:
    counts = {"east": 7, "north": 6}
    assert publishable(REGION, counts, K) == publishable(REGION, {"region": 0, "west": 0, **counts}, K)
    assert publishable(REGION, counts, K).shown == ("region", "east", "north")


def test_an_empty_team_is_never_shown_beside_full_ones() -> None:
    assert "north" not in publishable(REGION, {"east": 9, "west": 9}, K).shown


@pytest.mark.parametrize("deep", [True, False], ids=["deep", "wide"])
def test_a_tree_may_be_as_deep_or_wide_as_it_likes(deep: bool) -> None:
    units = [f"{number:05}" for number in range(5000)]
    above: list[str | None] = [None, *(units[:-1] if deep else units[:1] * 4999)]
    tree = Tree(dict(zip(units, above, strict=True)))
    assert len(publishable(tree, dict.fromkeys(units, 5), K).shown) == 5000


def test_respondents_outside_the_tree_are_refused() -> None:
    with pytest.raises(ValueError, match="outside the tree"):
        publishable(REGION, {"mars": 6}, K)


def test_a_hidden_units_people_are_in_the_atom_of_the_nearest_shown_unit_above() -> None:
    home = atoms(REGION, ("region", "east"))
    assert home == {"region": "region", "east": "east", "north": "region", "west": "region"}


def test_people_under_no_shown_unit_are_in_no_atom() -> None:
    assert atoms(REGION, ("east",)) == {"region": None, "east": "east", "north": None, "west": None}


def test_of_equally_heavy_choices_the_larger_teams_are_shown() -> None:
    # One team has to be hidden with the three people beside it; it is the smallest, wherever it stands.
    tree = Tree({"root": None, "a": "root", "b": "root", "c": "root"})
    for sizes in permutations((14, 9, 6)):
        counts = dict(zip("abc", sizes, strict=True)) | {"root": 3}
        shown = publishable(tree, counts, 5).shown
        assert {counts[unit] for unit in shown if unit != "root"} == {14, 9}
