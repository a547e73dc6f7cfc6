"""The page that asks: the same for everybody, small, self-contained, and nothing happens by looking at it."""

import hashlib
import re
from base64 import b64decode

import pytest
from flask import session
from flask.sessions import NullSession

from pulse.respond.protection import digest
from pulse.web import STATIC
from tests.conftest import TestClock
from tests.engines import content
from tests.respond.stage import QUESTIONS, WAVE, Stage, without_tags

VISITORS: list[dict[str, str]] = [
    {},
    {"User-Agent": "Mozilla/5.0 (iPhone)", "Accept-Language": "de-DE,de;q=0.9"},
    {"User-Agent": "scanner/1.0", "X-Forwarded-For": "203.0.113.9", "Referer": "https://mail.example/"},
    {"Cookie": "pulse=somebody; session=x", "If-None-Match": "*", "If-Modified-Since": "Tue, 03 Feb 2026 08:00:00 GMT"},
]


@pytest.fixture
def html(stage: Stage) -> str:
    return stage.browser().get(stage.path).text


@pytest.mark.parametrize("query", ["", "?lang=en", "?lang=de", "?lang=de-AT", "?lang=fr", "?lang=<x>"])
def test_everybody_gets_the_same_bytes(stage: Stage, query: str) -> None:
    answers = [stage.browser().get(stage.path + query, headers=visitor) for visitor in VISITORS]
    stage.answer(person=1)
    answers.append(stage.browser().get(stage.path + query))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert len({str(answer.headers) for answer in answers}) == 1


def test_an_unknown_language_is_english_and_german_is_german(stage: Stage) -> None:
    english, french, german = (stage.browser().get(f"{stage.path}?lang={lang}") for lang in ("en", "fr", "de-CH"))
    assert english.data == french.data == stage.browser().get(stage.path).data
    assert '<html lang="de">' in german.text
    assert "Ich kann meiner Führungskraft sagen" in german.text
    assert "9 Fragen, etwa 65 Sekunden, ohne Ihren Namen gespeichert" in without_tags(german.text)


def test_the_header_says_how_much_is_asked(html: str) -> None:
    words = without_tags(html)
    assert "9 questions, about 60 seconds, stored without your name How?" in words
    assert "Your manager sees only team totals, from 5 answers on." in words
    assert "leave out names and deals" in words


def test_there_is_one_card_for_every_question_in_order(html: str) -> None:
    assert re.findall(r'<fieldset class="card" id="([^"]+)" data-question>', html) == list(QUESTIONS[:-1])


def test_nothing_is_chosen_beforehand(html: str) -> None:
    assert " checked" not in html
    assert "selected" not in html
    assert "required" not in html


def test_an_agree_question_has_five_choices_in_a_column_and_one_apart(html: str) -> None:
    card = html.split('id="S1.v1"')[1].split("</fieldset>", maxsplit=1)[0]
    column, apart = card.split('<div class="apart">')
    assert 'class="stack"' in column
    assert re.findall(r'value="(\d+)"', column) == ["1", "2", "3", "4", "5"]
    assert re.findall(r'value="(\d+)"', apart) == ["99"]
    assert "Prefer not to say" in apart


def test_every_question_can_be_left_unsaid(html: str) -> None:
    assert html.count('<div class="apart">') == 9


def test_the_ends_of_a_number_scale_say_what_they_mean(html: str) -> None:
    assert "0 – None" in html
    assert "10 – All ten" in html


def test_every_control_has_a_name_to_read_out(html: str) -> None:
    ids = re.findall(r'<(?:input|textarea)[^>]* id="([^"]+)"', html) + re.findall(
        r'<(?:input|textarea) id="([^"]+)"', html
    )
    assert len(set(ids)) == len(re.findall(r"<(?:input|textarea)", html))
    assert all(f'for="{id_}"' in html for id_ in ids)


def test_the_code_can_be_typed_without_a_script(html: str) -> None:
    section = html.split('id="code"', maxsplit=1)[0].rsplit("<", 1)[1]
    assert "hidden" not in section
    assert 'name="code" value=""' in html


def test_the_footer_leads_to_language_contact_explanation_and_contract(stage: Stage, html: str) -> None:
    foot = html.split('<footer class="foot">')[1]
    assert f'href="/w/{WAVE}?lang=de" lang="de"' in foot
    assert "mailto:pulse@acme.example" in foot
    assert f'href="/w/{WAVE}/how?lang=en"' in foot
    assert without_tags(foot).endswith(" ".join(re.findall("....", stage.fingerprint()[:16])))


@pytest.mark.parametrize("page", ["", "/how", "/thanks", "/contract", "/nothing-there"])
def test_looking_changes_nothing_and_leaves_no_cookie(stage: Stage, page: str) -> None:
    before = content(stage.house.databases.box)
    for method in ("GET", "HEAD", "OPTIONS"):
        answer = stage.browser().open(stage.path + page, method=method)
        assert "Set-Cookie" not in answer.headers
        assert "ETag" not in answer.headers
        assert "Last-Modified" not in answer.headers
    assert content(stage.house.databases.box) == before


def test_a_reps_request_has_no_session_that_anything_could_be_put_into(stage: Stage) -> None:
    with stage.app.test_request_context(stage.path, headers={"Cookie": "pulse=somebody"}):
        assert isinstance(session, NullSession)
    with stage.app.test_request_context("/"):
        assert not isinstance(session, NullSession)


@pytest.mark.parametrize("page", ["", "/how", "/thanks", "/contract"])
def test_the_pages_are_protected_by_their_headers(stage: Stage, page: str) -> None:
    headers = stage.browser().get(stage.path + page).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "geolocation=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("page", ["", "/how", "/thanks", "?lang=de"])
def test_the_one_stylesheet_inside_is_the_one_allowed(stage: Stage, page: str) -> None:
    answer = stage.browser().get(stage.path + page)
    styles = re.findall(r"<style>(.*?)</style>", answer.text, flags=re.DOTALL)
    assert len(styles) == 1
    assert f"style-src '{digest(styles[0])}'" in answer.headers["Content-Security-Policy"]
    assert b64decode(digest(styles[0]).removeprefix("sha256-")) == hashlib.sha256(styles[0].encode()).digest()


@pytest.mark.parametrize("page", ["", "/how", "/thanks", "?lang=de"])
def test_nothing_else_is_inline_and_nothing_comes_from_elsewhere(stage: Stage, page: str) -> None:
    text = stage.browser().get(stage.path + page).text
    assert re.findall(r"<script[^>]*>", text) == re.findall(r'<script src="/static/respond\.js\?v=\w+" defer>', text)
    assert not re.search(r"""\s(?:style|on\w+)=["']""", text)
    assert not re.search(r"javascript:|data:", text)
    assert set(re.findall(r'(?:src|href|action)="(\w+:|//)', text)) <= {"mailto:", "tel:"}


def test_the_page_with_everything_is_at_most_60_kilobytes(stage: Stage) -> None:
    assets = sum((STATIC / name).stat().st_size for name in ("respond.js", "icon.svg"))
    for lang in ("en", "de"):
        page = stage.browser().get(f"{stage.path}?lang={lang}")
        assert len(page.data) + len(str(page.headers)) + assets <= 60_000


def test_an_unknown_wave_is_refused_in_the_readers_language(stage: Stage) -> None:
    answer = stage.browser().get("/w/N0SUCHWAVE000000?lang=de")
    assert answer.status_code == 404
    assert "Diese Runde gibt es nicht." in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("days", [7, 8])
def test_a_wave_whose_time_is_over_is_closed(stage: Stage, clock: TestClock, days: int) -> None:
    clock.forward(days=days)
    answer = stage.browser().get(stage.path)
    assert answer.status_code == 410
    assert "This round is closed." in answer.text


def test_a_wave_the_worker_closed_is_closed(stage: Stage) -> None:
    stage.close()
    assert stage.browser().get(stage.path).status_code == 410


def test_a_page_kept_in_memory_is_closed_at_the_very_instant(stage: Stage, clock: TestClock) -> None:
    clock.forward(days=6, hours=23, minutes=59, seconds=59)
    assert stage.browser().get(stage.path).status_code == 200
    clock.forward(seconds=1)
    assert stage.browser().get(stage.path).status_code == 410
