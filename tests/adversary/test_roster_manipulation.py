"""A16: whoever runs Pulse bends roster, programme and waves; it is refused or folded, and the contract shows it.

Both people whom a change of the roster takes are in the plot: the second pair of eyes is not what protects here.
"""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from pulse.ballots.operations import WaveClosed, hold_open, place_contract
from pulse.ballots.queries import contract as box_contract
from pulse.ballots.queries import keys
from pulse.cli.main import main
from pulse.house import House
from pulse.invitations import operations as invitations
from pulse.invitations.models import Invitation
from pulse.programme.cells import LONG_ENOUGH
from pulse.programme.contract import AudienceTooSmall, Contract
from pulse.programme.models import Invitee, Wave
from pulse.programme.operations import BadClosing, WaveStillOpen
from pulse.publications.models import Publication
from pulse.release.operations import release_wave
from pulse.roster.importing import BadRoster
from pulse.worker import open_wave, tick
from tests.adversary.scheming import SCHEDULE, Schemer
from tests.conftest import TestClock
from tests.programme.organisation import apply

VICTIM = "rep0.munich@acme.example"
CONFEDERATES = [f"rep{number}.munich@acme.example" for number in range(1, 5)]
TRAP = "Sales / EMEA / Trap"


@pytest.fixture
def schemer(house: House, clock: TestClock) -> Schemer:
    found = Schemer(house, clock)
    found.sets_up()
    return found


def test_a_victim_walled_off_with_confederates_counts_one_level_up(schemer: Schemer) -> None:
    schemer.moves(TRAP, VICTIM, *CONFEDERATES)
    contract = schemer.opens(days_later=13.9)
    trap, above = schemer.unit(TRAP), schemer.unit("Sales")
    assert trap not in contract.cells
    assert contract.cell_of(trap) == above
    assert {**contract.roster_changes[-1], "on": ""} == {
        "on": "", "approval": "two people", "joiners": 0, "leavers": 0, "moves": 5, "new_teams": 1
    }  # fmt: skip


def test_whoever_waits_two_weeks_has_it_printed_in_the_contract_and_counted_in_the_mail(schemer: Schemer) -> None:
    schemer.moves(TRAP, VICTIM, *CONFEDERATES)
    contract = schemer.opens(days_later=LONG_ENOUGH.days + 1)
    assert contract.cells[schemer.unit(TRAP)] == 5
    assert (contract.roster_changes[-1]["moves"], contract.roster_changes[-1]["new_teams"]) == (5, 1)


@pytest.mark.parametrize("days", [0, 7, 13.9])
def test_planted_people_do_not_make_a_cell_of_a_victim(house: House, clock: TestClock, days: float) -> None:
    schemer = Schemer(house, clock)
    schemer.sets_up(Munich=1)
    schemer.plants("Sales / EMEA / Munich", 9)
    contract = schemer.opens(days)
    munich = schemer.unit("Sales / EMEA / Munich")
    assert (munich in contract.cells, contract.cell_of(munich)) == (False, schemer.unit("Sales"))
    assert contract.roster_changes[-1]["joiners"] == 9


def test_people_who_leave_and_come_back_are_new(schemer: Schemer) -> None:
    schemer.dismisses(VICTIM, *CONFEDERATES)
    schemer.clock.forward(days=1)
    schemer.plants("Sales / EMEA / London", 1)
    rows = [f"{email},Back,Sales / EMEA / Munich,rep,Europe/Berlin,en,DE," for email in (VICTIM, *CONFEDERATES)]
    schemer.imports("\n".join([*schemer.rows, *rows]).encode())
    assert schemer.unit("Sales / EMEA / Munich") not in schemer.opens(days_later=13).cells


def test_every_cell_of_a_contract_has_k_people_who_were_there_two_weeks_before(schemer: Schemer) -> None:
    schemer.moves("Sales / APAC / Auckland", VICTIM, "rep0.london@acme.example")
    schemer.plants("Sales / EMEA / Munich", 3)
    schemer.clock.forward(days=6)
    schemer.moves("Sales / EMEA / Munich", *(f"rep{number}.honolulu@acme.example" for number in range(4)))
    contract = schemer.opens(days_later=9)
    settled = sa.text(
        "SELECT count(*) FROM invitee JOIN membership USING (person_id)"
        " WHERE cell = :cell AND until IS NULL AND since <= :limit"
    ).bindparams(sa.bindparam("limit", type_=Wave.__table__.c.opens_at.type))
    with schemer.house.databases.office.reading() as session:
        limit = contract.window.opens_at - LONG_ENOUGH
        there = {cell: session.scalar(settled, {"cell": cell, "limit": limit}) for cell in contract.cells}
    assert min(number or 0 for number in there.values()) >= 5


def test_an_audience_of_one_or_of_nineteen_is_refused(schemer: Schemer) -> None:
    for audience in ("Sales / EMEA / Munich", "Sales / EMEA"):
        with pytest.raises(AudienceTooSmall):
            apply(schemer.house, **SCHEDULE, audience=audience)


def test_an_audience_that_shrinks_after_it_was_applied_is_refused_at_opening(schemer: Schemer) -> None:
    cities = ("london", "honolulu", "auckland")
    schemer.dismisses(*(f"rep{number}.{city}@acme.example" for city in cities for number in range(6)))
    with pytest.raises(AudienceTooSmall):
        schemer.opens(days_later=1)


def test_addresses_outside_the_allowed_domains_are_refused_and_never_count(schemer: Schemer, clock: TestClock) -> None:
    settings = schemer.house.settings.model_copy(update={"allowed_domains": ("acme.example",)})
    foreign = "shell@other.example,Shell,Sales / EMEA / Munich,rep,Europe/Berlin,en,DE,"
    strict = Schemer(House(settings, schemer.house.databases, schemer.house.questionnaire, clock), clock)
    with pytest.raises(BadRoster, match="outside the allowed domains"):
        strict.imports("\n".join([*schemer.rows, foreign]).encode())
    schemer.imports("\n".join([*schemer.rows, foreign]).encode())
    assert strict.opens(days_later=20).cells[schemer.unit("Sales / EMEA / Munich")] == 6


def test_nothing_applied_imported_or_opened_later_changes_an_open_wave(schemer: Schemer) -> None:
    opened, before = schemer.opens(days_later=1), schemer.frozen()
    apply(schemer.house, **SCHEDULE, k=8)
    apply(schemer.house, **SCHEDULE, open_days=1, reminders=0, remind="unanswered")
    apply(schemer.house, **SCHEDULE, open_days=13, every_weeks=12, audience="Sales")
    schemer.moves(TRAP, VICTIM, *CONFEDERATES)
    schemer.plants("Sales / EMEA / Munich", 3)
    for closes in (timedelta(hours=2), timedelta(days=30)):
        with pytest.raises(WaveStillOpen):
            open_wave(schemer.house, "pulse", schemer.clock() + closes)
    tick(schemer.house)
    assert schemer.frozen() == before
    with schemer.house.databases.office.reading() as session:
        invited = session.scalar(sa.select(sa.func.count()).select_from(Invitee))
    with schemer.house.databases.box.reading() as session:
        assert box_contract(session, opened.wave).text == opened.canonical()
        issued = session.scalar(sa.select(sa.func.count()).select_from(Invitation))
    assert invited == issued == opened.invited


def test_lowered_thresholds_wait_for_the_next_contract_where_everybody_sees_them(schemer: Schemer) -> None:
    apply(schemer.house, **SCHEDULE, strict=True)
    opened = schemer.opens(days_later=1)
    apply(schemer.house, **SCHEDULE)
    assert Contract.parse(schemer.wave().contract or "").policy["k"] == opened.policy["k"] == 8
    schemer.clock.forward(days=7)
    tick(schemer.house)
    assert schemer.opens().policy["k"] == 5


def test_no_wave_closes_early_not_even_in_the_table(schemer: Schemer) -> None:
    opened = schemer.opens(days_later=1)
    schemer.clock.now = opened.window.closes_at - timedelta(seconds=1)
    tick(schemer.house)
    assert schemer.wave().closed_at is None
    early = sa.update(Wave).where(Wave.contract.is_not(None)).values(closed_at=schemer.clock())
    with pytest.raises(IntegrityError, match="never_closed_early"), schemer.house.databases.office.writing() as session:
        session.execute(early)


@pytest.mark.parametrize("closes", [timedelta(minutes=30), timedelta(days=61), timedelta(days=-1)])
def test_a_wave_of_minutes_or_of_months_is_refused(schemer: Schemer, closes: timedelta) -> None:
    with pytest.raises(BadClosing):
        open_wave(schemer.house, "pulse", schemer.clock() + closes)


def test_a_closed_wave_is_not_opened_again_and_not_extended(schemer: Schemer) -> None:
    opened = schemer.opens(days_later=1)
    schemer.clock.now = opened.window.closes_at
    tick(schemer.house)
    with schemer.house.databases.office.writing() as session:
        session.execute(sa.delete(Wave).where(Wave.contract.is_(None)))
        longer = {"closes_at": schemer.clock() + timedelta(days=9), "closed_at": None, "released_at": None}
        session.execute(sa.update(Wave).values(longer))
    tick(schemer.house)
    with pytest.raises(WaveClosed), schemer.house.databases.box.writing() as session:
        hold_open(session, opened.wave)
    again = "closed wave"
    with pytest.raises(IntegrityError), schemer.house.databases.box.writing() as session:
        place_contract(session, opened.wave, again, keys(session, opened.wave))


def test_a_wave_is_published_once(schemer: Schemer) -> None:
    opened = schemer.opens(days_later=1)
    schemer.clock.now = opened.window.closes_at
    tick(schemer.house)
    documents = published(schemer)
    release_wave(schemer.house, schemer.wave().id)
    with schemer.house.databases.office.writing() as session:
        session.execute(sa.update(Wave).values(released_at=None))
    tick(schemer.house)
    assert published(schemer) == documents
    assert len(documents) == 1


def published(schemer: Schemer) -> list[str]:
    with schemer.house.databases.office.reading() as session:
        return list(session.scalars(sa.select(Publication.document)))


def test_nobody_gets_a_second_code(schemer: Schemer) -> None:
    opened = schemer.opens(days_later=1)
    before = codes(schemer)
    schemer.dismisses(VICTIM)
    schemer.imports("\n".join([*schemer.rows, f"{VICTIM},Back,{TRAP},rep,Europe/Berlin,en,DE,"]).encode())
    with schemer.house.databases.office.writing() as session:
        session.execute(sa.update(Wave).where(Wave.name == opened.wave).values(opened_at=None))
    tick(schemer.house)
    assert codes(schemer) == before
    digest, cell = before[0]
    with pytest.raises(IntegrityError), schemer.house.databases.box.writing() as session:
        invitations.issue(session, opened.wave, [(digest, cell)])


def codes(schemer: Schemer) -> list[tuple[bytes, str]]:
    with schemer.house.databases.box.reading() as session:
        rows = session.execute(sa.select(Invitation.digest, Invitation.cell).order_by(Invitation.digest))
        return [(row.digest, row.cell) for row in rows]


@pytest.mark.parametrize(
    "command",
    [
        "wave close pulse", "wave reopen pulse", "wave extend pulse", "wave release pulse", "wave delete pulse",
        "programme remove pulse", "roster approve 00", "code issue", "roster move", "answers", "reveal",
    ],
)  # fmt: skip
def test_there_is_no_command_for_it(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(command.split())
    assert "invalid choice" in capsys.readouterr().err
