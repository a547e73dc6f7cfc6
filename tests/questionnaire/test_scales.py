"""Codes, what they mean, and what is published of them."""

import pytest

from pulse.questionnaire import Choice, Questionnaire


def test_the_agree_scale_has_five_labels_and_a_detached_way_out(questionnaire: Questionnaire) -> None:
    item = questionnaire.item("S1.v1")
    assert item.choices("en") == (
        Choice(1, "Strongly disagree"),
        Choice(2, "Disagree"),
        Choice(3, "Neither agree nor disagree"),
        Choice(4, "Agree"),
        Choice(5, "Strongly agree"),
    )
    assert item.scale.declined_label == {"en": "Prefer not to say", "de": "Keine Angabe"}
    assert item.scale.bands


@pytest.mark.parametrize(("code", "percent"), [(0, 50), (1, 60), (5, 100), (10, 150)])
def test_a_percent_code_means_fifty_and_ten_for_each_step(
    questionnaire: Questionnaire, code: int, percent: int
) -> None:
    item = questionnaire.item("X1.v1")
    assert item.scale.value(code) == percent
    assert item.choices("en")[code].label.startswith(f"{percent}%")
    assert item.choices("de")[code].label.startswith(f"{percent} %")


@pytest.mark.parametrize(
    ("item", "lowest", "highest"),
    [("S1.v1", 1, 5), ("E3.v1", 0, 10), ("X1.v1", 0, 10), ("R5.v1", 0, 3), ("P4.v1", 0, 6), ("F1.v1", 0, 5)],
)
def test_codes_run_from_lowest_to_highest(questionnaire: Questionnaire, item: str, lowest: int, highest: int) -> None:
    found = questionnaire.item(item)
    assert (found.scale.lowest, found.scale.highest) == (lowest, highest)
    assert [choice.code for choice in found.choices("de")] == list(range(lowest, highest + 1))
    assert not found.accepts(lowest - 1)
    assert not found.accepts(highest + 1)


def test_codes_of_other_scales_mean_themselves(questionnaire: Questionnaire) -> None:
    for item in questionnaire.items:
        if item.scale.name not in ("PC", "TX"):
            codes = range(item.scale.lowest, item.scale.highest + 1)
            assert [item.scale.value(code) for code in codes] == list(codes)


def test_the_declined_code_is_accepted_but_never_counted(questionnaire: Questionnaire) -> None:
    item = questionnaire.item("S1.v1")
    declined = item.scale.declined
    assert declined is not None
    assert item.accepts(declined)
    assert not item.scale.holds(declined)
    with pytest.raises(ValueError, match="no answer"):
        item.published_code(declined)
    with pytest.raises(ValueError, match="no answer"):
        item.scale.value(declined)


def test_only_the_agree_scale_has_a_declined_code(questionnaire: Questionnaire) -> None:
    assert {item.scale.name for item in questionnaire.items if item.scale.declined is not None} == {"A5"}


@pytest.mark.parametrize(("item", "published"), [("R5.v1", [1, 0, 0, 0]), ("C5.v1", [1, 1, 0, 0, 0])])
def test_a_yes_no_item_publishes_only_whether_the_answer_counts_as_yes(
    questionnaire: Questionnaire, item: str, published: list[int]
) -> None:
    found = questionnaire.item(item)
    assert [found.published_code(choice.code) for choice in found.choices("en")] == published
    assert (found.published_lowest, found.published_highest) == (0, 1)
    assert found.published_scale.labels["de"] == ("Nein", "Ja")
    assert found.yes_text["en"]


def test_every_other_item_publishes_its_codes_as_they_are(questionnaire: Questionnaire) -> None:
    for item in questionnaire.items:
        if item.name not in ("R5", "C5", "F3", "T1"):
            codes = [choice.code for choice in item.choices("en")]
            assert [item.published_code(code) for code in codes] == codes
            assert (item.published_lowest, item.published_highest) == (codes[0], codes[-1])


def test_a_text_has_no_codes_and_280_characters(questionnaire: Questionnaire) -> None:
    item = questionnaire.item("T1.v1")
    assert item.scale.characters == 280
    assert item.choices("en") == ()
    assert not item.accepts(0)
    with pytest.raises(ValueError, match="no answer"):
        item.published_code(0)
