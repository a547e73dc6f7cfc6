"""Results for everybody: what was raised, what was answered, and what became of promises."""

from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from pulse.actions.answering import Kind
from pulse.actions.drafts import Draft
from pulse.house import House
from tests.actions.loop import GRAZ, MUNICH, SUE, Loop
from tests.conftest import TestClock
from tests.dashboards.stage import staged
from tests.dashboards.test_results import link, words


@pytest.fixture
def loop(house: House, clock: TestClock) -> Iterator[Loop]:
    with staged(house, clock) as stage:
        yield Loop(stage)


def opened(loop: Loop, unit: str = MUNICH, language: str = "en") -> TestResponse:
    return loop.stage.web.get(f"{link(loop.stage, unit)}?lang={language}")


def test_the_three_most_frequent_themes_wait_for_their_answer(loop: Loop) -> None:
    loop.raised("coaching", "leads", "price", "target")
    page = words(opened(loop))
    assert page.count("Not answered yet; due by") == 3
    assert page.count("6 comments") == 3
    assert "Noch nicht beantwortet; fällig bis 23. Februar 2026." in words(opened(loop, language="de"))
    assert "Preis" in words(opened(loop, language="de"))


def test_answers_stand_below_their_theme_for_everybody(loop: Loop) -> None:
    loop.raised("price")
    loop.answer(Draft(Kind.PASSED_UP, "Head office sets <prices>."))
    loop.answer(Draft(Kind.NO, "The list holds until summer."), SUE)
    page = opened(loop)
    assert "Passed up to South: Head office sets &lt;prices&gt;." in words(page)
    assert "No, because: The list holds until summer." in words(page)
    assert "Not answered yet;" not in page.text
    assert "Weitergegeben an South: Head office" in words(opened(loop, language="de"))


def test_a_question_back_leaves_the_theme_open(loop: Loop) -> None:
    loop.raised("price")
    loop.answer(Draft(Kind.UNDERSTAND, "Which products do you mean?"))
    assert "We need to understand this better: Which products do you mean? Still open." in words(opened(loop))


def test_promises_are_shown_with_their_day_and_end(loop: Loop) -> None:
    loop.raised("price", "leads", "coaching")
    kept, dropped = loop.promised("A price list."), loop.promised("A fair.", theme="leads")
    loop.promised("A coach.", theme="coaching")
    assert words(opened(loop)).count("due by") == 3
    loop.keep(kept)
    loop.drop(dropped, "The fair is closed.")
    loop.stage.clock.forward(days=8)
    page = words(opened(loop))
    assert "A coach. late, was due by" in page
    assert "A price list. kept , Lena" in page
    assert "A fair. dropped , Lena. The fair is closed." in page
    assert page.index("A coach. late") < page.index("A price list. kept") < page.index("A fair. dropped")


def test_the_page_tells_what_was_said_and_done_while_its_wave_is_the_newest(loop: Loop) -> None:
    loop.raised("price")
    loop.keep(loop.promised("A price list."))
    assert "We did: “A price list.”" in words(opened(loop))
    older = link(loop.stage, MUNICH)
    loop.stage.clock.forward(weeks=4)
    loop.raised("leads")
    assert "We did" not in words(loop.stage.web.get(older))
    assert "A price list. kept" in words(opened(loop))


def test_answers_to_another_team_are_not_here(loop: Loop) -> None:
    loop.raised("price")
    loop.promised("A price list.")
    assert "A price list." not in opened(loop, GRAZ).text
    assert "No theme was in enough comments to be shown. That is common." in words(opened(loop, GRAZ))


def test_a_new_answer_changes_the_page_for_all_alike(loop: Loop) -> None:
    loop.raised("price")
    before = opened(loop).data
    loop.answer(Draft(Kind.NO, "The list holds until summer."))
    after = opened(loop).data
    assert after != before
    assert loop.stage.sign_in("lena@acme.example").get(f"{link(loop.stage, MUNICH)}?lang=en").data == after
