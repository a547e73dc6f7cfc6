"""The sign-in mail: what it says, and that it is sent once, to people who may sign in."""

import re
from dataclasses import replace
from secrets import token_bytes

from sqlalchemy import select

from pulse.accounts.letter import render
from pulse.accounts.models import SignIn
from pulse.accounts.operations import Request, ask_to_sign_in
from pulse.accounts.queries import WaitingSignIn
from pulse.accounts.tickets import ticket
from pulse.house import House
from pulse.stationery import Sender
from pulse.worker.sign_in import send_sign_ins
from tests.accounts.conftest import found
from tests.conftest import TestClock
from tests.mails import part, read
from tests.worker.postbox import Postbox

SENDER = Sender("Acme", "https://pulse.acme.example", "Pulse <pulse@acme.example>", "people@acme.example", b"key")
WAITING = WaitingSignIn(1, "lena@acme.example", "Lena <Lang>", bytes(16))


def ask(house: House, clock: TestClock, email: str) -> None:
    with house.databases.office.writing() as office:
        ask_to_sign_in(office, Request(email, b"browser", "/"), token_bytes(16), clock())


def with_post(house: House, postbox: Postbox) -> House:
    settings = house.settings.model_copy(update={"mail_url": type(house.settings.mail_url)(postbox.url)})
    return replace(house, settings=settings)


def test_text_and_html_hold_the_link_and_the_code(clock: TestClock) -> None:
    message, own = read(render(SENDER, WAITING, clock())), ticket(SENDER.key, WAITING.nonce)
    for kind in ("plain", "html"):
        content = part(message, kind)
        assert f"https://pulse.acme.example/sign-in/{own.token}" in content
        assert own.spoken in content


def test_a_name_is_text_in_html(clock: TestClock) -> None:
    assert "Lena &lt;Lang&gt;" in part(read(render(SENDER, WAITING, clock())), "html")


def test_the_mail_loads_nothing_from_elsewhere(clock: TestClock) -> None:
    content = read(render(SENDER, WAITING, clock())).as_string()
    assert not re.search(r"<(img|link|script|iframe)\b|url\(", content)
    assert "auto-generated" in content


def test_the_subject_gives_no_code_away(clock: TestClock) -> None:
    message, own = read(render(SENDER, WAITING, clock())), ticket(SENDER.key, WAITING.nonce)
    headers = " ".join(str(value) for value in message.values())
    assert own.code not in headers
    assert own.token not in headers


def test_a_sign_in_mail_is_sent_once_and_to_known_people_alone(house: House, clock: TestClock) -> None:
    found(house, clock)
    for email in ("lena@acme.example", "nobody@acme.example", "ben@acme.example"):
        ask(house, clock, email)
    with Postbox() as postbox:
        sending = with_post(house, postbox)
        assert send_sign_ins(sending) == 1
        assert send_sign_ins(sending) == 0
        assert postbox.recipients == {"lena@acme.example": 1}


def test_a_refused_address_is_not_tried_again(house: House, clock: TestClock) -> None:
    found(house, clock)
    ask(house, clock, "lena@acme.example")
    ask(house, clock, "hanna@acme.example")
    with Postbox() as postbox:
        postbox.refusals["lena@acme.example"] = "550 No such mailbox"
        sending = with_post(house, postbox)
        assert send_sign_ins(sending) == 2
        assert send_sign_ins(sending) == 0
        assert postbox.recipients == {"hanna@acme.example": 1}


def test_a_mail_put_off_is_tried_again(house: House, clock: TestClock) -> None:
    found(house, clock)
    ask(house, clock, "lena@acme.example")
    ask(house, clock, "hanna@acme.example")
    with Postbox() as postbox:
        postbox.refusals["lena@acme.example"] = "450 Later"
        sending = with_post(house, postbox)
        assert send_sign_ins(sending) == 1
        postbox.refusals.clear()
        assert send_sign_ins(sending) == 1
    with house.databases.office.reading() as office:
        assert None not in office.scalars(select(SignIn.mailed_at)).all()
