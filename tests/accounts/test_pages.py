"""Signing in and out as somebody with a browser does it, and as somebody does who should not get in."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from pulse.accounts.browsers import local_path
from pulse.accounts.models import SignIn, StaffSession
from pulse.accounts.tickets import Ticket, ticket
from pulse.house import House
from tests.conftest import TestClock
from tests.dashboards.stage import Stage, staged

# The statements behind these pages are tested on both engines in test_signing_in.
pytestmark = pytest.mark.once

LENA = "lena@acme.example"
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture
def stage(house: House, clock: TestClock) -> Iterator[Stage]:
    with staged(house, clock) as ready:
        yield ready


def post(web: FlaskClient, address: str, form_at: str = "", **values: str) -> TestResponse:
    """Fill in the form at an address and send it."""
    token = CSRF.search(web.get(form_at or address).text)
    assert token, f"there is no form at {form_at or address}"
    return web.post(address, data={"csrf_token": token[1], **values})


def ask(stage: Stage, email: str = LENA, next_page: str = "/", web: FlaskClient | None = None) -> Ticket:
    """Ask for a sign-in mail; return what would stand in it."""
    assert post(web or stage.web, "/sign-in", email=email, next=next_page).location == "/sign-in/code"
    with stage.house.databases.office.reading() as office:
        nonce = office.scalars(select(SignIn.nonce).order_by(SignIn.id.desc()).limit(1)).one()
    return ticket(stage.house.settings.secret_key.get_secret_value().encode(), nonce)


def is_signed_in(web: FlaskClient) -> bool:
    return web.get("/log").status_code == 200


def sessions(stage: Stage) -> int:
    with stage.house.databases.office.reading() as office:
        return office.scalar(select(func.count()).select_from(StaffSession)) or 0


def test_the_link_and_a_press_of_the_button_sign_in(stage: Stage) -> None:
    wanted = f"/team/{stage.code('Sales / South / Munich')}/trend/safety"
    assert stage.web.get(wanted).location == f"/sign-in?next={wanted}"
    token = ask(stage, next_page=wanted).token
    assert post(stage.web, f"/sign-in/{token}").location == wanted
    assert is_signed_in(stage.web)


def test_the_code_typed_where_one_asked_signs_in(stage: Stage) -> None:
    code = ask(stage).spoken
    assert post(stage.web, "/sign-in/code", code=code.lower()).location == "/"
    assert is_signed_in(stage.web)


def test_home_leads_everybody_to_their_first_page(stage: Stage) -> None:
    homes = {
        LENA: f"/team/{stage.code('Sales / South / Munich')}",
        "hanna@acme.example": "/hr",
        "otto@acme.example": "/log",
    }
    for email, home in homes.items():
        assert stage.sign_in(email).get("/").location == home


def test_looking_at_the_link_changes_nothing(stage: Stage) -> None:
    token = ask(stage).token
    for web in (stage.web, stage.app.test_client()):
        for _ in range(3):
            assert web.get(f"/sign-in/{token}").status_code == 200
            assert web.head(f"/sign-in/{token}").status_code == 200
    assert not is_signed_in(stage.web)
    assert post(stage.web, f"/sign-in/{token}").status_code == 303


def test_the_link_in_another_browser_says_where_to_type_the_code(stage: Stage) -> None:
    token, other = ask(stage).token, stage.app.test_client()
    page = other.get(f"/sign-in/{token}")
    assert "another browser" in page.text
    assert "type the code" in page.text
    assert f"/sign-in/{token}" not in page.text


def test_a_link_pressed_in_another_browser_does_not_sign_in(stage: Stage) -> None:
    token, other = ask(stage).token, stage.app.test_client()
    response = post(other, f"/sign-in/{token}", form_at="/sign-in")
    assert response.status_code == 410
    assert not is_signed_in(other)
    assert post(stage.web, f"/sign-in/{token}").status_code == 303


def test_a_code_typed_in_another_browser_does_not_sign_in(stage: Stage) -> None:
    code, other = ask(stage).code, stage.app.test_client()
    assert post(other, "/sign-in/code", code=code).status_code == 422
    assert not is_signed_in(other)


def test_a_link_signs_in_once(stage: Stage) -> None:
    token = ask(stage).token
    assert post(stage.web, f"/sign-in/{token}").status_code == 303
    assert stage.web.get(f"/sign-in/{token}").status_code == 410
    assert post(stage.web, f"/sign-in/{token}", form_at="/sign-in").status_code == 410


def test_a_link_ends_after_ten_minutes(stage: Stage, clock: TestClock) -> None:
    token = ask(stage).token
    clock.forward(minutes=10)
    assert stage.web.get(f"/sign-in/{token}").status_code == 410
    assert post(stage.web, f"/sign-in/{token}", form_at="/sign-in").status_code == 410


def test_after_five_wrong_codes_the_right_one_is_refused(stage: Stage) -> None:
    code = ask(stage).code
    for _ in range(5):
        wrong = post(stage.web, "/sign-in/code", code="0000-0000")
        assert wrong.status_code == 422
        assert "not right" in wrong.text
    assert post(stage.web, "/sign-in/code", code=code).status_code == 422
    assert not is_signed_in(stage.web)


def test_a_made_up_link_is_gone(stage: Stage) -> None:
    for token in ("x", "A" * 43, "%00", "é" * 20, "=" * 8):
        assert stage.web.get(f"/sign-in/{token}").status_code == 410


def test_a_known_and_an_unknown_address_get_the_same_bytes(stage: Stage) -> None:
    answers = []
    for email in (LENA, "nobody@elsewhere.example", "rep1@acme.example"):
        web = stage.app.test_client()
        asked = post(web, "/sign-in", email=email)
        page = web.get(asked.location)
        headers = [(name, value) for name, value in (*asked.headers, *page.headers) if name != "Set-Cookie"]
        answers.append((asked.status_code, asked.data, CSRF.sub("", page.text), headers))
    assert answers[0] == answers[1] == answers[2]


def test_a_known_and_an_unknown_address_leave_the_same_row(stage: Stage) -> None:
    ask(stage, LENA)
    ask(stage, "nobody@elsewhere.example")
    with stage.house.databases.office.reading() as office:
        rows = office.scalars(select(SignIn)).all()
    assert {(row.return_to, row.mailed_at, row.used_at, row.wrong_codes, len(row.nonce)) for row in rows} == {
        ("/", None, None, 0, 16)
    }


def test_what_is_no_address_is_said_to_be_none(stage: Stage) -> None:
    for wrong in ("", "lena", "@" * 300):
        response = post(stage.web, "/sign-in", email=wrong)
        assert response.status_code == 422
        assert "Please type your mail address" in response.text


def test_signing_in_gives_the_browser_a_new_secret(stage: Stage) -> None:
    token = ask(stage).token
    with stage.web.session_transaction() as before:
        held = dict(before)
    post(stage.web, f"/sign-in/{token}")
    with stage.web.session_transaction() as after:
        assert not set(held.values()) & set(after.values())


def test_a_planted_session_does_not_become_a_signed_in_one(stage: Stage) -> None:
    planted = b"a token the attacker knows"
    token = ask(stage).token
    with stage.web.session_transaction() as session:
        session["token"] = planted
    post(stage.web, f"/sign-in/{token}")
    attacker = stage.app.test_client()
    with attacker.session_transaction() as session:
        session["token"] = planted
    assert is_signed_in(stage.web)
    assert not is_signed_in(attacker)


def test_signing_out_ends_the_session_everywhere_it_was_copied_to(stage: Stage) -> None:
    web, copied = stage.sign_in(LENA), stage.app.test_client()
    with web.session_transaction() as session, copied.session_transaction() as copy:
        copy.update(session)
    assert is_signed_in(copied)
    assert post(web, "/sign-out", form_at="/log").location == "/sign-in"
    assert not is_signed_in(web)
    assert not is_signed_in(copied)
    assert sessions(stage) == 0


def test_signing_in_again_ends_the_session_before(stage: Stage) -> None:
    stage.sign_in(LENA)
    token = ask(stage).token
    post(stage.web, f"/sign-in/{token}")
    assert sessions(stage) == 1


def flood(stage: Stage, email: str = LENA) -> None:
    """Somebody asks again and again, each time with an empty browser."""
    for _ in range(12):
        ask(stage, email, web=stage.app.test_client())


def gets_a_mail(stage: Stage, web: FlaskClient, email: str = LENA) -> bool:
    """Whether asking in this browser leaves a sign-in."""
    count = select(func.count()).select_from(SignIn).where(SignIn.email == email)
    with stage.house.databases.office.reading() as office:
        before = office.scalar(count)
    assert post(web, "/sign-in", email=email).location == "/sign-in/code"
    with stage.house.databases.office.reading() as office:
        return office.scalar(count) != before


def come_and_go(stage: Stage, email: str = LENA) -> FlaskClient:
    """Sign in by mail and out again; return the browser."""
    post(stage.web, f"/sign-in/{ask(stage, email).token}")
    post(stage.web, "/sign-out", form_at="/log")
    return stage.web


def test_strangers_do_not_lock_out_a_browser_that_signed_in_before(stage: Stage, clock: TestClock) -> None:
    web = come_and_go(stage)
    clock.forward(days=200)
    flood(stage)
    assert not gets_a_mail(stage, stage.app.test_client())
    assert gets_a_mail(stage, web)


def test_having_signed_in_as_oneself_gives_nothing_for_another_address(stage: Stage) -> None:
    web = come_and_go(stage, "hanna@acme.example")
    flood(stage)
    assert not gets_a_mail(stage, web)


def test_what_a_browser_keeps_after_signing_out_names_nobody(stage: Stage) -> None:
    with come_and_go(stage).session_transaction() as kept:
        assert {"entered", "_permanent"} <= set(kept) <= {"entered", "_permanent", "csrf_token"}
        assert "lena" not in str(dict(kept)).lower()


ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "/%09/evil.example\r\nSet-Cookie: x",
    "/" + "a" * 600,
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_no_address_leads_to_another_site(address: str) -> None:
    assert local_path(address) == "/"


def test_signing_in_leads_to_no_other_site(stage: Stage) -> None:
    assert 'name="next" value="/"' in stage.web.get("/sign-in?next=//evil.example").text
    token = ask(stage, next_page="//evil.example").token
    assert post(stage.web, f"/sign-in/{token}").location == "/"


@given(some.text(max_size=30))
def test_a_page_to_go_back_to_begins_with_one_slash(text: str) -> None:
    for wanted in (text, "/" + text):
        path = local_path(wanted)
        assert path.startswith("/")
        assert path[1:2] not in ("/", "\\")
        assert path.isprintable()


def test_a_path_with_a_question_is_gone_back_to_whole() -> None:
    assert local_path("/team/ABC/trend/safety?wave=XYZ") == "/team/ABC/trend/safety?wave=XYZ"
