"""What is said of forecasts: gaps, outcomes and accuracy."""

from dataclasses import replace

import pytest

from pulse.insights.forecast import Accuracy, Crowd, Method, NoSkill
from pulse.insights.forecast_sentences import accuracy_sentences, call_sentence, candour_sentence, outcome_sentence
from pulse.insights.verdicts import TooEarly
from pulse.publications.figures import Edge

FIELD = Crowd(value=88, half=8, respondents=8, teams=1, method=Method.WEIGHTED)


def english(text: str) -> str:
    return text


@pytest.mark.parametrize(
    ("official", "said"),
    [
        (97, "Candour gap: the official forecast is 9 points of plan rosier than the field (97 against 88)."),
        (78.6, "Candour gap: the official forecast is 9 points of plan more cautious than the field (79 against 88)."),
        (96, "No candour gap beyond noise: official forecast 96, field 88."),
        (80, "No candour gap beyond noise: official forecast 80, field 88."),
    ],
)
def test_the_candour_gap_is_official_less_field_outside_noise(official: float, said: str) -> None:
    assert candour_sentence(official, FIELD, english) == said


def test_a_field_that_is_only_a_bound_is_named_as_one() -> None:
    bound = replace(FIELD, edge=Edge.AT_MOST)
    said = "No candour gap beyond noise: official forecast 90, field at most 88."
    assert candour_sentence(90, bound, english) == said


def test_a_call_is_compared_with_the_field() -> None:
    assert call_sentence(100, FIELD, english) == "Your call of 100 is 12 points rosier than the field."
    assert call_sentence(70, FIELD, english) == "Your call of 70 is 18 points more cautious than the field."
    assert call_sentence(90, FIELD, english) == "Your call of 90 is in tune with the field."


def test_what_came_is_said_with_how_far_off_the_field_was() -> None:
    assert outcome_sentence(80, FIELD, english) == "80 % of plan came; the field was 8 points too rosy."
    assert outcome_sentence(90.4, FIELD, english) == "90 % of plan came; the field was 2 points too cautious."
    assert outcome_sentence(88.2, FIELD, english) == "88 % of plan came, exactly what the field expected."


def test_there_is_no_verdict_before_enough_periods() -> None:
    assert accuracy_sentences(TooEarly(3, 4), english) == ("No verdict yet: 3 of the 4 finished periods it takes.",)


def test_accuracy_is_said_with_its_lean_and_against_both_references() -> None:
    assert accuracy_sentences(Accuracy(5, -3.4, 6.2, 0.364, -0.2), english) == (
        "Over 5 finished periods the field missed by 6 points of plan on average, and was 3 points too cautious.",
        "Against expecting the plan to be met: the field's misses are 36 % smaller.",
        "Against the official forecast: the field's misses are 20 % larger.",
    )
    assert accuracy_sentences(Accuracy(4, 0.2, 2, 0.001, NoSkill.TOO_EARLY), english) == (
        "Over 4 finished periods the field missed by 2 points of plan on average, leaning neither way.",
        "Against expecting the plan to be met: equally far off.",
        "Against the official forecast: no verdict yet.",
    )
    found = accuracy_sentences(Accuracy(4, 2, 2, NoSkill.EXACT, NoSkill.EXACT), english)
    assert "and was 2 points too rosy" in found[0]
    assert found[1] == "Against expecting the plan to be met: it was always right, and cannot be beaten."
