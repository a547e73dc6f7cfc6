"""A3 and A4: linear programs rule no answer out, and do where a defence is missing."""

import json

from tests.adversary import drills
from tests.adversary.linear import ruled_out, ruled_out_by_totals
from tests.adversary.organisations import Organisation, Sheet, counts

TEAM = Organisation({"team": None}, {"team": 8})


def told(codes: list[int], item: str = "X1") -> list[Sheet]:
    return [("team", {item: code}) for code in codes]


def with_sum(text: str, item: str, total: int) -> str:
    """The same publication with another sum printed for the team."""
    document = json.loads(text)
    document["table"]["items"][item]["atoms"]["team"]["sum"] = total
    return json.dumps(document)


def test_no_answer_is_ruled_out() -> None:
    assert not list(drills.bounds(drills.the_program(), 5))


def test_no_answer_is_ruled_out_by_an_insider_in_strict_mode() -> None:
    assert not list(drills.insiders(drills.the_program(), 5))


def test_an_empty_atom_tells_nothing_of_anybody() -> None:
    house = Organisation({"all": None, "east": "all", "west": "all"}, {"east": 15, "west": 15})
    sheets: list[Sheet] = [(cell, {"P4": 1 + number % 7}) for cell in ("east", "west") for number in range(15)]
    text = drills.publish(drills.the_program(), house, sheets)
    assert json.loads(text)["table"]["items"]["P4"]["atoms"]["all"] == {"n": 0}
    assert not ruled_out(text, counts(sheets))


def test_an_exact_sum_near_the_edge_rules_answers_out() -> None:
    text = drills.publish(drills.the_program(), TEAM, told([0, 0, 0, 0, 0, 0, 0, 3]))
    people = {"S1": {}, "X1": {"team": 8}, "R5": {}, "P4": {}}
    assert not ruled_out(text, people)
    findings = ruled_out(with_sum(text, "X1", 3), people)
    assert findings == [f"X1: nobody in team answered {code}" for code in range(4, 11)]


def test_an_insider_rules_answers_out_where_one_person_alone_is_guarded() -> None:
    text = drills.publish(drills.the_program(), TEAM, told([0, 0, 0, 0, 0, 0, 0, 10]))
    people = {"S1": {}, "X1": {"team": 8}, "R5": {}, "P4": {}}
    assert not ruled_out(text, people)
    assert "X1: nobody in team answered 1" in ruled_out(text, people, {"X1": {"team": 10}})


def test_exact_sums_rule_answers_out_and_the_sum_of_all_alone_does_not() -> None:
    people, codes = {"east": 5, "west": 5}, range(1, 6)
    everybody, east = frozenset(people), frozenset({"east"})
    assert ruled_out_by_totals(people, {everybody: 30}, codes) == []
    assert ruled_out_by_totals(people, {everybody: 30, east: 7}, codes) == [
        *(f"nobody in east answered {code}" for code in (4, 5)),
        *(f"nobody in west answered {code}" for code in (1, 2)),
    ]
