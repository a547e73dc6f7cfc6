"""Signing in, below the pages: single use, ten minutes, one browser, five codes."""

from secrets import token_bytes

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pulse.accounts import operations, queries
from pulse.accounts.models import SignIn, StaffRole
from pulse.accounts.operations import AlreadyHasAccount, Doors, Entrance, Request
from pulse.accounts.people import CALLINGS, OTHERS
from pulse.accounts.queries import LinkState
from pulse.accounts.tickets import Ticket, ticket
from tests.conftest import TestClock

KEY = b"the secret key of this installation"
BROWSER = b"the browser that asked"
ANOTHER = b"another browser"


def ask(office: Session, clock: TestClock, email: str = "lena@acme.example", browser: bytes = BROWSER) -> Ticket:
    nonce = token_bytes(16)
    operations.ask_to_sign_in(office, Request(email, browser, "/team/x"), nonce, clock())
    office.flush()
    return ticket(KEY, nonce)


def open_link(office: Session, clock: TestClock, token: str, browser: bytes = BROWSER) -> Entrance | None:
    return operations.enter_by_link(office, Doors(KEY), token, browser, clock())


def type_code(office: Session, clock: TestClock, typed: str, browser: bytes = BROWSER) -> Entrance | None:
    return operations.enter_by_code(office, Doors(KEY), typed, browser, clock())


def test_a_link_lets_in_and_leads_back(office: Session, clock: TestClock) -> None:
    entrance = open_link(office, clock, ask(office, clock).token)
    assert entrance is not None
    assert (entrance.staff.email, entrance.return_to) == ("lena@acme.example", "/team/x")


def test_a_link_lets_in_once(office: Session, clock: TestClock) -> None:
    asked = ask(office, clock)
    assert open_link(office, clock, asked.token)
    assert open_link(office, clock, asked.token) is None
    assert type_code(office, clock, asked.code) is None


def test_a_code_lets_in_once(office: Session, clock: TestClock) -> None:
    asked = ask(office, clock)
    assert type_code(office, clock, asked.code)
    assert type_code(office, clock, asked.code) is None
    assert open_link(office, clock, asked.token) is None


def test_link_and_code_end_after_ten_minutes(office: Session, clock: TestClock) -> None:
    asked = ask(office, clock)
    clock.forward(minutes=10)
    assert open_link(office, clock, asked.token) is None
    assert type_code(office, clock, asked.code) is None
    assert queries.link_state(office, KEY, asked.token, BROWSER, clock()) is LinkState.GONE


def test_another_browser_is_not_let_in(office: Session, clock: TestClock) -> None:
    asked = ask(office, clock)
    assert open_link(office, clock, asked.token, ANOTHER) is None
    assert type_code(office, clock, asked.code, ANOTHER) is None
    assert queries.link_state(office, KEY, asked.token, ANOTHER, clock()) is LinkState.OTHER_BROWSER
    assert open_link(office, clock, asked.token)


def test_the_sixth_code_is_refused_even_if_right(office: Session, clock: TestClock) -> None:
    asked = ask(office, clock)
    for _ in range(5):
        assert type_code(office, clock, "0000-0000") is None
    assert type_code(office, clock, asked.code) is None
    assert open_link(office, clock, asked.token)


def test_the_fifth_code_may_be_right(office: Session, clock: TestClock) -> None:
    asked = ask(office, clock)
    for _ in range(4):
        assert type_code(office, clock, "0000-0000") is None
    assert type_code(office, clock, asked.code)


def test_of_two_mails_either_works(office: Session, clock: TestClock) -> None:
    first, second = ask(office, clock), ask(office, clock)
    assert type_code(office, clock, first.code)
    assert open_link(office, clock, second.token)


def test_an_unknown_address_leaves_the_same_row_and_never_gets_in(office: Session, clock: TestClock) -> None:
    asked = ask(office, clock, "nobody@acme.example")
    assert office.scalar(select(func.count()).select_from(SignIn)) == 1
    assert type_code(office, clock, asked.code) is None


def test_only_known_addresses_wait_for_a_mail(office: Session, clock: TestClock) -> None:
    ask(office, clock, "nobody@acme.example")
    ask(office, clock, "ben@acme.example")
    ask(office, clock, " Lena@ACME.example")
    waiting = list(queries.waiting_sign_ins(office, CALLINGS, clock()))
    assert [sign_in.email for sign_in in waiting] == ["lena@acme.example"]
    operations.mark_mailed(office, waiting[0].id, clock())
    assert not list(queries.waiting_sign_ins(office, CALLINGS, clock()))


def test_a_mail_is_no_longer_owed_after_ten_minutes(office: Session, clock: TestClock) -> None:
    ask(office, clock)
    clock.forward(minutes=10)
    assert not list(queries.waiting_sign_ins(office, CALLINGS, clock()))


def test_at_most_five_mails_wait_for_one_address_in_one_browser(office: Session, clock: TestClock) -> None:
    for _ in range(9):
        ask(office, clock)
    ask(office, clock, "ruth@acme.example")
    assert len(list(queries.waiting_sign_ins(office, CALLINGS, clock()))) == 6
    clock.forward(minutes=10)
    ask(office, clock)
    assert len(list(queries.waiting_sign_ins(office, CALLINGS, clock()))) == 1


def stranger_asks(office: Session, clock: TestClock, times: int) -> None:
    """Somebody asks in Lena's name, each time as if from another browser."""
    for number in range(times):
        ask(office, clock, browser=b"stranger %d" % number)


def ask_where_one_was_before(office: Session, clock: TestClock) -> Ticket:
    nonce = token_bytes(16)
    request = Request("lena@acme.example", BROWSER, "/", entered_before=True)
    operations.ask_to_sign_in(office, request, nonce, clock())
    office.flush()
    return ticket(KEY, nonce)


def test_five_requests_of_a_stranger_lock_nobody_out(office: Session, clock: TestClock) -> None:
    stranger_asks(office, clock, 5)
    assert open_link(office, clock, ask(office, clock).token)


def test_strangers_cannot_flood_an_address(office: Session, clock: TestClock) -> None:
    stranger_asks(office, clock, 50)
    assert len(list(queries.waiting_sign_ins(office, CALLINGS, clock()))) == 10


def test_any_number_of_strangers_lock_nobody_out_of_a_browser_used_before(office: Session, clock: TestClock) -> None:
    stranger_asks(office, clock, 50)
    assert open_link(office, clock, ask(office, clock).token) is None
    assert open_link(office, clock, ask_where_one_was_before(office, clock).token)


def test_a_browser_used_before_gets_five_mails_too(office: Session, clock: TestClock) -> None:
    for _ in range(9):
        ask_where_one_was_before(office, clock)
    assert len(list(queries.waiting_sign_ins(office, CALLINGS, clock()))) == 5


def test_old_requests_are_forgotten(office: Session, clock: TestClock) -> None:
    ask(office, clock, "nobody@acme.example")
    clock.forward(days=1, minutes=1)
    ask(office, clock)
    assert office.scalar(select(func.count()).select_from(SignIn)) == 1


def test_a_rep_has_no_way_in(office: Session) -> None:
    assert queries.staff(office, "ben@acme.example") is None


def test_a_leader_who_is_also_of_hr_is_both(office: Session, clock: TestClock) -> None:
    operations.add_account(office, "Lena@acme.example", StaffRole.HR, "a test", clock())
    person = queries.staff(office, "lena@acme.example")
    assert person is not None
    assert person.is_hr
    assert person.leads
    assert person.stay == OTHERS
    assert person.time_zone == "Europe/Berlin"


def test_an_address_has_one_account(office: Session, clock: TestClock) -> None:
    with pytest.raises(AlreadyHasAccount):
        operations.add_account(office, "HANNA@acme.example", StaffRole.OPERATOR, "a test", clock())
