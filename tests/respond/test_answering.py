"""Answering: one deliberate POST, one ballot, thank you."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from pulse.ballots.models import Ballot, BoxContract
from pulse.ballots.sheet import Comment, Tag, Visibility
from tests.conftest import TestClock
from tests.respond.stage import ANSWERS, CELLS, WAVE, Count, Stage, without_tags

NOTHING = Count(ballots=0, decoys=0, redeemed=0)


def test_somebody_answers_and_is_thanked(stage: Stage) -> None:
    sent = stage.answer(person=4)
    assert sent.status_code == 303
    assert sent.headers["Location"] == f"/w/{WAVE}/thanks?lang=en"
    assert stage.count() == Count(ballots=1, decoys=0, redeemed=1)


def test_what_was_sent_is_what_is_sealed(stage: Stage) -> None:
    stage.answer(person=4)
    ((cell, sheet),) = stage.sheets()
    assert cell == CELLS[4 % 3]
    assert sheet.answers == {item: int(code) for item, code in ANSWERS.items()}
    assert sheet.comment is None
    assert sheet.declined == frozenset()


def test_a_comment_is_sealed_with_the_choices_of_its_author(stage: Stage) -> None:
    fields = {"code": stage.code(), "T1.v1": "  Ziele\r\nsenken ", "tag": "idea", "visibility": "skip"}
    assert stage.send(fields, lang="de").headers["Location"].endswith("/thanks?lang=de")
    assert stage.sheets()[0][1].comment == Comment("Ziele\nsenken", Tag.IDEA, Visibility.SKIP, "de")


def test_a_tag_is_optional(stage: Stage) -> None:
    stage.send({"code": stage.code(), "T1.v1": "x", "visibility": "themes"})
    assert stage.sheets()[0][1].comment == Comment("x", None, Visibility.THEMES, "en")


def test_marks_without_a_comment_are_no_comment(stage: Stage) -> None:
    stage.answer(1, {"T1.v1": " \r\n ", "tag": "idea", "visibility": "words"})
    assert stage.sheets()[0][1].comment is None


def test_prefer_not_to_say_is_sealed_apart_from_the_answers(stage: Stage) -> None:
    stage.send({"code": stage.code(), "S1.v1": "99", "S2.v1": "3", "X1.v1": ""})
    sheet = stage.sheets()[0][1]
    assert sheet.answers == {"S2.v1": 3}
    assert sheet.declined == {"S1.v1"}


def test_declining_everything_counts_as_an_answer(stage: Stage) -> None:
    assert stage.send({"code": stage.code(), "S1.v1": "99"}).status_code == 303


def test_fields_the_page_does_not_have_are_passed_over(stage: Stage) -> None:
    stage.answer(1, {"cell": "OTHER", "S4.v1": "5", "S1": "1"})
    cell, sheet = stage.sheets()[0]
    assert cell in CELLS
    assert set(sheet.answers) == set(ANSWERS)


@pytest.mark.parametrize(
    "look", [str.lower, lambda code: f" {code[:9]}-{code[9:]} ", lambda code: code.replace("0", "o")]
)
def test_a_code_may_be_typed_as_people_type(stage: Stage, look: object) -> None:
    assert callable(look)
    assert stage.send({"code": look(stage.code()), **ANSWERS}).status_code == 303


def test_the_same_code_again_is_thanked_alike_and_counts_once(stage: Stage) -> None:
    first, again = stage.answer(person=4), stage.answer(4, {"S1.v1": "1"})
    assert first.status_code == again.status_code
    assert first.data == again.data
    assert str(first.headers) == str(again.headers)
    assert stage.count() == Count(ballots=1, decoys=1, redeemed=1)
    assert stage.sheets()[0][1].answers["S1.v1"] == 4


def test_everybody_counts_in_the_cell_they_were_invited_in(stage: Stage) -> None:
    for person in range(6):
        stage.answer(person)
    assert sorted(cell for cell, _ in stage.sheets()) == sorted([*CELLS, *CELLS])


def test_every_ballot_has_the_same_size_whatever_is_in_it(stage: Stage) -> None:
    stage.answer(person=1)
    stage.send({"code": stage.code(2), "S1.v1": "99"})
    stage.answer(3, {"T1.v1": "€" * 280, "visibility": "words"})
    with stage.house.databases.box.reading() as session:
        assert len(set(session.scalars(sa.select(sa.func.length(Ballot.sealed))))) == 1


def test_a_post_by_way_of_another_site_counts_for_the_code_is_the_capability(stage: Stage) -> None:
    """Mail gateways rewrite links and browsers in a box relay pages; who holds the code needs no other site."""
    elsewhere = {"Origin": "https://gateway.example", "Sec-Fetch-Site": "cross-site"}
    answer = stage.browser().post(stage.path, data={"code": stage.code(), **ANSWERS}, headers=elsewhere)
    assert answer.status_code == 303
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_no_cookie_comes_with_the_thanks(stage: Stage) -> None:
    assert "Set-Cookie" not in stage.answer().headers


def test_the_thank_you_page_says_when_results_come_and_where_help_is(stage: Stage) -> None:
    words = without_tags(stage.browser().get(f"{stage.path}/thanks").text)
    assert "Sent. Nothing links it to you." in words
    assert "Tuesday 10 February, 08:00 (UTC)" in words
    assert "If something weighs on you" in words


@pytest.mark.once
def test_whoever_sent_something_is_thanked_though_the_office_cannot_be_read(stage: Stage) -> None:
    with stage.house.databases.office.writing() as office:
        office.execute(sa.text("ALTER TABLE said_and_done RENAME TO away"))
    assert "Sent. Nothing links it to you." in stage.browser().get(f"{stage.path}/thanks").text


def test_help_contacts_of_the_settings_are_always_shown(stage: Stage) -> None:
    settings = stage.house.settings.model_copy(update={"help_contacts": ("Line one 0800", "Chaplain <b>")})
    stage.app.extensions["pulse"] = replace(stage.app.extensions["pulse"], settings=settings)
    text = stage.browser().get(f"{stage.path}/thanks").text
    assert "Line one 0800" in text
    assert "Chaplain &lt;b&gt;" in text


@pytest.mark.parametrize("late", [{"days": 7}, {"days": 30}])
def test_after_the_close_nothing_is_taken(stage: Stage, clock: TestClock, late: dict[str, float]) -> None:
    clock.forward(**late)
    answer = stage.answer()
    assert answer.status_code == 410
    assert "This round is closed. Nothing was sent." in answer.text
    assert stage.count() == NOTHING


def test_a_closed_box_takes_nothing_though_the_page_was_kept(stage: Stage) -> None:
    stage.browser().get(stage.path)
    stage.close()
    assert stage.answer().status_code == 410
    assert stage.count() == NOTHING


def test_an_unknown_wave_takes_nothing(stage: Stage) -> None:
    answer = stage.browser().post("/w/N0SUCHWAVE000000", data={"code": stage.code(), **ANSWERS})
    assert answer.status_code == 404
    assert stage.count() == NOTHING


def test_a_page_of_a_replaced_contract_is_refused_and_spends_nothing(stage: Stage) -> None:
    stage.browser().get(stage.path)
    with stage.house.databases.box.writing() as session:
        session.execute(sa.update(BoxContract).values(fingerprint="0" * 64))
    assert stage.answer().status_code == 409
    assert stage.count() == NOTHING


def test_a_wave_placed_anew_is_seen_within_seconds(stage: Stage, clock: TestClock) -> None:
    stage.browser().get(stage.path)
    with stage.house.databases.box.writing() as session:
        session.execute(sa.update(BoxContract).values(closed=True))
    assert stage.browser().get(stage.path).status_code == 200
    clock.forward(seconds=5)
    assert stage.browser().get(stage.path).status_code == 410
