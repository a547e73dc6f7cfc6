"""Percent of plan, and what a unit without a target of its own has."""

from decimal import Decimal

import pytest

from pulse.roster.tree import Tree
from pulse.targets.amounts import rolled_up, written
from tests.targets.writing import target

TREE = Tree({"R": None, "N": "R", "H": "N", "B": "N", "M": "R"})


def test_forecast_and_actual_are_percent_of_plan() -> None:
    found = target(200, 190, 230)
    assert (found.official_percent, found.actual_percent) == (95, 115)
    assert target(200).official_percent is None


def test_a_unit_without_a_target_has_the_sum_of_those_below() -> None:
    below = {"H": target(100, 90, 80), "B": target(50, 50, 40), "M": target(10, 10, 10)}
    assert rolled_up(TREE, "R", below) == target(160, 150, 130)
    assert rolled_up(TREE, "N", below) == target(150, 140, 120)


def test_a_target_of_its_own_counts_instead() -> None:
    assert rolled_up(TREE, "R", {"N": target(120, 100), "H": target(100, 90), "M": target(10, 5)}) == target(130, 105)


def test_a_sum_is_known_only_where_all_its_parts_are() -> None:
    assert rolled_up(TREE, "N", {"H": target(100, 90, 80), "B": target(50, 45)}) == target(150, 135)


def test_a_unit_with_nothing_below_has_none() -> None:
    assert rolled_up(TREE, "N", {"M": target(1)}) is None


@pytest.mark.parametrize(
    ("amount", "words"), [("1200000", "1,200,000"), ("99.5", "99.50"), ("0", "0"), ("1000.00", "1,000")]
)
def test_amounts_are_written_with_their_thousands(amount: str, words: str) -> None:
    assert written(Decimal(amount)) == words
    assert written(None) == ""
