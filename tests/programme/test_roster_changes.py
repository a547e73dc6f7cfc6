"""While a programme runs, one person proposes a roster and another of HR approves it; contracts tell what happened."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from pulse.accounts.models import StaffRole
from pulse.accounts.operations import add_account
from pulse.accounts.people import Staff
from pulse.accounts.queries import staff
from pulse.audit import AuditEntry
from pulse.database import Role, open_databases
from pulse.house import House
from pulse.programme.models import Wave
from pulse.programme.roster_changes import (
    NotASecondPerson,
    NotWaiting,
    Submission,
    Submitted,
    approve,
    decline,
    roster_changes,
    submit_roster,
    waiting,
)
from pulse.roster import queries
from pulse.roster.importing import read_roster
from pulse.roster.models import Approval, ProposedRoster, RosterImport
from pulse.roster.operations import TooManyRemovals
from pulse.worker.roster import change_roster, import_approved
from tests.conftest import TestClock
from tests.engines import as_web
from tests.programme.organisation import apply, roster

HR, OTTO, PROPOSER = "hanna@acme.example", "otto@acme.example", "command line"
LARGER = roster(Munich=7)


@pytest.fixture
def running(house: House, clock: TestClock) -> House:
    """An installation with a roster, somebody of HR, an operator and a programme, a day later."""
    with house.databases.office.writing() as session:
        add_account(session, HR, StaffRole.HR, OTTO, clock())
        add_account(session, OTTO, StaffRole.OPERATOR, OTTO, clock())
    hand_in(house, roster())
    apply(house)
    clock.forward(days=1)
    return house


def hand_in(house: House, file: bytes, rule: Approval = Approval.TWO, actor: str = PROPOSER) -> Submitted:
    with house.databases.office.writing() as session:
        return submit_roster(session, Submission(file, read_roster(file, ()), actor), rule, house.clock())


def digest(file: bytes) -> str:
    return hashlib.sha256(file).hexdigest()


def person(house: House, email: str) -> Staff:
    with house.databases.office.reading() as session:
        found = staff(session, email)
    assert found is not None
    return found


def decide(house: House, email: str, file: bytes = LARGER, decision: object = approve) -> None:
    act = decline if decision is decline else approve
    with house.databases.office.writing() as session:
        act(session, digest(file), person(house, email), house.clock())


def people(house: House) -> int:
    with house.databases.office.reading() as session:
        return len(list(queries.members(session)))


def approvals(house: House) -> list[Approval]:
    with house.databases.office.reading() as session:
        return list(session.scalars(select(RosterImport.approval).order_by(RosterImport.id)))


def is_waiting(house: House) -> bool:
    with house.databases.office.reading() as session:
        return waiting(session) is not None


def test_before_the_first_programme_one_person_imports(house: House) -> None:
    assert not hand_in(house, roster()).waits
    assert approvals(house) == [Approval.BEFORE]


def test_while_a_programme_runs_a_roster_waits_and_a_second_person_brings_it_in(running: House) -> None:
    before = people(running)
    assert hand_in(running, LARGER).waits
    assert (import_approved(running), people(running)) == (0, before)
    decide(running, HR)
    assert people(running) == before
    assert (import_approved(running), people(running)) == (1, before + 1)
    assert approvals(running) == [Approval.BEFORE, Approval.TWO]
    assert not is_waiting(running)


def test_a_declined_roster_is_forgotten(running: House) -> None:
    hand_in(running, LARGER)
    decide(running, HR, decision=decline)
    assert import_approved(running) == 1
    assert (is_waiting(running), approvals(running)) == (False, [Approval.BEFORE])


def test_an_operator_and_an_account_younger_than_the_proposal_cannot_approve(running: House, clock: TestClock) -> None:
    hand_in(running, LARGER)
    clock.forward(minutes=1)
    with running.databases.office.writing() as session:
        add_account(session, "new@acme.example", StaffRole.HR, OTTO, clock())
    for email in (OTTO, "new@acme.example"):
        with pytest.raises(NotASecondPerson):
            decide(running, email)


def test_nobody_approves_what_they_proposed_not_even_in_the_table(running: House) -> None:
    hand_in(running, LARGER, actor=HR)
    with pytest.raises(NotASecondPerson):
        decide(running, HR)
    forged = update(ProposedRoster).values(approved_by=HR, approved_at=running.clock())
    with pytest.raises(IntegrityError, match="approved_by_another"), running.databases.office.writing() as session:
        session.execute(forged)


def test_approving_names_the_very_file_that_waits(running: House) -> None:
    hand_in(running, LARGER)
    hand_in(running, roster(Munich=8))
    with pytest.raises(NotWaiting):
        decide(running, HR, LARGER)
    decide(running, HR, roster(Munich=8))
    with pytest.raises(NotWaiting):
        decide(running, HR, roster(Munich=8))


def test_corrections_that_move_nobody_need_no_second_person(running: House) -> None:
    corrected = roster().replace(b"Sales,leader,Europe/Berlin", b"Sales,leader,Europe/Vienna")
    assert not hand_in(running, corrected).waits
    assert approvals(running) == [Approval.BEFORE]


def test_nobody_is_renamed_by_one_person_and_so_left_in_the_comments_that_name_them(running: House) -> None:
    assert hand_in(running, roster().replace(b"Hedda Head", b"Nobody Atall")).waits


def test_a_file_cut_short_is_refused_before_it_waits(running: House) -> None:
    with pytest.raises(TooManyRemovals):
        hand_in(running, b"\n".join(roster().splitlines()[:5]))
    assert not is_waiting(running)


def test_switched_off_one_person_imports_and_that_is_noted(running: House) -> None:
    assert not hand_in(running, LARGER, Approval.ONE).waits
    assert approvals(running) == [Approval.BEFORE, Approval.ONE]


def test_a_wave_tells_what_changed_since_the_wave_before_was_to_open(running: House, clock: TestClock) -> None:
    hand_in(running, LARGER, Approval.ONE)
    with running.databases.office.writing() as session:
        first = session.scalars(select(Wave)).one()
        told = roster_changes(session, first)
        first.opens_at, first.closes_at = clock() + timedelta(hours=1), clock() + timedelta(days=1)
        later = Wave(programme_id=first.programme_id, number=2, opens_at=clock(), closes_at=clock())
        assert roster_changes(session, later) == ()
    assert [(one["approval"], one["joiners"], one["new_teams"]) for one in told] == [
        ("before the first programme", 31, 7),
        ("one person", 1, 0),
    ]
    assert told[1] == {
        "on": "2026-02-04", "approval": "one person", "joiners": 1, "leavers": 0, "moves": 0, "new_teams": 0
    }  # fmt: skip


@pytest.mark.parametrize(
    "damage",
    [{"file": b"\xff"}, {"file": b""}, {"file": LARGER.replace(b"@acme", b"@")}],
    ids=["bytes", "empty", "row"],
)
def test_an_approved_file_that_cannot_be_read_any_more_is_refused_and_holds_up_nothing(
    running: House, damage: dict[str, bytes]
) -> None:
    before = people(running)
    hand_in(running, LARGER)
    decide(running, HR)
    with running.databases.office.writing() as session:
        session.execute(update(ProposedRoster).values(damage))
    assert (change_roster(running), change_roster(running)) == (1, 0)
    assert (people(running), is_waiting(running)) == (before, False)
    with running.databases.office.reading() as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (last.actor, last.action) == ("worker", "roster refused")
    assert last.subject.startswith(f"{digest(LARGER)}; This approved file cannot be imported any more")
    assert "@" not in last.subject
    hand_in(running, LARGER)
    decide(running, HR)
    assert (import_approved(running), people(running)) == (1, before + 1)


def test_an_approved_file_that_would_remove_most_people_by_now_is_refused(running: House) -> None:
    hand_in(running, LARGER)
    decide(running, HR)
    short = LARGER.splitlines(keepends=True)[0] + LARGER.splitlines(keepends=True)[1]
    with running.databases.office.writing() as session:
        session.execute(update(ProposedRoster).values(file=short))
    before = people(running)
    assert (import_approved(running), people(running), is_waiting(running)) == (1, before, False)


def test_every_step_is_in_the_log_without_a_reps_name(running: House) -> None:
    hand_in(running, LARGER)
    decide(running, HR)
    import_approved(running)
    with running.databases.office.reading() as session:
        entries = session.execute(select(AuditEntry.actor, AuditEntry.action, AuditEntry.subject)).all()
    assert [(actor, action) for actor, action, _ in entries[-3:]] == [
        (PROPOSER, "roster proposed"),
        (HR, "roster approved"),
        (f"{PROPOSER}, approved by {HR}", "roster imported"),
    ]
    assert "Munich" not in str(entries)


def test_the_web_may_note_a_decision(running: House) -> None:
    hand_in(running, LARGER)
    web = open_databases(as_web(running.settings), Role.WEB)
    with web.office.writing() as session:
        approve(session, digest(LARGER), person(running, HR), running.clock())
    web.dispose()
    assert import_approved(running) == 1
