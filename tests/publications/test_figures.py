"""The types a publication is made of refuse what could not be published safely."""

from collections.abc import Callable

import pytest

from pulse.publications.figures import Bands, Bounds, Edge, Figure, Form, Policy, Shape, bounds

AGREE = Shape(Form.MEAN, 1, 5, banded=True)
STRICT = Policy(k=8, strict=True)


TOO_LOW: list[Callable[[], Policy]] = [
    lambda: Policy(k=4),
    lambda: Policy(k=7, strict=True),
    lambda: Policy(k_bands=14),
    lambda: Policy(k_choice=14),
    lambda: Policy(k_comment=4),
    lambda: Policy(least_comments=2),
    lambda: Policy(k_theme=4),
]


@pytest.mark.parametrize("policy", TOO_LOW)
def test_a_policy_below_the_least_is_refused(policy: Callable[[], Policy]) -> None:
    with pytest.raises(ValueError, match="is at least"):
        policy()


def test_the_usual_policy_is_the_printed_one() -> None:
    assert Policy() == Policy(
        version=1, k=5, strict=False, k_bands=15, k_choice=15, k_comment=8, least_comments=3, k_theme=5
    )


def test_a_policy_may_be_raised_and_lowered_to_the_least() -> None:
    assert Policy(k=12, k_comment=20, least_comments=5).k == 12
    assert Policy(k=8, strict=True, k_comment=5).k_comment == 5


@pytest.mark.parametrize(("people", "usual", "strict"), [(5, 1, 2), (31, 1, 2), (32, 2, 2), (48, 3, 3), (160, 10, 10)])
def test_a_sixteenth_is_guarded(people: int, usual: int, strict: int) -> None:
    assert Policy().guard(people) == usual
    assert STRICT.guard(people) == strict


@pytest.mark.parametrize(
    ("policy", "options", "threshold"),
    [(Policy(), 7, 15), (Policy(k=20), 7, 20), (Policy(), 16, 16), (STRICT, 7, 15), (STRICT, 8, 16)],
)
def test_named_options_need_more_answers(policy: Policy, options: int, threshold: int) -> None:
    assert policy.threshold(Shape(Form.CHOICE, options=options)) == threshold


@pytest.mark.parametrize("policy", [Policy(), STRICT])
@pytest.mark.parametrize("options", range(2, 17))
def test_there_are_always_enough_answers_to_raise_every_option(policy: Policy, options: int) -> None:
    least = policy.threshold(Shape(Form.CHOICE, options=options))
    assert all(policy.guard(people) * options <= people for people in range(least, 400))


@pytest.mark.parametrize("policy", [Policy(), STRICT])
def test_every_atom_is_larger_than_twice_its_guard(policy: Policy) -> None:
    assert all(people >= 2 * policy.guard(people) + 1 for people in range(policy.k, 400))


def test_a_scale_needs_two_codes() -> None:
    with pytest.raises(ValueError, match="higher highest"):
        Shape(Form.MEAN, 3, 3)


@pytest.mark.parametrize("options", [1, 17])
def test_a_choice_has_two_to_sixteen_options(options: int) -> None:
    with pytest.raises(ValueError, match="2 to 16 options"):
        Shape(Form.CHOICE, options=options)


def test_only_an_agree_scale_may_have_bands() -> None:
    with pytest.raises(ValueError, match="agree scale"):
        Shape(Form.MEAN, 0, 10, banded=True)


def test_codes_count_from_the_lowest() -> None:
    assert [*AGREE.codes] == [1, 2, 3, 4, 5]
    assert [*Shape(Form.CHOICE, lowest=1, options=3).codes] == [1, 2, 3]
    assert [*Shape(Form.CHOICE, options=3).codes] == [0, 1, 2]
    assert [*Shape(Form.COUNT).codes] == [0]


def test_bounds_leave_every_guarded_person_any_answer() -> None:
    assert bounds(AGREE, Policy(), 5) == Bounds(9, 21)
    assert bounds(AGREE, STRICT, 8) == Bounds(16, 32)
    assert bounds(Shape(Form.MEAN, 0, 1), Policy(), 32) == Bounds(2, 30)


def test_bands_narrow_the_bounds() -> None:
    assert bounds(AGREE, Policy(), 15, Bands(5, 5, 5)) == Bounds(41, 49)


@pytest.mark.parametrize(
    ("total", "edge"), [(9, Edge.AT_MOST), (10, Edge.INSIDE), (20, Edge.INSIDE), (21, Edge.AT_LEAST)]
)
def test_a_sum_at_a_bound_says_on_which_side_the_truth_may_lie(total: int, edge: Edge) -> None:
    assert bounds(AGREE, Policy(), 5).edge(total) == edge


def test_a_sum_with_a_single_place_is_about_right() -> None:
    only = bounds(AGREE, Policy(), 15, Bands(1, 13, 1))
    assert only == Bounds(45, 45)
    assert only.edge(45) == Edge.ABOUT


def test_edges_add_up() -> None:
    low, high, inside, about = Edge.AT_MOST, Edge.AT_LEAST, Edge.INSIDE, Edge.ABOUT
    assert low.joined(inside) == inside.joined(low) == low.joined(low) == low
    assert high.joined(inside) == high.joined(high) == high
    assert low.joined(high) == high.joined(low) == about
    assert about.joined(inside) == about.joined(low) == inside.joined(about) == high.joined(about) == about
    assert inside.joined(inside) == inside


def test_a_mean_is_the_sum_over_the_respondents() -> None:
    assert Figure(8, 20, 1, 5).mean == 2.5
