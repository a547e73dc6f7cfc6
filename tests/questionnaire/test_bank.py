"""The question bank as shipped."""

import re

import pytest

from pulse.languages import LANGUAGES
from pulse.questionnaire import Dimension, Item, Published, Questionnaire, UnknownItem

IN_THE_BANK = {
    Dimension.SAFETY: "S1 S2 S3 S4 S5 S6",
    Dimension.RESPONSE: "R1 R2 R3 R4 R5 R6",
    Dimension.QUOTA: "Q1 Q2 Q3 Q4",
    Dimension.PRODUCT: "P1 P2 P3 P4",
    Dimension.PRICE: "E1 E2 E3",
    Dimension.COACHING: "C1 C2 C3 C4 C5",
    Dimension.FIELD: "F1 F2 F3",
    Dimension.FORECAST: "X1 X2 X3 X4",
    Dimension.CLOSING: "T1",
}
NOT_AGREE = {"SC": "R5 P4 C5 F1", "N10": "E3 X3", "PC": "X1 X2", "TX": "F3 T1"}


def names(items: list[Item]) -> str:
    return " ".join(item.name for item in items)


def test_the_bank_holds_36_items_in_nine_dimensions(questionnaire: Questionnaire) -> None:
    assert len(questionnaire.items) == 36
    for dimension, expected in IN_THE_BANK.items():
        assert names([item for item in questionnaire.items if item.dimension is dimension]) == expected


def test_every_item_is_answered_on_its_scale(questionnaire: Questionnaire) -> None:
    for scale, expected in NOT_AGREE.items():
        assert names([item for item in questionnaire.items if item.scale.name == scale]) == expected
    others = " ".join(NOT_AGREE.values()).split()
    assert all(item.scale.name == "A5" for item in questionnaire.items if item.name not in others)


def test_the_core_is_six_agree_items_and_none_of_them_reverse(questionnaire: Questionnaire) -> None:
    core = [item for item in questionnaire.items if item.core]
    assert names(core) == "S1 S2 S3 R1 Q1 P1"
    assert not any(item.reverse for item in core)
    assert names([item for item in questionnaire.items if item.reverse]) == "S6 C4"


def test_every_text_stands_in_every_language(questionnaire: Questionnaire) -> None:
    for item in questionnaire.items:
        for texts in (item.text, item.scale.labels, *item.options, item.ends, item.yes_text, item.scale.declined_label):
            assert not texts or set(texts) == set(LANGUAGES)
        assert item.text["en"] != item.text["de"]


def test_an_agree_item_is_one_short_statement(questionnaire: Questionnaire) -> None:
    for item in questionnaire.items:
        if item.scale.name == "A5":
            assert len(item.text["en"].split()) <= 14
            assert len(item.text["de"].split()) <= 16
            assert all(text.endswith(".") for text in item.text.values())


def test_no_german_text_addresses_a_man_only(questionnaire: Questionnaire) -> None:
    gendered = re.compile(r"\b(Kollege|Kollegen|Kunden|Chef|Vorgesetzter|Verkäufer|Wettbewerber|Vertriebler)\b")
    for item in questionnaire.items:
        texts = [item.text["de"], *(option["de"] for option in item.options)]
        assert not [text for text in texts if gendered.search(text)]


def test_an_item_answered_on_numbers_says_what_the_ends_mean(questionnaire: Questionnaire) -> None:
    for item in questionnaire.items:
        assert bool(item.ends) is (item.scale.name == "N10")


def test_an_item_is_found_by_its_id(questionnaire: Questionnaire) -> None:
    item = questionnaire.item("S1.v1")
    assert (item.id, item.name, item.version) == ("S1.v1", "S1", 1)
    assert item.text["en"] == "I can tell my manager a plan won't work without paying for it later."


@pytest.mark.parametrize("wrong", ["S1", "S1.v2", "Z1.v1", ""])
def test_an_id_that_does_not_exist_is_refused(questionnaire: Questionnaire, wrong: str) -> None:
    with pytest.raises(UnknownItem, match=f"no item '{wrong}'"):
        questionnaire.item(wrong)


def test_every_item_has_one_published_form(questionnaire: Questionnaire) -> None:
    forms = {form: names([item for item in questionnaire.items if item.published is form]) for form in Published}
    assert forms[Published.CHOICE] == "P4 F1"
    assert forms[Published.YES_NO] == "R5 C5"
    assert forms[Published.COMMENT] == "F3 T1"
    assert len(forms[Published.MEAN].split()) == 30
