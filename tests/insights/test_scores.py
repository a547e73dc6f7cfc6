"""Scores are arithmetic on figures: exact, mirrored for reverse items, honest about clamps."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.insights.kinds import Kind
from pulse.insights.scores import Score, index_score, index_scores, item_score
from pulse.publications.figures import Edge, Figure, Reason, Withheld
from pulse.roster.tree import Tree

CODES = {Kind.AGREE: (1, 5), Kind.TEN: (0, 10), Kind.PERCENT: (0, 10), Kind.YES: (0, 1)}
FLIPPED = {Edge.AT_MOST: Edge.AT_LEAST, Edge.AT_LEAST: Edge.AT_MOST, Edge.ABOUT: Edge.ABOUT, Edge.INSIDE: Edge.INSIDE}
TOO_FEW = Withheld(Reason.TOO_FEW, instead="east")


def shown(figure: Figure, kind: Kind = Kind.AGREE, reverse: bool = False) -> Score:
    score = item_score(figure, kind, reverse=reverse)
    assert isinstance(score, Score)
    return score


def agree(total: int, respondents: int = 8, edge: Edge = Edge.INSIDE) -> Figure:
    return Figure(respondents, total, 1, 5, edge)


@st.composite
def figures(draw: st.DrawFn) -> tuple[Figure, Kind]:
    kind = draw(st.sampled_from(list(CODES)))
    lowest, highest = CODES[kind]
    respondents = draw(st.integers(5, 60))
    total = draw(st.integers(respondents * lowest + (highest - lowest), respondents * highest - (highest - lowest)))
    return Figure(respondents, total, lowest, highest, draw(st.sampled_from(list(Edge)))), kind


@pytest.mark.parametrize(
    ("kind", "total", "score"),
    [(Kind.AGREE, 26, 56.25), (Kind.TEN, 28, 35.0), (Kind.PERCENT, 28, 85.0), (Kind.YES, 6, 75.0)],
)
def test_every_kind_has_its_formula(kind: Kind, total: int, score: float) -> None:
    lowest, highest = CODES[kind]
    assert shown(Figure(8, total, lowest, highest), kind).value == pytest.approx(score)


@given(figures())
def test_a_reverse_item_is_mirrored_and_its_edge_with_it(given_figure: tuple[Figure, Kind]) -> None:
    figure, kind = given_figure
    plain, mirrored = shown(figure, kind), shown(figure, kind, reverse=True)
    middle = 100 if kind is Kind.PERCENT else 50
    assert mirrored.value - middle == pytest.approx(middle - plain.value)
    assert mirrored.edge is FLIPPED[plain.edge]
    assert (mirrored.below, mirrored.above) == (plain.above, plain.below)


@given(figures())
def test_the_edge_of_a_score_is_that_of_its_figure(given_figure: tuple[Figure, Kind]) -> None:
    figure, kind = given_figure
    assert shown(figure, kind).edge is figure.edge


@given(figures(), st.booleans())
def test_a_clamped_figure_reaches_the_end_of_the_scale(given_figure: tuple[Figure, Kind], reverse: bool) -> None:
    figure, kind = given_figure
    score = shown(figure, kind, reverse)
    assert score.at_edge == (figure.edge is not Edge.INSIDE)


@pytest.mark.parametrize(
    ("edges", "at_edge"), [([Edge.AT_MOST] * 3, True), ([Edge.INSIDE, Edge.INSIDE, Edge.AT_MOST], False)]
)
def test_an_index_is_at_the_edge_only_if_all_its_items_are(edges: list[Edge], at_edge: bool) -> None:
    index = index_score([shown(agree(12, edge=edge), reverse=True) for edge in edges])
    assert isinstance(index, Score)
    assert index.at_edge is at_edge


@given(figures())
def test_a_higher_sum_never_lowers_a_score(given_figure: tuple[Figure, Kind]) -> None:
    figure, kind = given_figure
    higher = replace(figure, total=figure.total + 1)
    assert shown(higher, kind).value > shown(figure, kind).value
    assert shown(higher, kind, reverse=True).value < shown(figure, kind, reverse=True).value


def test_a_known_reach_replaces_the_whole_scale() -> None:
    score = shown(replace(agree(130, respondents=40, edge=Edge.AT_MOST), below=4))
    assert score.below == pytest.approx(2.5)
    assert score.edge is Edge.AT_MOST
    assert not score.at_edge


def test_a_withheld_figure_has_no_score() -> None:
    assert item_score(TOO_FEW, Kind.AGREE) is TOO_FEW


def test_an_index_is_the_mean_of_its_items_with_the_smallest_n() -> None:
    index = index_score([shown(agree(24, 8)), shown(agree(21, 7)), shown(agree(32, 8))])
    assert isinstance(index, Score)
    assert index.value == pytest.approx(175 / 3)
    assert (index.respondents, index.kind) == (7, Kind.INDEX)


@pytest.mark.parametrize(
    ("edges", "edge"),
    [
        ([Edge.INSIDE, Edge.INSIDE, Edge.INSIDE], Edge.INSIDE),
        ([Edge.INSIDE, Edge.AT_MOST, Edge.INSIDE], Edge.AT_MOST),
        ([Edge.AT_LEAST, Edge.INSIDE, Edge.AT_LEAST], Edge.AT_LEAST),
        ([Edge.AT_MOST, Edge.INSIDE, Edge.AT_LEAST], Edge.ABOUT),
        ([Edge.INSIDE, Edge.ABOUT, Edge.INSIDE], Edge.ABOUT),
    ],
)
def test_an_index_is_one_sided_if_any_item_is(edges: list[Edge], edge: Edge) -> None:
    index = index_score([shown(agree(24, edge=given_edge)) for given_edge in edges])
    assert isinstance(index, Score)
    assert index.edge is edge


def test_an_index_with_a_withheld_item_is_withheld_for_the_items_reason() -> None:
    assert index_score([shown(agree(24)), TOO_FEW, Withheld(Reason.NOT_ASKED)]) == TOO_FEW


def test_a_withheld_index_names_the_nearest_unit_where_every_item_is_shown() -> None:
    tree = Tree({"company": None, "east": "company", "team": "east"})
    score = shown(agree(24))
    first: dict[str, Score | Withheld] = {"company": score, "east": score, "team": TOO_FEW}
    second: dict[str, Score | Withheld] = {"company": score, "east": Withheld(Reason.PROTECTED), "team": score}
    indices = index_scores(tree, [first, second])
    assert indices["company"] == index_score([score, score])
    assert indices["east"] == Withheld(Reason.PROTECTED, instead="company")
    assert indices["team"] == Withheld(Reason.TOO_FEW, instead="company")


def test_an_index_shown_nowhere_names_no_unit() -> None:
    tree = Tree({"company": None, "team": "company"})
    indices = index_scores(tree, [{"company": Withheld(Reason.NOT_ASKED), "team": Withheld(Reason.NOT_ASKED)}])
    assert indices["team"] == Withheld(Reason.NOT_ASKED)


def test_pulse_counts_safety_as_one_of_four() -> None:
    safety = index_score([shown(agree(16)), shown(agree(24)), shown(agree(32))])
    pulse = index_score([safety, shown(agree(40)), shown(agree(40)), shown(agree(40))])
    assert isinstance(pulse, Score)
    assert pulse.value == pytest.approx((50 + 300) / 4)


@pytest.mark.parametrize(("below", "firm"), [(0.0, True), (1.9, True), (2.0, False), (20.0, False)])
def test_only_a_clamp_of_two_points_or_more_sets_a_score_aside(below: float, firm: bool) -> None:
    assert Score(60, 40, Kind.INDEX, below=below).firm is firm
