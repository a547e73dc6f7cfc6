"""How long a session lasts, used and unused, and what ends it before."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pulse.accounts import operations, queries, sessions
from pulse.accounts.models import HeldForm, StaffRole, StaffSession
from pulse.accounts.people import LEADERS, OTHERS, PROOF_LASTS, Staff, Stay
from pulse.accounts.sessions import Form, NothingHeld
from pulse.roster.importing import read_roster
from pulse.roster.operations import import_roster
from tests.accounts.conftest import ROSTER
from tests.conftest import TestClock

LENA, HANNA, OTTO = "lena@acme.example", "hanna@acme.example", "otto@acme.example"
FORM = Form("/hr/roster/hand-in", [("digest", "abc"), ("digest", "<def>"), ("removals_confirmed", "yes")])


def begin(office: Session, clock: TestClock, email: str, token: bytes = b"token") -> Staff:
    person = queries.staff(office, email)
    assert person is not None
    sessions.begin_session(office, person, token, clock(), proved_at=clock())
    return person


def is_in(office: Session, clock: TestClock, token: bytes = b"token") -> bool:
    return sessions.open_session(office, token, clock()) is not None


def keep_using(office: Session, clock: TestClock, span: timedelta, step: timedelta) -> None:
    """Look at pages often enough not to be idle, until so much time is over."""
    until = clock() + span
    while clock() + step < until:
        clock.now += step
        sessions.note_seen(office, b"token", clock())
    clock.now = until


def leave(office: Session, clock: TestClock, email: str) -> None:
    kept = b"\n".join(line for line in ROSTER.splitlines() if email.encode() not in line)
    import_roster(office, read_roster(kept, ()), clock(), "a test")


@pytest.mark.parametrize(("email", "stay"), [(LENA, LEADERS), (HANNA, OTHERS), (OTTO, OTHERS)])
def test_a_session_in_use_lasts_as_long_as_the_role_allows(
    office: Session, clock: TestClock, email: str, stay: Stay
) -> None:
    begin(office, clock, email)
    keep_using(office, clock, stay.longest - timedelta(seconds=1), stay.idle / 2)
    assert is_in(office, clock)
    clock.forward(seconds=1)
    assert not is_in(office, clock)


@pytest.mark.parametrize(("email", "stay"), [(LENA, LEADERS), (HANNA, OTHERS), (OTTO, OTHERS)])
def test_a_session_left_unused_ends_sooner(office: Session, clock: TestClock, email: str, stay: Stay) -> None:
    begin(office, clock, email)
    clock.now += stay.idle - timedelta(seconds=1)
    assert is_in(office, clock)
    clock.forward(seconds=1)
    assert not is_in(office, clock)


def test_those_who_see_everything_stay_shorter() -> None:
    assert OTHERS.longest < LEADERS.longest
    assert OTHERS.idle < LEADERS.idle
    assert OTHERS.step < OTHERS.idle / 5
    assert LEADERS.step < LEADERS.idle / 5


def test_a_late_note_of_use_takes_nothing_back(office: Session, clock: TestClock) -> None:
    begin(office, clock, HANNA)
    sessions.note_seen(office, b"token", clock() + timedelta(minutes=20))
    sessions.note_seen(office, b"token", clock() + timedelta(minutes=10))
    found = sessions.open_session(office, b"token", clock())
    assert found is not None
    assert found.seen_at == clock() + timedelta(minutes=20)


def test_a_session_holds_no_token(office: Session, clock: TestClock) -> None:
    begin(office, clock, LENA, b"the token of a browser")
    stored = office.scalars(select(StaffSession.digest)).one()
    assert stored != b"the token of a browser"
    sessions.end_session(office, b"the token of a browser")
    assert not is_in(office, clock, b"the token of a browser")


def test_a_leader_who_leaves_is_signed_out(office: Session, clock: TestClock) -> None:
    begin(office, clock, LENA)
    leave(office, clock, LENA)
    assert not is_in(office, clock)


def test_whoever_gains_rights_signs_in_anew(office: Session, clock: TestClock) -> None:
    begin(office, clock, LENA)
    operations.add_account(office, LENA, StaffRole.HR, "a test", clock())
    assert not is_in(office, clock)


def test_whoever_loses_an_account_is_signed_out(office: Session, clock: TestClock) -> None:
    begin(office, clock, HANNA)
    operations.remove_account(office, HANNA, "a test", clock())
    office.flush()
    assert not is_in(office, clock)
    assert queries.staff(office, HANNA) is None


def test_whoever_gets_another_role_is_signed_out(office: Session, clock: TestClock) -> None:
    begin(office, clock, HANNA)
    operations.change_role(office, HANNA, StaffRole.OPERATOR, "a test", clock())
    office.flush()
    assert not is_in(office, clock)


def test_an_account_that_is_given_back_opens_no_session_of_before(office: Session, clock: TestClock) -> None:
    begin(office, clock, HANNA)
    operations.remove_account(office, HANNA, "a test", clock())
    office.flush()
    operations.add_account(office, HANNA, StaffRole.HR, "a test", clock())
    office.flush()
    assert not is_in(office, clock)


def test_a_role_that_is_given_back_opens_no_session_of_before(office: Session, clock: TestClock) -> None:
    begin(office, clock, HANNA)
    for role in (StaffRole.OPERATOR, StaffRole.HR):
        operations.change_role(office, HANNA, role, "a test", clock())
        office.flush()
    assert not is_in(office, clock)


def test_an_address_without_an_account_has_no_role_to_change(office: Session, clock: TestClock) -> None:
    for email in (LENA, "nobody@acme.example"):
        with pytest.raises(operations.NoAccount):
            operations.change_role(office, email, StaffRole.HR, "a test", clock())
        with pytest.raises(operations.NoAccount):
            operations.remove_account(office, email, "a test", clock())


def test_signing_out_everywhere_ends_every_session_of_one_person_alone(office: Session, clock: TestClock) -> None:
    for email, token in ((LENA, b"phone"), (LENA, b"desk"), (HANNA, b"token")):
        begin(office, clock, email, token)
    assert sessions.end_sessions_of(office, "Lena@ACME.example") == 2
    assert office.scalar(select(func.count()).select_from(StaffSession)) == 1
    assert is_in(office, clock)


def test_a_proof_grows_old(office: Session, clock: TestClock) -> None:
    begin(office, clock, HANNA)
    found = sessions.open_session(office, b"token", clock())
    assert found is not None
    assert found.is_proven(clock() + PROOF_LASTS - timedelta(seconds=1))
    assert not found.is_proven(clock() + PROOF_LASTS)


def test_a_session_begun_without_a_known_proof_is_not_proven(office: Session, clock: TestClock) -> None:
    person = queries.staff(office, HANNA)
    assert person is not None
    sessions.begin_session(office, person, b"token", clock(), proved_at=None)
    found = sessions.open_session(office, b"token", clock())
    assert found is not None
    assert not found.is_proven(clock())


def test_a_held_form_comes_back_as_it_was(office: Session, clock: TestClock) -> None:
    person = begin(office, clock, HANNA)
    sessions.hold_form(office, person, b"key", FORM, clock())
    assert sessions.held_form(office, person, b"key", clock()) == FORM


def test_a_held_form_opens_for_its_sender_and_key_alone_and_not_for_long(office: Session, clock: TestClock) -> None:
    hanna, otto = begin(office, clock, HANNA), begin(office, clock, OTTO, b"other")
    sessions.hold_form(office, hanna, b"key", FORM, clock())
    for person, key, later in ((otto, b"key", 0), (hanna, b"yek", 0), (hanna, b"", 0), (hanna, b"key", 30)):
        with pytest.raises(NothingHeld):
            sessions.held_form(office, person, key, clock() + timedelta(minutes=later))


def test_one_form_of_a_person_is_held(office: Session, clock: TestClock) -> None:
    person = begin(office, clock, HANNA)
    sessions.hold_form(office, person, b"key", FORM, clock())
    sessions.hold_form(office, person, b"another key", FORM, clock())
    assert office.scalar(select(func.count()).select_from(HeldForm)) == 1
