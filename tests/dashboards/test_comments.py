"""Comments and themes as leaders read them."""

import pytest

from pulse.publications.comments import Comment, Comments, ThemeCount
from tests.dashboards.stage import Stage, everybody
from tests.dashboards.test_home import MUNICH, text

pytestmark = pytest.mark.once


def comments(stage: Stage, *said: Comment, themes: tuple[ThemeCount, ...] = ()) -> str:
    """Publish a wave with these comments and open Munich's page; a comment's unit is a path here."""

    def placed(codes: dict[str, str]) -> Comments:
        return Comments(
            tuple(Comment(one.id, codes[one.unit], one.text, one.tag, one.themes) for one in said),
            tuple(ThemeCount(codes[count.unit], count.theme, count.comments) for count in themes),
        )

    stage.hold_wave(everybody(), lambda codes: placed(dict(codes)))
    return stage.sign_in("lena@acme.example").get(f"/team/{stage.code(MUNICH)}/comments").text


def test_without_comments_the_page_says_that_this_is_common(stage: Stage) -> None:
    assert "No comments met the rule. That is common." in text(comments(stage))


def test_comments_stand_in_the_order_of_their_random_ids(stage: Stage) -> None:
    page = comments(
        stage, Comment("b", MUNICH, "Second one.", None, ()), Comment("a", MUNICH, "First one.", "idea", ())
    )
    assert page.index("First one.") < page.index("Second one.")
    assert "Idea" in page


def test_comments_of_other_units_are_not_on_the_page(stage: Stage) -> None:
    page = comments(stage, Comment("a", "Sales / North / Hamburg", "Elsewhere.", None, ()))
    assert "Elsewhere." not in page


def test_a_hostile_comment_is_text(stage: Stage) -> None:
    page = comments(stage, Comment("a", MUNICH, "<script>alert(1)</script>{{ 7 * 7 }}", None, ()))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}" in page


def test_themes_are_counted_and_a_rare_one_is_not_named_beside_a_comment(stage: Stage) -> None:
    both = Comment("a", MUNICH, "The discount came late.", "problem", ("price", "coaching"))
    page = text(comments(stage, both, themes=(ThemeCount(MUNICH, "price", 6), ThemeCount(MUNICH, "other", 9))))
    assert "Price and discount 6 comments Answer was due" in page
    assert "Other 9 comments" in page
    assert "Coaching" not in page


def test_no_date_and_no_score_stand_on_the_page_of_comments(stage: Stage) -> None:
    page = text(comments(stage, Comment("a", MUNICH, "Said.", None, ())))
    assert "2026" not in page.replace("Wave", "")
    assert "75" not in page
