"""The volume of `make attack`: the same attacks over many organisations and every size of group."""

import pytest

from tests.adversary import drills
from tests.adversary.drills import Group, every_size

pytestmark = pytest.mark.large

SUMS = [Group(people, codes=range(11), strict=strict) for people in range(8, 61) for strict in (False, True)]


@pytest.mark.parametrize(
    "attack", [drills.subtraction, drills.algebra, drills.counts_alone], ids=lambda one: one.__name__
)
def test_thousands_of_organisations_leave_nothing_to_find(attack: drills.Drill) -> None:
    assert not list(attack(drills.the_program(), 3000))


@pytest.mark.parametrize("attack", [drills.bounds, drills.insiders], ids=lambda one: one.__name__)
def test_linear_programs_on_many_organisations_rule_nothing_out(attack: drills.Drill) -> None:
    assert not list(attack(drills.the_program(), 200))


@pytest.mark.parametrize("group", list(every_size(60)), ids=str)
def test_no_answer_of_any_group_is_ruled_out(group: Group) -> None:
    assert drills.deny(drills.the_program(), group).telling == 0


@pytest.mark.parametrize("group", SUMS, ids=str)
def test_no_sum_of_eleven_steps_rules_an_answer_out(group: Group) -> None:
    assert drills.deny_sums(drills.the_program(), group).telling == 0
