"""What each wave asks."""

import pytest

from pulse.questionnaire import CannotPin, Instrument, Questionnaire, UnknownInstrument, UnknownItem, seconds

CORE = ["S1", "S2", "S3", "R1", "Q1", "P1"]
TABLE = ["X1 C1 Q2", "X1 R2 E1", "X3 R5 P2", "X1 C2 Q4", "X1 R4 E2", "X1 C3 P3"]
ADDED = ["S4 P4", "Q3 C5", "S5 E3", "R3 F1", "S6 F2", "C4 R6"]
PINNABLE = ["X4", "F3", "S4", "R5", "X1"]


def rotating(
    questionnaire: Questionnaire,
    instrument: str,
    slot: int,
    *,
    first_after_results: bool = False,
    planning: bool = False,
    pinned: tuple[str, ...] = (),
) -> set[str]:
    """The names a wave asks between the core and the comment, once both are seen to be there."""
    items = questionnaire.items_for(
        instrument, slot, first_after_results=first_after_results, planning=planning, pinned=pinned
    )
    asked = [item.name for item in items]
    assert asked[:6] == CORE
    assert asked[-1] == "T1"
    assert len(asked) == len(set(asked)) == {"pulse-9": 9, "pulse-11": 11}[instrument] + 1
    return set(asked[6:-1])


@pytest.mark.parametrize("slot", range(6))
def test_the_first_half_year_follows_the_table(questionnaire: Questionnaire, slot: int) -> None:
    assert rotating(questionnaire, "pulse-9", slot) == set(TABLE[slot].split())
    assert rotating(questionnaire, "pulse-11", slot) == {*TABLE[slot].split(), *ADDED[slot].split()}


@pytest.mark.parametrize("slot", range(6))
def test_in_the_second_half_year_pulse_9_asks_what_it_left_out(questionnaire: Questionnaire, slot: int) -> None:
    forecast = TABLE[slot].split()[0]
    assert rotating(questionnaire, "pulse-9", slot + 6) == {forecast, *ADDED[slot].split()}
    assert rotating(questionnaire, "pulse-11", slot + 6) == rotating(questionnaire, "pulse-11", slot)


@pytest.mark.parametrize("instrument", list(Instrument))
@pytest.mark.parametrize("slot", range(12))
def test_the_table_starts_again_after_a_year(questionnaire: Questionnaire, instrument: str, slot: int) -> None:
    assert questionnaire.items_for(instrument, slot) == questionnaire.items_for(instrument, slot + 12)


def test_a_year_of_pulse_9_asks_everything_but_what_waits(questionnaire: Questionnaire) -> None:
    asked = set().union(*(rotating(questionnaire, "pulse-9", slot) for slot in range(12)))
    everything = {item.name for item in questionnaire.items} - {*CORE, "T1"}
    assert everything - asked == {"X2", "X4", "F3"}


@pytest.mark.parametrize("instrument", list(Instrument))
@pytest.mark.parametrize("slot", range(12))
def test_ones_own_target_is_asked_in_planning_waves_of_the_sixth_row_only(
    questionnaire: Questionnaire, instrument: str, slot: int
) -> None:
    planned = rotating(questionnaire, instrument, slot, planning=True)
    usual = rotating(questionnaire, instrument, slot)
    assert planned == ((usual - {"X1"}) | {"X2"} if slot % 6 == 5 else usual)


@pytest.mark.parametrize("slot", range(6))
def test_the_wave_after_the_first_results_asks_in_slot_c_whether_they_were_talked_through(
    questionnaire: Questionnaire, slot: int
) -> None:
    a, b, c = TABLE[slot].split()
    expected = {a, b, c} if b == "R5" else {a, b, "R5"}
    assert rotating(questionnaire, "pulse-9", slot, first_after_results=True) == expected
    assert rotating(questionnaire, "pulse-11", slot, first_after_results=True) == {*expected, *ADDED[slot].split()}


@pytest.mark.parametrize("slot", range(12))
@pytest.mark.parametrize("pin", PINNABLE)
@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("instrument", list(Instrument))
def test_a_pinned_item_is_asked_and_displaces_neither_the_forecast_nor_r5(
    questionnaire: Questionnaire, instrument: str, first: bool, pin: str, slot: int
) -> None:
    unpinned = rotating(questionnaire, instrument, slot, first_after_results=first)
    pinned = rotating(questionnaire, instrument, slot, first_after_results=first, pinned=(pin,))
    assert pin in pinned
    assert len(unpinned - pinned) == (pin not in unpinned)
    assert unpinned & {"X1", "X3"} <= pinned
    assert not first or "R5" in pinned


def test_a_pinned_item_takes_the_last_slot(questionnaire: Questionnaire) -> None:
    assert rotating(questionnaire, "pulse-9", 0, pinned=("X4",)) == {"X1", "C1", "X4"}
    assert rotating(questionnaire, "pulse-9", 0, first_after_results=True, pinned=("X4",)) == {"X1", "X4", "R5"}
    assert rotating(questionnaire, "pulse-11", 0, pinned=("X4",)) == {"X1", "C1", "Q2", "S4", "X4"}


@pytest.mark.parametrize(
    ("pinned", "refusal", "sentence"),
    [
        (("S1",), CannotPin, "S1 is asked in every wave"),
        (("T1",), CannotPin, "T1 is asked in every wave"),
        (("X4", "F3"), CannotPin, "One item can be pinned at a time, not 2"),
        (("Z9",), UnknownItem, "no item 'Z9'"),
    ],
)
def test_what_cannot_be_pinned_is_refused(
    questionnaire: Questionnaire, pinned: tuple[str, ...], refusal: type[Exception], sentence: str
) -> None:
    with pytest.raises(refusal, match=sentence):
        questionnaire.items_for("pulse-9", 0, pinned=pinned)


def test_an_unknown_instrument_is_refused_and_the_known_ones_named(questionnaire: Questionnaire) -> None:
    with pytest.raises(UnknownInstrument, match="no instrument 'pulse-12'; choose pulse-9 or pulse-11"):
        questionnaire.items_for("pulse-12", 0)


def test_a_wave_before_the_first_is_an_error(questionnaire: Questionnaire) -> None:
    with pytest.raises(ValueError, match="counted from 0"):
        questionnaire.items_for("pulse-9", -1)


@pytest.mark.parametrize("slot", range(12))
def test_on_the_page_agree_items_come_first_and_typing_last(questionnaire: Questionnaire, slot: int) -> None:
    items = questionnaire.items_for("pulse-11", slot, pinned=("F3",))
    kinds = [0 if item.scale.bands else 2 if item.scale.is_text else 1 for item in items]
    assert kinds == sorted(kinds)


@pytest.mark.parametrize(("language", "fastest", "slowest"), [("en", 54, 57), ("de", 58, 60)])
def test_pulse_9_takes_a_returning_reader_under_a_minute(
    questionnaire: Questionnaire, language: str, fastest: int, slowest: int
) -> None:
    for slot in range(6):
        for planning in (False, True):
            items = questionnaire.items_for("pulse-9", slot, planning=planning)
            assert fastest <= seconds(items, language) <= slowest


def test_the_optional_comment_costs_no_time(questionnaire: Questionnaire) -> None:
    items = questionnaire.items_for("pulse-9", 0)
    assert seconds(items, "en") == seconds(items[:-1], "en")


def test_the_seconds_are_reading_and_tapping_a_fifth_slower_on_a_phone(questionnaire: Questionnaire) -> None:
    agree, choice = questionnaire.item("Q2.v1"), questionnaire.item("R5.v1")
    assert seconds([agree] * 10, "en") == round((7 / 4 + 2.2) * 1.2 * 10)
    assert seconds([choice] * 10, "en") == round((21 / 4 + 2.2) * 1.2 * 10)
