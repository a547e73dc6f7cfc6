"""A14: mail scanners and link checkers open, script and post; no code is spent and no ballot cast."""

import re
from collections.abc import Iterator

import pytest

from pulse.house import House
from tests.respond.stage import Count, Stage, open_stage

NOTHING = Count(ballots=0, decoys=0, redeemed=0)


@pytest.fixture
def stage(house: House) -> Iterator[Stage]:
    """A wave with invited people; in the end nobody's code is spent, and it still works."""
    with open_stage(house) as opened:
        yield opened
        assert opened.count() == NOTHING
        assert opened.answer(3).status_code == 303
        assert opened.count() == Count(ballots=1, decoys=0, redeemed=1)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_opening_the_link_spends_nothing(stage: Stage, method: str) -> None:
    code = stage.code(3)
    for address in (stage.path, f"{stage.path}?code={code}&S1.v1=4", f"{stage.path}/{code}", f"{stage.path}%23{code}"):
        stage.browser().open(address, method=method)


def test_following_every_link_spends_nothing(stage: Stage) -> None:
    seen, waiting = set(), [stage.path]
    while waiting:
        address = waiting.pop()
        seen.add(address)
        with stage.browser().get(address) as answer:
            text = answer.get_data(as_text=True)
        waiting += [found for found in re.findall(r'(?:href|src)="(/[^"#]*)', text) if found not in seen | set(waiting)]
    assert len(seen) > 5


def test_posting_an_empty_form_spends_nothing(stage: Stage) -> None:
    assert stage.send({}).status_code == 422
    assert stage.browser().post(stage.path).status_code == 422


def test_posting_the_code_alone_spends_nothing(stage: Stage) -> None:
    """What a scanner does that runs the script, which fills the code in, and then sends the form."""
    for extra in ({}, {"S1.v1": ""}, {"T1.v1": "", "tag": "", "visibility": ""}, {"T1.v1": "  "}):
        assert stage.send({"code": stage.code(3), **extra}).status_code == 422


def test_posting_every_field_as_the_page_has_it_spends_nothing(stage: Stage) -> None:
    text = stage.browser().get(stage.path).text
    checked = dict.fromkeys(re.findall(r'<(?:input|textarea)[^>]*name="([^"]+)"(?![^>]*radio)', text), "")
    assert stage.send(checked | {"code": stage.code(3)}).status_code == 422


def test_filling_every_field_with_the_same_word_spends_nothing(stage: Stage) -> None:
    names = set(re.findall(r'name="([^"]+)"', stage.browser().get(stage.path).text))
    for word in ("test", "1", "on"):
        assert stage.send(dict.fromkeys(names, word)).status_code == 422
        assert stage.send({**dict.fromkeys(names, word), "code": stage.code(3)}).status_code == 422


@pytest.mark.parametrize("kind", ["application/json", "text/xml", "application/csp-report"])
def test_posting_something_else_spends_nothing(stage: Stage, kind: str) -> None:
    body = f'{{"code": "{stage.code(3)}", "S1.v1": "4"}}'
    assert stage.browser().post(stage.path, data=body, content_type=kind).status_code == 422


def test_guessing_codes_spends_nothing(stage: Stage) -> None:
    code = stage.code(3)
    for place in range(26):
        guess = code[:place] + ("0" if code[place] != "0" else "1") + code[place + 1 :]
        assert stage.send({"code": guess, "S1.v1": "4"}).status_code == 404
