"""A1 and A2: no group under the threshold, and proof that the attacks would find one."""

from collections.abc import Mapping
from random import Random

import pytest

from tests.adversary import drills, reference_rules
from tests.adversary.organisations import Organisation, organisation
from tests.adversary.rank import rank, small_supports
from tests.adversary.reading import Parents
from tests.adversary.subtraction import small_groups

K = 5
RULES = [reference_rules.large_enough, reference_rules.remainder_checked, reference_rules.partner_hidden]


def small(seed: int) -> tuple[Organisation, Mapping[str, int]]:
    house = organisation(Random(seed), Random(seed).randint(2, 9), largest=8)
    return house, reference_rules.sizes(house.parents, house.people)


def test_no_group_under_the_threshold_can_be_subtracted() -> None:
    assert not list(drills.subtraction(drills.the_program(), 100))


def test_no_combination_of_figures_depends_on_a_small_group_alone() -> None:
    assert not list(drills.algebra(drills.the_program(), 150))


@pytest.mark.parametrize("rule", RULES)
def test_each_reference_rule_gives_small_groups_away(rule: reference_rules.Rule) -> None:
    broken = 0
    for seed in range(60):
        house, _ = small(seed)
        found = small_groups(house.parents, rule(house.parents, house.people, K), K)
        assert bool(found) == _algebra_finds_one(house.parents, rule(house.parents, house.people, K), house.people)
        broken += bool(found)
    assert broken > 5


def test_subtraction_and_algebra_agree_on_whatever_is_shown() -> None:
    for seed in range(150):
        house, sizes = small(seed)
        shown = {unit: sizes[unit] for unit in sizes if Random(f"{seed}{unit}").random() < 0.6 and sizes[unit]}
        assert bool(small_groups(house.parents, shown, K)) == _algebra_finds_one(house.parents, shown, house.people)


def test_a_single_hidden_team_is_worked_out_from_its_region() -> None:
    parents = {"region": None, "east": "region", "west": "region"}
    found = small_groups(parents, {"region": 12, "east": 10}, K)
    assert {(group.unit, group.people) for group in found} == {("region", 2)}


def test_rank_is_exact() -> None:
    assert rank([]) == 0
    assert rank([[0, 0], [0, 0]]) == 0
    assert rank([[1, 2], [2, 4]]) == 1
    assert rank([[1, 1, 0], [0, 1, 1], [1, 0, -1]]) == 2
    assert rank([[1, 1, 0], [0, 1, 1], [1, 0, 1]]) == 3


def _algebra_finds_one(parents: Parents, shown: Mapping[str, int], people: Mapping[str, int]) -> bool:
    return next(small_supports(parents, shown, people, K), None) is not None
