"""The pages on which a leader answers themes and keeps promises, as a browser without script sees them."""

import json
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pulse.actions.answering import Kind
from pulse.actions.drafts import Draft
from tests.actions.loop import GRAZ, HANNA, LENA, MUNICH, NILS, RUTH, SOUTH, SUE, Loop
from tests.dashboards.test_home import text

pytestmark = pytest.mark.once
NO = {"kind": "no", "text": "The discount is set by law."}
DOING = {"kind": "doing", "text": "A price list.", "owner": "Lena", "due": "2026-02-20", "item": "E1"}


@pytest.fixture(autouse=True)
def _no_tokens(loop: Loop) -> None:
    loop.stage.app.config["WTF_CSRF_ENABLED"] = False


def page(loop: Loop, tail: str, by: str = LENA, unit: str = MUNICH) -> TestResponse:
    return loop.stage.sign_in(by).get(f"/team/{loop.stage.code(unit)}/{tail}")


def address(loop: Loop, theme: str = "price", unit: str = MUNICH) -> str:
    return f"/team/{loop.stage.code(unit)}/theme/{loop.stage.held[-1]}/{theme}"


def send(loop: Loop, fields: dict[str, str], step: str, by: str = LENA, theme: str = "price") -> TestResponse:
    return loop.stage.sign_in(by).post(address(loop, theme), data={**fields, "step": step})


def test_themes_stand_with_their_clock_and_a_way_to_answer(loop: Loop) -> None:
    loop.raised("price")
    shown = page(loop, "comments")
    assert "Price and discount 6 comments Answer is due by Mon 23 Feb Answer" in text(shown.text)
    assert address(loop) in shown.text


def test_a_late_theme_says_so(loop: Loop) -> None:
    loop.raised("price")
    loop.stage.clock.now += timedelta(days=20)
    assert "Answer was due on Mon 23 Feb" in text(page(loop, "comments").text)


def test_a_leader_answers_in_three_steps_without_script(loop: Loop) -> None:
    loop.raised("price")
    form = loop.stage.sign_in(LENA).get(address(loop))
    assert all(f'value="{kind.value}"' in form.text for kind in Kind)
    preview = send(loop, NO, "preview")
    assert "Your whole team will read this" in text(preview.text)
    assert loop.thread().answers == ()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', preview.text))
    published = send(loop, fields, "publish")
    assert published.status_code == 303
    assert published.location.endswith("/comments#theme-price")
    assert "Answered No, because The discount is set by law." in text(page(loop, "comments").text)


def test_publishing_twice_is_once(loop: Loop) -> None:
    loop.raised("price")
    for _ in range(2):
        assert send(loop, DOING, "publish").status_code == 303
    assert len(loop.thread().answers) == 1


def test_the_form_comes_back_as_it_was_filled_in_with_what_is_wrong(loop: Loop) -> None:
    loop.raised("price")
    refused = send(loop, {**DOING, "owner": ""}, "preview")
    assert refused.status_code == 422
    assert "Say who will do it." in refused.text
    assert "A price list.</textarea>" in refused.text
    assert 'value="doing" required checked' in refused.text
    changed = send(loop, DOING, "change")
    assert 'value="2026-02-20"' in changed.text
    assert loop.thread().answers == ()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": "Hm."}, "Choose one of the ways to answer."),
        ({"kind": "seen", "text": "Seen, thank you."}, "Choose one of the ways to answer."),
        ({**DOING, "due": "next week"}, "Write the day like this"),
        ({**DOING, "due": "99999-99-99"}, "Write the day like this"),
        ({**NO, "text": ""}, "an explained no is a full answer"),
    ],
)
def test_each_mistake_has_its_sentence(loop: Loop, fields: dict[str, str], sentence: str) -> None:
    loop.raised("price")
    refused = send(loop, fields, "publish")
    assert (refused.status_code, sentence in refused.text) == (422, True)


def test_words_that_look_for_an_author_are_shown_and_do_not_block(loop: Loop) -> None:
    loop.raised("price")
    hunting = {**NO, "text": "Whoever wrote this, come and see me."}
    assert "Whoever wrote" in text(send(loop, hunting, "preview").text)
    assert send(loop, hunting, "publish").status_code == 303
    assert "Read this again" not in send(loop, NO, "preview").text


def test_hostile_text_is_text_wherever_it_is_read(loop: Loop) -> None:
    loop.raised("price")
    hostile = {**DOING, "text": "<script>alert(1)</script>{{ 7 * 7 }}", "owner": '"><img src=x onerror=alert(1)>'}
    assert send(loop, hostile, "preview").status_code == 200
    assert send(loop, hostile, "publish").status_code == 303
    tails = ("comments", "promises", f"theme/{loop.stage.held[-1]}/price")
    shown = [send(loop, hostile, step).text for step in ("preview", "change")]
    for found in (*shown, *(page(loop, tail).text for tail in tails)):
        assert "<script>alert" not in found
        assert "<img src" not in found
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}" in page(loop, "promises").text


def test_leaders_above_read_and_are_offered_no_answer(loop: Loop) -> None:
    loop.raised("price")
    shown = loop.stage.sign_in(SUE).get(address(loop))
    assert shown.status_code == 200
    assert 'name="kind"' not in shown.text
    for step in ("preview", "publish"):
        assert send(loop, NO, step, SUE).status_code == 403
    assert loop.thread().answers == ()


@pytest.mark.parametrize("by", [NILS, HANNA, "gina@acme.example"])
def test_for_everybody_else_there_is_no_such_page(loop: Loop, by: str) -> None:
    loop.raised("price")
    assert loop.stage.sign_in(by).get(address(loop)).status_code == 404
    assert send(loop, NO, "publish", by).status_code == 404


def test_a_theme_that_is_hidden_and_one_that_nobody_raised_look_alike(loop: Loop) -> None:
    loop.raised("price", "other")
    web = loop.stage.sign_in(LENA)
    missing = [web.get(address(loop, theme)) for theme in ("coaching", "nothing", "other", "PRICE", "x" * 900)]
    assert {(one.status_code, one.data) for one in missing} == {(404, missing[0].data)}
    posts = [send(loop, NO, "publish", theme=theme) for theme in ("coaching", "nothing", "other")]
    assert {(one.status_code, one.data) for one in posts} == {(404, posts[0].data)}
    # PostgreSQL cannot even ask for what has this character in it.
    assert web.get(address(loop, "%00")).status_code == (404 if loop.stage.house.databases.office.embedded else 400)


def test_a_theme_of_another_units_wave_is_none(loop: Loop) -> None:
    loop.raised("price", unit=GRAZ)
    assert loop.stage.sign_in(LENA).get(address(loop)).status_code == 404
    assert loop.stage.sign_in(SUE).get(address(loop, unit=GRAZ)).status_code == 200


def test_what_was_passed_up_waits_on_the_page_above_and_comes_back(loop: Loop) -> None:
    loop.raised("price")
    send(loop, {"kind": "passed up", "text": "Discounts are decided above."}, "publish")
    assert "Passed up to South: answer is due by Mon 9 Mar" in text(page(loop, "comments").text)
    above = page(loop, "comments", SUE, SOUTH)
    assert "Passed up to this level Price and discount 6 comments, raised in Munich" in text(above.text)
    assert send(loop, NO, "publish", SUE).status_code == 303
    assert "Came back answered by South" in text(page(loop, "comments").text)
    assert "Passed up to South" in text(page(loop, "comments").text)


def test_from_the_top_nothing_is_offered_to_be_passed_up(loop: Loop) -> None:
    loop.raised("price", unit="Sales")
    shown = loop.stage.sign_in(RUTH).get(address(loop, unit="Sales"))
    assert 'value="doing"' in shown.text
    assert 'value="passed up"' not in shown.text
    preview = loop.stage.web.post(address(loop, unit="Sales"), data={**NO, "step": "preview"})
    assert "may be quoted in the next invitation" in preview.text


def test_home_says_what_to_do_next_and_where(loop: Loop) -> None:
    loop.raised("price", "coaching")
    home = loop.stage.sign_in(LENA).get(f"/team/{loop.stage.code(MUNICH)}")
    assert "Do next Answer 2 themes by Mon 23 Feb. Answer now, 3 min" in text(home.text)
    above = loop.stage.sign_in(SUE).get(f"/team/{loop.stage.code(MUNICH)}").text
    assert "Waiting for the leader here" in above
    assert "Answer now" not in above


def test_promises_stand_by_how_they_are_with_what_measures_them(loop: Loop) -> None:
    loop.raised("price", "coaching")
    loop.promised("A price list.")
    shown = text(page(loop, "promises").text)
    assert "Open By Mon 16 Feb A price list. Lena. Price and discount, wave 1." in shown
    assert "E1 will show it; it has not been asked yet." in shown
    loop.stage.clock.now += timedelta(days=10)
    assert "Late Was due on Mon 16 Feb" in text(page(loop, "promises").text)


def test_a_promise_is_kept_on_the_page(loop: Loop) -> None:
    loop.raised("price")
    change(loop, loop.promised().id, step="kept")
    assert "Done Kept on Mon 9 Feb" in text(page(loop, "promises").text)


def test_a_promise_is_dropped_with_a_reason_and_not_without(loop: Loop) -> None:
    loop.raised("price")
    made = loop.promised().id
    refused = change(loop, made, step="dropped", reason=" ")
    assert (refused.status_code, "Say why it is dropped." in refused.text) == (422, True)
    assert change(loop, made, step="dropped", reason="The vendor is gone.").status_code == 303
    assert "Because: The vendor is gone." in text(page(loop, "promises").text)


def test_a_promise_is_moved_on_the_page(loop: Loop) -> None:
    loop.raised("price")
    made = loop.promised().id
    for due, sentence in (("", "Give the day"), ("soon", "Write the day"), ("2026-02-10", "a day after")):
        refused = change(loop, made, step="moved", due=due, reason="Late.")
        assert (refused.status_code, sentence in refused.text) == (422, True)
    assert change(loop, made, step="moved", due="2026-03-02", reason="The vendor is late.").status_code == 303
    assert "By Mon 2 Mar" in text(page(loop, "promises").text)
    assert "Moved from Mon 16 Feb: The vendor is late." in text(page(loop, "promises").text)
    assert change(loop, made, step="moved", due="2026-04-01", reason="Again.").status_code == 409


@pytest.mark.parametrize("promise", ["0", "99", "x", "9" * 40, "1.5", "²"])
def test_a_promise_that_is_not_there_is_not_there(loop: Loop, promise: str) -> None:
    loop.raised("price")
    assert change(loop, promise, step="kept").status_code == 404


def test_only_whoever_promised_changes_a_promise(loop: Loop) -> None:
    loop.raised("price")
    made = loop.promised().id
    assert change(loop, made, SUE, step="kept").status_code == 403
    for by in (NILS, HANNA):
        assert change(loop, made, by, step="kept").status_code == 404
    assert 'value="kept"' not in page(loop, "promises", SUE).text


def test_answering_stands_beside_what_the_team_noticed(loop: Loop) -> None:
    loop.raised("price", "coaching")
    loop.answer(Draft(Kind.NO, "The law."))
    shown = text(page(loop, "promises").text)
    assert "1 of 1 themes answered within 10 working days." in shown
    assert "What the team noticed Problems got a clear answer 75" in shown
    assert "All leaders from here down" in page(loop, "promises", SUE, SOUTH).text


def test_promises_are_drawn_over_time_as_the_lists_tell_them(loop: Loop) -> None:
    loop.raised("price", "coaching")
    kept, _ = loop.promised("<b>A list</b>"), loop.promised("Weekly talks.", theme="coaching")
    assert "data-figure" in page(loop, "promises").text
    loop.stage.clock.now += timedelta(days=2)
    loop.keep(kept)
    drawn = json.loads(page(loop, "promises.json").text)
    ends = {trace["name"]: trace["x"] for trace in drawn["data"] if "name" in trace}
    assert ends == {"open": ["2026-02-16"], "kept": ["2026-02-11"]}
    assert drawn["layout"]["yaxis"]["ticktext"] == ["&lt;b&gt;A list&lt;/b&gt;", "Weekly talks."]


def test_one_promise_alone_is_not_drawn(loop: Loop) -> None:
    loop.raised("price")
    loop.promised()
    assert "data-figure" not in page(loop, "promises").text


def test_what_became_of_a_promise_stands_with_the_answer(loop: Loop) -> None:
    loop.raised("price")
    loop.drop(loop.promised(), "The vendor is gone.")
    assert "Lena, by Mon 16 Feb: dropped" in text(page(loop, "comments").text)


def change(loop: Loop, promise: object, by: str = LENA, **fields: str) -> TestResponse:
    web: FlaskClient = loop.stage.sign_in(by)
    return web.post(f"/team/{loop.stage.code(MUNICH)}/promises/{promise}", data=fields)
