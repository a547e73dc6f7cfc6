"""Counts of themes: none is small, and none can be made small by subtraction."""

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pulse.ballots.sheet import Comment, Visibility
from pulse.publications.comments import OTHER, Comments
from pulse.publications.figures import Policy
from pulse.release.comments import Remark, Rules, published_comments
from pulse.release.ladder import Ladder
from pulse.roster.tree import Tree

TREE = Tree({"company": None, "north": "company", "oslo": "north", "bergen": "north", "south": "company"})
STEPS = Ladder(TREE, tuple(TREE.parents))
POLICY = Policy()
THEMES = ("price", "quota", "leads")


def written(cell: str, text: str, number: int, visibility: str = "words") -> list[Remark]:
    return [Remark(cell, Comment(f"{text} {place}", None, Visibility(visibility), "en")) for place in range(number)]


def published(*groups: list[Remark]) -> Comments:
    rules = Rules(STEPS, POLICY, lambda text, _: text, lambda text: [one for one in THEMES if one in text])
    return published_comments([one for group in groups for one in group], rules, Random(1))


def counts(*groups: list[Remark]) -> dict[tuple[str, str], int]:
    return {(one.unit, one.theme): one.comments for one in published(*groups).themes}


def test_a_theme_of_five_comments_is_shown() -> None:
    assert counts(written("oslo", "price", 5)) == {("oslo", "price"): 5}


def test_a_theme_of_four_comments_is_within_other() -> None:
    assert counts(written("oslo", "price", 4), written("oslo", "quota", 3)) == {("oslo", OTHER): 7}


def test_fewer_than_five_others_are_not_counted_at_all() -> None:
    assert counts(written("oslo", "price", 4)) == {}


def test_a_comment_counts_for_each_of_its_themes() -> None:
    assert counts(written("oslo", "price quota", 5)) == {("oslo", "price"): 5, ("oslo", "quota"): 5}


def test_who_speaks_of_a_shown_theme_is_no_other() -> None:
    assert counts(written("oslo", "price quota", 5), written("oslo", "quota price leads", 4)) == {
        ("oslo", "price"): 9,
        ("oslo", "quota"): 9,
    }


def test_five_who_are_only_counted_add_to_their_teams_theme() -> None:
    assert counts(written("oslo", "price", 3), written("oslo", "price", 5, "themes")) == {("oslo", "price"): 8}


def test_four_who_are_only_counted_cannot_be_found_by_subtracting_the_texts() -> None:
    assert counts(written("oslo", "price", 6), written("oslo", "price", 4, "themes")) == {("oslo", "price"): 6}


def test_few_who_are_only_counted_are_heard_in_the_unit_above() -> None:
    groups = written("oslo", "price", 4, "themes"), written("bergen", "price", 2, "themes")
    assert counts(*groups) == {("north", "price"): 6}


def test_two_themes_that_differ_in_one_word_do_not_tell_who_used_it() -> None:
    groups = written("oslo", "price quota", 5, "themes"), written("oslo", "quota", 1, "themes")
    assert counts(*groups) == {("oslo", "price"): 5}
    assert counts(groups[0]) == counts(*groups)


def test_who_is_only_counted_counts_in_the_first_theme_that_enough_speak_of() -> None:
    groups = written("oslo", "leads price", 4, "themes"), written("oslo", "price", 5, "themes")
    assert counts(*groups) == {("oslo", "price"): 9}


def test_those_counted_nowhere_are_other_at_the_top() -> None:
    few = [written("oslo", theme, 2, "themes") for theme in THEMES]
    assert counts(*few) == {("company", OTHER): 6}
    assert counts(*few[:2]) == {}


def test_few_counted_nowhere_cannot_be_found_among_the_others() -> None:
    few = written("oslo", "quota", 2, "themes"), written("oslo", "nothing", 2, "themes")
    assert counts(written("company", "weather", 5), *few) == {("company", OTHER): 5}


def test_comments_too_few_to_publish_are_not_counted_either() -> None:
    assert counts(written("oslo", "price", 2), written("oslo", "quota", 4, "themes")) == {}


def test_a_comment_that_floats_counts_where_it_stands() -> None:
    assert counts(written("oslo", "price", 2), written("north", "price", 3)) == {("north", "price"): 5}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(TREE.parents)),
            st.sampled_from(("words", "skip", "themes")),
            st.sets(st.sampled_from(THEMES)),
        ),
        max_size=60,
    )
)
def test_no_count_and_no_difference_is_small(sheets: list[tuple[str, str, set[str]]]) -> None:
    remarks = [
        Remark(cell, Comment(f"{' '.join(sorted(themes))} {place}", None, Visibility(visibility), "en"))
        for place, (cell, visibility, themes) in enumerate(sheets)
    ]
    comments = published(remarks)
    silent_in_all = 0
    loud = Counter((one.unit, theme) for one in comments.said for theme in one.themes)
    shown = {(one.unit, one.theme): one.comments for one in comments.themes}
    for one in comments.said:
        if not any((one.unit, theme) in shown for theme in one.themes):
            loud[one.unit, OTHER] += 1
    for place, number in shown.items():
        assert number >= POLICY.k_theme
        silent = number - loud[place]
        assert silent == 0 or silent >= POLICY.k_theme
        silent_in_all += silent
    assert silent_in_all <= sum(visibility == "themes" for _, visibility, _ in sheets)
