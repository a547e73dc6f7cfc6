"""Where comments stand, what is published of them, and what never is."""

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.ballots.sheet import Comment, Tag, Visibility
from pulse.publications.comments import Comments
from pulse.publications.figures import Policy
from pulse.release.comments import Remark, Rules, published_comments
from pulse.release.ladder import Ladder, ladder
from pulse.roster.tree import Tree

TREE = Tree({"company": None, "north": "company", "oslo": "north", "bergen": "north", "south": "company"})
EVERYBODY = {"company": 8, "north": 8, "oslo": 8, "bergen": 8, "south": 8}
POLICY = Policy()


def remark(cell: str, text: str, visibility: str = "words", tag: Tag | None = None) -> Remark:
    return Remark(cell, Comment(text, tag, Visibility(visibility), "en"))


def remarks(cell: str, number: int, visibility: str = "words") -> list[Remark]:
    return [remark(cell, f"{cell} {visibility} {place}", visibility) for place in range(number)]


def published(
    *groups: list[Remark], respondents: Mapping[str, int] = EVERYBODY, policy: Policy = POLICY, seed: int = 1
) -> Comments:
    rules = Rules(
        ladder(TREE, respondents, policy),
        policy,
        without_names=lambda text, _: text.replace("Anna", "[name]"),
        themes_of=lambda text: [theme for theme in ("price", "quota", "Anna") if theme in text],
    )
    return published_comments([one for group in groups for one in group], rules, Random(seed))


def texts(comments: Comments, unit: str) -> set[str]:
    return {one.text for one in comments.said if one.unit == unit}


def test_three_comments_stand_in_their_own_team() -> None:
    assert texts(published(remarks("oslo", 3)), "oslo") == {"oslo words 0", "oslo words 1", "oslo words 2"}


def test_two_comments_float_to_the_unit_above_without_naming_their_team() -> None:
    comments = published(remarks("oslo", 2), remarks("north", 1))
    assert {one.unit for one in comments.said} == {"north"}
    assert len(comments.said) == 3


def test_few_comments_float_on_until_enough_meet() -> None:
    comments = published(remarks("oslo", 1), remarks("bergen", 1), remarks("south", 1))
    assert texts(comments, "company") == {"oslo words 0", "bergen words 0", "south words 0"}


def test_too_few_comments_in_all_are_not_published() -> None:
    assert published(remarks("oslo", 1), remarks("south", 1)) == Comments()


def test_a_team_of_seven_answers_has_no_comments_of_its_own() -> None:
    comments = published(remarks("oslo", 5), respondents=EVERYBODY | {"oslo": 7, "north": 9})
    assert {one.unit for one in comments.said} == {"north"}


def test_comments_under_no_unit_with_enough_answers_are_not_published() -> None:
    assert published(remarks("oslo", 5), respondents={"oslo": 7}) == Comments()


def test_the_least_number_of_comments_is_the_programmes() -> None:
    comments = published(remarks("oslo", 3), remarks("north", 3), policy=Policy(least_comments=4))
    assert {one.unit for one in comments.said} == {"north"}


def test_who_skips_their_manager_is_heard_above_their_cell() -> None:
    comments = published(remarks("oslo", 4, "skip"), remarks("oslo", 3))
    assert texts(comments, "oslo") == {f"oslo words {place}" for place in range(3)}
    assert texts(comments, "north") == {f"oslo skip {place}" for place in range(4)}


def test_comments_that_skip_do_not_help_their_team_to_three() -> None:
    comments = published(remarks("oslo", 2), remarks("oslo", 1, "skip"))
    assert {one.unit for one in comments.said} == {"north"}


def test_above_the_highest_unit_nobody_is_left_to_hear() -> None:
    assert published(remarks("company", 5, "skip")) == Comments()


def test_what_is_only_counted_is_never_published_in_words() -> None:
    comments = published(remarks("oslo", 9, "themes"), remarks("oslo", 3))
    assert all("themes" not in one.text for one in comments.said)


def test_what_is_only_counted_does_not_help_a_team_to_three() -> None:
    comments = published(remarks("oslo", 2), remarks("oslo", 9, "themes"), remarks("north", 1))
    assert {one.unit for one in comments.said} == {"north"}


def test_names_are_taken_out_and_the_tag_is_kept() -> None:
    said = published([remark("oslo", "Anna knows", tag=Tag.PROBLEM)] * 3).said
    assert {(one.text, one.tag) for one in said} == {("[name] knows", Tag.PROBLEM)}


def test_a_comment_says_its_themes() -> None:
    said = published([remark("oslo", "price and quota")] * 3).said
    assert [one.themes for one in said] == [("price", "quota")] * 3


@given(st.randoms(use_true_random=False))
def test_the_order_in_which_ballots_were_opened_leaves_no_trace(random: Random) -> None:
    arrived = [*remarks("oslo", 4), *remarks("bergen", 2), *remarks("south", 5, "skip"), *remarks("north", 6, "themes")]
    assert published(random.sample(arrived, len(arrived))) == published(arrived)


def test_comments_leave_in_the_order_of_their_random_ids() -> None:
    said = published(remarks("oslo", 9), remarks("bergen", 2), remarks("north", 2)).said
    assert [one.id for one in said] == sorted(one.id for one in said)
    assert len({one.id for one in said}) == 13


def test_another_chance_gives_other_ids() -> None:
    first, second = published(remarks("oslo", 3), seed=1), published(remarks("oslo", 3), seed=2)
    assert not {one.id for one in first.said} & {one.id for one in second.said}


@given(st.data())
def test_every_unit_with_comments_has_enough_of_them_and_enough_answers(data: st.DataObject) -> None:
    respondents = {unit: data.draw(st.integers(0, 12)) for unit in TREE.parents}
    written = [
        one
        for unit in TREE.parents
        for visibility in ("words", "skip", "themes")
        for one in remarks(unit, data.draw(st.integers(0, 4)), visibility)
    ]
    comments = published(written, respondents=respondents)
    allowed = set(ladder(TREE, respondents, POLICY).shown)
    for unit in {one.unit for one in comments.said}:
        assert unit in allowed
        assert len(texts(comments, unit)) >= POLICY.least_comments
        assert sum(respondents[below] for below in TREE.subtree(unit)) >= POLICY.k_comment
    for one in comments.said:
        cell = one.text.split()[0]
        assert one.unit in (cell, *TREE.ancestors(cell))
        assert one.unit != cell or "skip" not in one.text


def test_a_ladder_leads_past_a_unit_that_is_not_shown() -> None:
    steps = Ladder(TREE, ("company", "oslo"))
    assert (steps.at("oslo"), steps.above("oslo"), steps.at("bergen"), steps.above("company")) == (
        "oslo",
        "company",
        "company",
        None,
    )


@pytest.mark.parametrize("unit", ["oslo", "bergen"])
def test_the_top_of_a_ladder_without_the_root_is_its_highest_unit(unit: str) -> None:
    assert Ladder(TREE, ("north", "oslo", "bergen")).top(unit) == "north"


def test_a_theme_whose_word_is_a_name_does_not_put_the_name_back() -> None:
    said = [remark("oslo", f"Anna shouts about price {place}") for place in range(5)]
    silent = [remark("oslo", f"Anna shouts {place}", "themes") for place in range(5)]
    comments = published(said, silent)
    assert {one.themes for one in comments.said} == {("price",)}
    assert {count.theme for count in comments.themes} == {"price", "other"}
