"""What cannot be sent: it is said why, everything entered is still there, and nothing is spent."""

import re

import pytest
import sqlalchemy as sa

from tests.conftest import TestClock
from tests.respond.stage import ANSWERS, WAVE, Count, Stage, without_tags

NOTHING = Count(ballots=0, decoys=0, redeemed=0)
UNKNOWN = "0" * 26


def problems(text: str) -> str:
    """The words of the summary on top of a page that was not sent."""
    return without_tags(text.split('id="problems"')[1].split("</section>", maxsplit=1)[0].split(">", 1)[1])


def rename(stage: Stage, table: str, name: str) -> None:
    """Break the box for a while: a table is not where it is looked for."""
    with stage.house.databases.box.writing() as session:
        session.execute(sa.text(f"ALTER TABLE {table} RENAME TO {name}"))


def chosen(text: str) -> set[tuple[str, str]]:
    return set(re.findall(r'name="([^"]+)" value="([^"]*)" checked', text))


REFUSED = [
    ({}, 422, "There is nothing on this page yet."),
    ({"S1.v1": "", "X1.v1": ""}, 422, "There is nothing on this page yet."),
    ({"tag": "idea", "visibility": "words"}, 422, "There is nothing on this page yet."),
    ({"T1.v1": " \n "}, 422, "There is nothing on this page yet."),
    ({"S1.v1": "6"}, 422, "One answer was not among the choices."),
    ({"S1.v1": "0"}, 422, "One answer was not among the choices."),
    ({"S1.v1": "-1"}, 422, "One answer was not among the choices."),
    ({"S1.v1": "4.0"}, 422, "One answer was not among the choices."),
    ({"S1.v1": "٤"}, 422, "One answer was not among the choices."),
    ({"S1.v1": "4" * 5000}, 422, "One answer was not among the choices."),
    ({"S1.v1": ["4", "5"]}, 422, "One answer was not among the choices."),
    ({"X1.v1": "99"}, 422, "One answer was not among the choices."),
    ({"P4.v1": "7"}, 422, "One answer was not among the choices."),
    ({"S1.v1": "4", "tag": "rant"}, 422, "One answer was not among the choices."),
    ({"S1.v1": "4", "T1.v1": "x", "visibility": "all"}, 422, "One answer was not among the choices."),
    ({"S1.v1": "4", "T1.v1": "x"}, 422, "Please choose how your comment may be used."),
    ({"T1.v1": "x" * 281, "visibility": "words"}, 422, "Please shorten it to 280 characters"),
    ({"T1.v1": "\N{HUNDRED POINTS SYMBOL}" * 141, "visibility": "words"}, 422, "Please shorten it to 280 characters"),
]


@pytest.mark.parametrize(("fields", "status", "sentence"), REFUSED)
def test_a_sheet_that_cannot_be_sent_is_refused_in_a_sentence(
    stage: Stage, fields: dict[str, str], status: int, sentence: str
) -> None:
    answer = stage.send({"code": stage.code(), **fields})
    assert answer.status_code == status
    assert sentence in problems(answer.text)
    assert "your code is not used up" in problems(answer.text)
    assert stage.count() == NOTHING


@pytest.mark.parametrize(
    ("code", "status", "sentence"),
    [
        ("", 422, "Your code is missing."),
        ("   ", 422, "Your code is missing."),
        ("ABC", 422, "This is not a complete code."),
        ("U" * 26, 422, "This is not a complete code."),
        (UNKNOWN, 404, "This code does not belong to this round."),
    ],
)
def test_a_wrong_code_is_refused_in_a_sentence(stage: Stage, code: str, status: int, sentence: str) -> None:
    answer = stage.send({"code": code, **ANSWERS})
    assert answer.status_code == status
    assert sentence in problems(answer.text)
    assert stage.count() == NOTHING


def test_a_code_of_another_wave_is_unknown_here(stage: Stage) -> None:
    other = stage.directories.invite_key("W4VE00000000000B")
    assert other != stage.invite_key
    assert stage.send({"code": UNKNOWN[:-1] + "1", **ANSWERS}).status_code == 404


def test_a_comment_of_280_characters_as_browsers_count_is_taken(stage: Stage) -> None:
    # A browser counts a line break once and sends it as two characters.
    text = "a" * 138 + "\r\n" + "b" * 139 + "\N{HUNDRED POINTS SYMBOL}"
    assert stage.send({"code": stage.code(), "T1.v1": text, "visibility": "words"}).status_code == 303
    comment = stage.sheets()[0][1].comment
    assert comment is not None
    assert comment.text == text.replace("\r\n", "\n")


def test_everything_entered_is_still_there(stage: Stage) -> None:
    text = 'Two lines\r\n<b>"quoted"</b> & more ' + "x" * 280
    fields = {
        "code": "ABC",
        "S1.v1": "4",
        "S2.v1": "99",
        "X1.v1": "5",
        "T1.v1": text,
        "tag": "keep",
        "visibility": "skip",
    }
    answer = stage.send(fields)
    assert chosen(answer.text) == {
        ("S1.v1", "4"), ("S2.v1", "99"), ("X1.v1", "5"), ("tag", "keep"), ("visibility", "skip"),
    }  # fmt: skip
    area = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", answer.text, flags=re.DOTALL)
    assert area is not None
    assert area[1].startswith("Two lines\n&lt;b&gt;&#34;quoted&#34;&lt;/b&gt; &amp; more xxx")
    assert 'name="code" value="ABC"' in answer.text


def test_every_problem_is_named_at_once_and_leads_to_its_place(stage: Stage) -> None:
    text = stage.send({"S1.v1": "9", "T1.v1": "x"}).text
    links = re.findall(r'<li><a href="#([^"]+)">', text.split('id="problems"')[1].split("</section>")[0])
    assert links == ["S1.v1", "comment", "code"]
    assert all(f'id="{link}"' in text for link in links)


def test_the_summary_speaks_up_by_itself_without_a_script(stage: Stage) -> None:
    text = stage.send({}).text
    assert '<section class="problems" id="problems" role="alert" tabindex="-1" autofocus>' in text
    assert "<title>Not sent yet" in text


def test_a_refusal_speaks_the_language_of_the_page(stage: Stage) -> None:
    answer = stage.send({"code": stage.code()}, lang="de")
    assert "Auf dieser Seite steht noch nichts." in problems(answer.text)
    assert f'action="/w/{WAVE}?lang=de"' in answer.text


def test_a_refused_page_is_not_kept_for_others(stage: Stage) -> None:
    stage.send({"code": stage.code(), "S1.v1": "4", "T1.v1": "secret words"})
    text = stage.browser().get(stage.path).text
    assert "secret words" not in text
    assert chosen(text) == set()


def test_a_mended_page_can_be_sent(stage: Stage) -> None:
    stage.send({"code": stage.code(), "T1.v1": "x"})
    assert stage.send({"code": stage.code(), "T1.v1": "x", "visibility": "words"}).status_code == 303
    assert stage.count() == Count(ballots=1, decoys=0, redeemed=1)


def test_too_large_a_body_is_refused_with_a_sentence(stage: Stage) -> None:
    answer = stage.send({"code": stage.code(), "S1.v1": "4", "more": "x" * 40_000})
    assert answer.status_code == 413
    assert "This is more than Pulse takes in one go." in answer.text
    assert stage.count() == NOTHING


def test_a_box_that_cannot_be_read_gives_the_page_back_long_after_it_was_shown(
    stage: Stage, clock: TestClock, caplog: pytest.LogCaptureFixture
) -> None:
    stage.browser().get(stage.path)
    clock.forward(minutes=2)
    rename(stage, "contract", "away")
    answer = stage.answer()
    assert answer.status_code == 503
    assert "The box is busy." in problems(answer.text)
    assert ("S1.v1", "4") in chosen(answer.text)
    assert "SELECT" not in caplog.text


def test_a_page_that_nobody_was_shown_yet_cannot_be_shown_without_the_box(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    rename(stage, "contract", "away")
    answer = stage.browser().get(f"{stage.path}?lang=de")
    assert answer.status_code == 503
    assert "Pulse ist überlastet" in answer.text
    assert re.search(r"The box was not read: (Operational|Programming)Error at", caplog.text)
    assert "SELECT" not in caplog.text


@pytest.mark.once
def test_a_box_that_takes_nothing_now_says_so_and_keeps_everything(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    rename(stage, "ballot", "away")
    answer = stage.answer()
    assert answer.status_code == 503
    assert "The box is busy." in problems(answer.text)
    assert ("S1.v1", "4") in chosen(answer.text)
    assert re.search(
        r"The box took no ballot: (Operational|Programming)Error at database/direct\.py:\d+$", caplog.text, re.M
    )
    assert "INSERT" not in caplog.text
    rename(stage, "away", "ballot")
    assert stage.count() == NOTHING


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(stage: Stage, method: str) -> None:
    assert stage.browser().open(stage.path, method=method).status_code == 405
    assert stage.count() == NOTHING
