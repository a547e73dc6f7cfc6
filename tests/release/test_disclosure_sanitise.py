"""What is published of an atom: nothing but a clamped sum, raised bands or raised options."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.publications.figures import Atom, Bands, Form, Policy, Shape
from pulse.release.disclosure import lifted, sanitise

AGREE = Shape(Form.MEAN, 1, 5, banded=True)
TENS = Shape(Form.MEAN, 0, 10)
YES_NO = Shape(Form.MEAN, 0, 1)
LOSSES = Shape(Form.CHOICE, lowest=1, options=7)
STRICT = Policy(k=8, strict=True)


def test_an_ordinary_sum_is_published_as_it_is() -> None:
    assert sanitise(AGREE, (1, 1, 1, 1, 1), Policy()) == Atom(5, 15)


def test_a_unanimous_team_is_not_given_away() -> None:
    assert sanitise(AGREE, (6, 0, 0, 0, 0), Policy()) == Atom(6, 10)
    assert sanitise(AGREE, (0, 0, 0, 0, 6), Policy()) == Atom(6, 26)
    assert sanitise(YES_NO, (0, 6), Policy()) == Atom(6, 5)
    assert sanitise(TENS, (8, *(0,) * 10), STRICT) == Atom(8, 20)


def test_a_sixteenth_of_a_large_atom_stays_deniable() -> None:
    assert sanitise(YES_NO, (0, 80), Policy()) == Atom(80, 75)


def test_bands_begin_at_fifteen_answers() -> None:
    assert sanitise(AGREE, (2, 3, 4, 3, 2), Policy()).bands is None
    assert sanitise(AGREE, (2, 3, 5, 3, 2), Policy()) == Atom(15, 45, Bands(5, 5, 5))


def test_the_sum_of_a_unanimous_large_team_stays_within_its_raised_bands() -> None:
    assert sanitise(AGREE, (0, 0, 0, 0, 15), Policy()) == Atom(15, 2 + 3 + 5 * 13 - 1, Bands(1, 1, 13))


def test_only_an_agree_scale_has_bands() -> None:
    assert sanitise(TENS, (5, *(0,) * 9, 15), Policy()) == Atom(20, 150)


def test_every_option_is_raised() -> None:
    assert sanitise(LOSSES, (15, 0, 0, 0, 0, 0, 0), Policy()) == Atom(15, options=(9, 1, 1, 1, 1, 1, 1))
    assert sanitise(LOSSES, (8, 7, 0, 0, 0, 0, 0), STRICT) == Atom(15, options=(2, 3, 2, 2, 2, 2, 2))


def test_participation_is_a_number_alone() -> None:
    assert sanitise(Shape(Form.COUNT), (7,), Policy()) == Atom(7)


@pytest.mark.parametrize("shape", [AGREE, TENS, YES_NO, LOSSES, Shape(Form.COUNT)])
def test_an_empty_atom_says_that_it_is_empty(shape: Shape) -> None:
    assert sanitise(shape, (0,) * len(shape.codes), Policy()) == Atom(0)


@pytest.mark.parametrize(("shape", "people"), [(AGREE, 4), (TENS, 1), (LOSSES, 14), (Shape(Form.COUNT), 4)])
def test_an_atom_below_its_threshold_is_refused(shape: Shape, people: int) -> None:
    with pytest.raises(ValueError, match="never published"):
        sanitise(shape, (people, *(0,) * (len(shape.codes) - 1)), Policy())


def test_a_histogram_of_another_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        sanitise(TENS, (5, 5), Policy())


def test_a_strict_policy_refuses_seven() -> None:
    with pytest.raises(ValueError, match="never published"):
        sanitise(AGREE, (7, 0, 0, 0, 0), STRICT)


parts = st.lists(st.integers(0, 40), min_size=2, max_size=8)


@given(parts, st.integers(0, 6))
def test_raising_keeps_the_number_of_answers_and_leaves_no_part_below(raw: list[int], least: int) -> None:
    if sum(raw) < least * len(raw):
        with pytest.raises(ValueError, match="too few answers"):
            lifted(raw, least)
        return
    raised = lifted(raw, least)
    assert sum(raised) == sum(raw)
    assert min(raised) >= least


@given(parts, st.integers(0, 6))
def test_raising_what_was_raised_changes_nothing(raw: list[int], least: int) -> None:
    if sum(raw) >= least * len(raw):
        assert lifted(lifted(raw, least), least) == lifted(raw, least)


def test_answers_are_taken_from_the_largest_part_and_of_equals_the_first() -> None:
    assert lifted((0, 6, 6, 3), 1) == (1, 5, 6, 3)
    assert lifted((0, 6, 6, 3), 2) == (2, 5, 5, 3)
    assert lifted((1, 6, 6, 2), 2) == (2, 5, 6, 2)
    assert lifted((3, 4), 2) == (3, 4)
