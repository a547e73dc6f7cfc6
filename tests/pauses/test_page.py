"""The page of a pause: the same for everybody and every token; looking pauses nobody, and one click does."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from pulse.app import create_app
from pulse.database import Role
from pulse.house import House, open_house
from pulse.pauses.models import Pause
from pulse.pauses.queries import paused
from pulse.pauses.tokens import token
from pulse.roster.models import Person
from tests.conftest import TestClock
from tests.engines import as_web
from tests.programme.organisation import bring_in, roster

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def web(house: House, clock: TestClock) -> Iterator[FlaskClient]:
    bring_in(house, roster())
    opened = open_house(Role.WEB, as_web(house.settings), clock)
    yield create_app(opened).test_client()
    opened.databases.dispose()


def link(house: House, person: int) -> str:
    return f"/r/pause/{token(house.settings.secret_key.get_secret_value().encode(), person)}"


def people(house: House) -> list[int]:
    with house.databases.office.reading() as session:
        return list(session.scalars(select(Person.id).order_by(Person.id)))


def now_paused(house: House) -> frozenset[int]:
    with house.databases.office.reading() as session:
        return paused(session)


def seen(response: TestResponse, own: str) -> tuple[int, str, list[tuple[str, str]]]:
    """Everything a reader gets but their own link."""
    return response.status_code, response.text.replace(own, "LINK"), sorted(response.headers.items())


def test_looking_pauses_nobody(house: House, web: FlaskClient) -> None:
    one = link(house, people(house)[3])
    for method in ("GET", "HEAD", "OPTIONS"):
        assert web.open(one, method=method).status_code == 200
    assert now_paused(house) == frozenset()


@pytest.mark.parametrize("data", [{}, {"wish": "x"}, {"List-Unsubscribe": "yes"}, {"pause": "wish"}])
def test_a_form_that_asks_for_nothing_does_nothing(house: House, web: FlaskClient, data: dict[str, str]) -> None:
    assert web.post(link(house, people(house)[3]), data=data).status_code == 422
    assert now_paused(house) == frozenset()


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_mail_program_pauses_in_one_click_without_cookie_token_or_redirect(
    house: House, web: FlaskClient, content_type: str
) -> None:
    person = people(house)[3]
    headers = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
    response = web.post(link(house, person), data=ONE_CLICK, content_type=content_type, headers=headers)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert now_paused(house) == {person}


def test_the_buttons_of_the_page_pause_and_come_back_without_script(house: House, web: FlaskClient) -> None:
    person = people(house)[3]
    page = web.get(link(house, person)).text
    action = re.search(r'<form[^>]*action="([^"]+)"', page)
    assert action
    assert "<script" not in page
    for wish, expected in (("pause", {person}), ("pause", {person}), ("resume", set()), ("resume", set())):
        assert f'name="wish" value="{wish}"' in page
        assert web.post(action[1].replace("&amp;", "&"), data={"wish": wish}).status_code == 200
        assert now_paused(house) == expected


@pytest.mark.parametrize("language", ["en", "de"])
def test_nobody_can_tell_a_real_token_or_a_pause_from_what_they_see(
    house: House, web: FlaskClient, language: str
) -> None:
    first, second, *_ = people(house)
    web.post(link(house, first), data=ONE_CLICK)
    gone, never, nonsense = link(house, 10**6), link(house, first)[:-4] + "AAAA", "/r/pause/no-such-token"
    for data in (None, {"wish": "pause"}, {"wish": "resume"}, ONE_CLICK, {}):
        answers = []
        for one in (link(house, first), link(house, second), gone, never, nonsense):
            address = f"{one}?lang={language}"
            answer = web.get(address) if data is None else web.post(address, data=data)
            status, text, headers = seen(answer, one.removeprefix("/r/pause/"))
            answers.append((status, text, [pair for pair in headers if pair[0] != "Content-Length"]))
        assert all(answer == answers[0] for answer in answers)
    assert not now_paused(house) - {first, second}


def test_pausing_and_coming_back_write_alike_whatever_was_there(house: House, web: FlaskClient) -> None:
    person = people(house)[3]
    for number, wish in enumerate(("resume", "pause", "pause", "resume", "resume"), start=1):
        web.post(link(house, person), data={"wish": wish})
        with house.databases.office.reading() as session:
            assert len(session.scalars(select(Pause)).all()) == number


def test_the_page_is_kept_nowhere_and_leads_nowhere_else(house: House, web: FlaskClient) -> None:
    headers = web.get(link(house, people(house)[3])).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "default-src 'self'" in headers["Content-Security-Policy"]


def test_the_page_speaks_german(house: House, web: FlaskClient) -> None:
    page = web.post(f"{link(house, people(house)[3])}?lang=de", data={"wish": "pause"}).text
    assert '<html lang="de">' in page
    assert "Notiert: Sie machen Pause" in page
    assert "Pause for three" not in page


def test_a_body_too_large_is_refused(house: House, web: FlaskClient) -> None:
    assert web.post(link(house, people(house)[3]), data={"wish": "x" * 10_000}).status_code == 413
    assert now_paused(house) == frozenset()
