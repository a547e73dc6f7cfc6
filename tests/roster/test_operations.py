"""An import is the whole roster from now on: joiners, leavers, moves and returners, dated by Pulse's clock."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import cycle

import pytest
from sqlalchemy import Connection, select

from pulse.audit import AuditEntry, broken_links
from pulse.house import House
from pulse.roster.changes import Changes
from pulse.roster.models import Membership, Person, Unit
from pulse.roster.operations import ClockWentBack, TooManyRemovals, import_roster, planned_changes, unit_code
from tests.conftest import TestClock
from tests.roster.writing import line, roster

ANN, BOB, CLEO = line("ann@acme.example"), line("bob@acme.example"), line("cleo@acme.example")


def imports(house: House, *lines: str, confirmed: bool = False) -> Changes:
    with house.databases.office.writing() as session:
        return import_roster(session, roster(*lines), house.clock(), "a test", removals_confirmed=confirmed)


def rows(house: House, *tables: type) -> Sequence[object]:
    """Everything the tables hold."""
    with house.databases.office.engine.connect() as connection:
        return [_all(connection, table) for table in tables]


def _all(connection: Connection, table: type) -> list[tuple[object, ...]]:
    found: Iterable[tuple[object, ...]] = connection.execute(select(table))
    return [tuple(row) for row in found]


def dated(house: House, email: str) -> list[tuple[str, str, bool]]:
    """Unit, position and whether it is over, for every membership of a person, oldest first."""
    with house.databases.office.reading() as session:
        found = session.execute(
            select(Unit.name, Membership.position, Membership.until)
            .join(Membership, Membership.unit_id == Unit.id)
            .join(Person, Person.id == Membership.person_id)
            .where(Person.email == email)
            .order_by(Membership.id)
        )
        return [(name, position, until is not None) for name, position, until in found]


def test_the_first_import_creates_people_teams_and_the_levels_above(house: House) -> None:
    changes = imports(
        house, line("ann@acme.example", "Sales / EMEA / Munich"), line("bob@acme.example", "Sales / APAC")
    )
    assert changes.counts["joiners"] == 2
    assert changes.new_teams == (("Sales",), ("Sales", "EMEA"), ("Sales", "APAC"), ("Sales", "EMEA", "Munich"))
    with house.databases.office.reading() as session:
        assert sorted(session.scalars(select(Unit.name))) == ["APAC", "EMEA", "Munich", "Sales"]


def test_importing_twice_changes_nothing(house: House, clock: TestClock) -> None:
    lines = (ANN, line("bob@acme.example", role="leader", target="100"), line("cleo@acme.example", "Sales / APAC"))
    imports(house, *lines)
    before = rows(house, Unit, Person, Membership)
    clock.forward(days=1)
    assert not any(imports(house, *lines).counts.values())
    assert rows(house, Unit, Person, Membership) == before


def test_whoever_is_no_longer_listed_leaves_now(house: House, clock: TestClock) -> None:
    imports(house, ANN, BOB, CLEO)
    clock.forward(days=30)
    changes = imports(house, ANN, CLEO)
    assert [leaver.email for leaver in changes.leavers] == ["bob@acme.example"]
    assert dated(house, "bob@acme.example") == [("EMEA", "rep", True)]
    with house.databases.office.reading() as session:
        bob = session.scalars(select(Person).where(Person.email == "bob@acme.example")).one()
        membership = session.scalars(select(Membership).where(Membership.person_id == bob.id)).one()
        assert bob.left == membership.until == clock.now


def test_whoever_is_listed_again_returns_as_the_same_person(house: House, clock: TestClock) -> None:
    imports(house, ANN, BOB, CLEO)
    imports(house, ANN, CLEO)
    clock.forward(days=1)
    changes = imports(house, ANN, CLEO, line("bob@acme.example", "Sales / APAC", name="Robert Berg"))
    assert (changes.counts["joiners"], changes.counts["returners"]) == (0, 1)
    assert dated(house, "bob@acme.example") == [("EMEA", "rep", True), ("APAC", "rep", False)]
    with house.databases.office.reading() as session:
        bob = session.scalars(select(Person).where(Person.email == "bob@acme.example")).one()
        assert (bob.name, bob.left) == ("Robert Berg", None)


def test_a_move_closes_one_membership_and_opens_another(house: House, clock: TestClock) -> None:
    imports(house, ANN, BOB)
    clock.forward(days=1)
    [move] = imports(house, ANN, line("bob@acme.example", "Sales / APAC", target="500")).moves
    assert (move.before.team, move.after.team) == (("Sales", "EMEA"), ("Sales", "APAC"))
    assert dated(house, "bob@acme.example") == [("EMEA", "rep", True), ("APAC", "rep", False)]
    with house.databases.office.reading() as session:
        open_one = session.scalars(select(Membership).order_by(Membership.id.desc())).first()
        assert open_one is not None
        assert (open_one.since, open_one.target) == (clock.now, 500.0)


def test_becoming_a_leader_is_a_move(house: House) -> None:
    imports(house, ANN, BOB)
    assert imports(house, ANN, line("bob@acme.example", role="leader")).counts["moves"] == 1
    assert dated(house, "bob@acme.example") == [("EMEA", "rep", True), ("EMEA", "leader", False)]


def test_two_leaders_may_swap_their_teams_in_one_import(house: House) -> None:
    emea, apac = "Sales / EMEA", "Sales / APAC"
    imports(house, line("ann@acme.example", emea, "leader"), line("bob@acme.example", apac, "leader"))
    imports(house, line("ann@acme.example", apac, "leader"), line("bob@acme.example", emea, "leader"))
    assert dated(house, "ann@acme.example") == [("EMEA", "leader", True), ("APAC", "leader", False)]


@pytest.mark.parametrize(
    "corrected",
    [
        line("bob@acme.example", name="Robert"),
        line("bob@acme.example", time_zone="Asia/Tokyo"),
        line("bob@acme.example", language="fr"),
        line("bob@acme.example", country="FR"),
        line("bob@acme.example", target="7"),
    ],
)
def test_a_correction_is_not_a_move(house: House, corrected: str) -> None:
    imports(house, ANN, BOB)
    changes = imports(house, ANN, corrected)
    assert (changes.counts["corrections"], changes.counts["moves"]) == (1, 0)
    assert dated(house, "bob@acme.example") == [("EMEA", "rep", False)]
    assert not any(imports(house, ANN, corrected).counts.values())


def test_a_target_may_be_taken_away(house: House) -> None:
    imports(house, line("ann@acme.example", target="7"))
    imports(house, ANN)
    with house.databases.office.reading() as session:
        assert session.scalars(select(Membership.target)).one() is None


def test_a_team_that_is_capitalised_anew_stays_the_same_team(house: House) -> None:
    imports(house, ANN, BOB)
    emea = line("ann@acme.example", "SALES / Emea"), line("bob@acme.example", "SALES / Emea")
    changes = imports(house, *emea)
    assert changes.renamed_teams == ((("Sales",), "SALES"), (("Sales", "EMEA"), "Emea"))
    assert (changes.counts["moves"], changes.counts["new teams"]) == (0, 0)


def test_the_root_stays_the_root_by_another_name(house: House) -> None:
    imports(house, ANN, BOB)
    changes = imports(house, line("ann@acme.example", "Field / EMEA"), line("bob@acme.example", "Field / EMEA"))
    assert changes.renamed_teams == ((("Sales",), "Field"),)
    assert changes.counts["moves"] == 0
    with house.databases.office.reading() as session:
        assert session.scalars(select(Unit.name).where(Unit.parent_id.is_(None))).all() == ["Field"]


def test_a_file_that_would_remove_more_than_half_is_refused(house: House) -> None:
    imports(house, ANN, BOB, CLEO)
    before = rows(house, Unit, Person, Membership, AuditEntry)
    with pytest.raises(TooManyRemovals, match="2 of 3 people would be removed"):
        imports(house, ANN)
    assert rows(house, Unit, Person, Membership, AuditEntry) == before


def test_a_file_that_removes_half_is_taken(house: House) -> None:
    imports(house, ANN, BOB)
    assert imports(house, ANN).counts["leavers"] == 1


def test_removing_more_than_half_can_be_confirmed(house: House) -> None:
    imports(house, ANN, BOB, CLEO)
    assert imports(house, ANN, confirmed=True).counts["leavers"] == 2


def test_a_clock_that_went_back_is_refused(house: House, clock: TestClock) -> None:
    imports(house, ANN)
    clock.forward(hours=-1)
    with pytest.raises(ClockWentBack):
        imports(house, ANN, BOB)


def test_a_dry_run_says_what_the_import_does_and_changes_nothing(house: House) -> None:
    imports(house, ANN, BOB, CLEO)
    before = rows(house, Unit, Person, Membership, AuditEntry)
    coming = (ANN, line("bob@acme.example", "Sales / APAC"), line("dan@acme.example"))
    with house.databases.office.reading() as session:
        planned = planned_changes(session, roster(*coming))
    assert rows(house, Unit, Person, Membership, AuditEntry) == before
    assert imports(house, *coming) == planned


def test_imports_at_the_same_time_follow_one_another(house: House) -> None:
    with ThreadPoolExecutor(max_workers=4) as executor:
        outcomes = [executor.submit(imports, house, ANN, BOB) for _ in range(4)]
    assert sorted(outcome.result().counts["joiners"] for outcome in outcomes) == [0, 0, 0, 2]


def test_the_audit_log_keeps_counts_and_no_names(house: House, clock: TestClock) -> None:
    imports(house, ANN, BOB)
    clock.forward(days=1)
    imports(house, ANN, line("cleo@acme.example", "Sales / APAC"))
    with house.databases.office.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [entry.action for entry in entries] == ["roster imported"] * 2
        assert entries[1].at == clock.now
        assert entries[1].subject.startswith("1 joiners, 0 returners, 1 leavers, 0 moves")
        assert not any(name in entry.subject.lower() for entry in entries for name in ("ann", "bob", "cleo", "emea"))
        assert list(broken_links(session)) == []


def test_unit_codes_are_opaque_and_never_repeat(house: House) -> None:
    drawn = cycle(["AAAAAAAA", "AAAAAAAA", "BBBBBBBB"])
    with house.databases.office.writing() as session:
        import_roster(session, roster(ANN), house.clock(), "a test", draw_code=lambda: next(drawn))
        assert sorted(session.scalars(select(Unit.code))) == ["AAAAAAAA", "BBBBBBBB"]
    assert len(unit_code()) == 8
    assert len({unit_code() for _ in range(100)}) == 100


def test_a_unit_keeps_its_code_when_everybody_leaves_it_and_comes_back(house: House, clock: TestClock) -> None:
    away = tuple(line(email, "Sales / APAC") for email in ("ann@acme.example", "bob@acme.example"))
    for lines in ((ANN, BOB), away, (ANN, BOB)):
        imports(house, *lines)
        clock.now += timedelta(days=1)
    with house.databases.office.reading() as session:
        assert sorted(session.scalars(select(Unit.name))) == ["APAC", "EMEA", "Sales"]
