"""Pausing, from the link in a mail to the next waves: who is paused is asked nothing, and nothing shows it."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from pulse.app import create_app
from pulse.audit import AuditEntry
from pulse.database import Role
from pulse.house import House, open_house
from pulse.pauses.models import Pause
from pulse.pauses.queries import paused
from pulse.pauses.tokens import token
from pulse.planning.preview import Preview, preview_of
from pulse.programme.contract import Contract
from pulse.programme.models import Invitee, Kind, Wave
from pulse.programme.queries import cells_for
from pulse.roster import queries as roster
from pulse.roster.models import Person
from tests.conftest import TestClock
from tests.engines import as_web
from tests.programme.organisation import bring_in, definition
from tests.programme.organisation import roster as file
from tests.worker.postbox import Postbox
from tests.worker.wave import CLOSING, INVITED, OPENING, jump, live, mail_states, text

REP = "rep0.london@acme.example"
LINK = re.compile(r"http://localhost(/r/pause/[\w-]{32})")


@pytest.fixture
def web(stage: House, clock: TestClock) -> Iterator[FlaskClient]:
    opened = open_house(Role.WEB, as_web(stage.settings), clock)
    yield create_app(opened).test_client()
    opened.databases.dispose()


def link_of(house: House, email: str) -> str:
    with house.databases.office.reading() as session:
        person = session.scalars(select(Person.id).where(Person.email == email)).one()
    return f"/r/pause/{token(house.settings.secret_key.get_secret_value().encode(), person)}"


def clicks(web: FlaskClient, link: str, wish: str = "pause") -> None:
    assert web.post(link, data={"wish": wish}).status_code == 200


def contracts(house: House) -> list[Contract]:
    with house.databases.office.reading() as session:
        written = session.scalars(select(Wave.contract).where(Wave.contract.is_not(None)).order_by(Wave.number))
        return [Contract.parse(one or "") for one in written]


def invited_in(house: House, number: int) -> set[str]:
    with house.databases.office.reading() as session:
        emails = select(Person.email).join(Invitee).join(Wave).where(Wave.number == number)
        return set(session.scalars(emails))


def preview(house: House) -> Preview:
    with house.databases.office.reading() as session:
        drawn = cells_for(session, definition(), OPENING)
        return preview_of(definition(), OPENING, drawn, roster.paths(session))


def through(house: House, clock: TestClock, waves: int) -> None:
    """Let so many waves open, looking every other day."""
    clock.now = max(clock.now, OPENING - timedelta(days=2))
    while len(contracts(house)) < waves:
        jump(house, clock, clock.now + timedelta(days=2))


def test_the_link_in_an_invitation_pauses_for_three_waves_and_no_more(
    stage: House, web: FlaskClient, clock: TestClock, postbox: Postbox
) -> None:
    live(stage, clock, OPENING + timedelta(hours=12))
    (invitation,) = postbox.to(REP)
    found = LINK.search(text(invitation))
    assert found
    assert f"<http://localhost{found[1]}>" == invitation["List-Unsubscribe"]
    clicks(web, found[1])
    through(stage, clock, 5)
    assert [REP in invited_in(stage, number) for number in range(1, 6)] == [True, False, False, False, True]
    assert [contract.invited for contract in contracts(stage)] == [INVITED, *[INVITED - 1] * 3, INVITED]
    with stage.databases.office.reading() as session:
        assert session.scalar(select(func.count()).select_from(Pause)) == 0


def test_nothing_more_arrives_from_the_click_on_and_one_click_brings_it_back(
    stage: House, web: FlaskClient, clock: TestClock, postbox: Postbox
) -> None:
    live(stage, clock, OPENING + timedelta(hours=12))
    clicks(web, link_of(stage, REP))
    live(stage, clock, CLOSING + timedelta(days=3))
    assert len(postbox.to(REP)) == 1
    others = Counter(len(postbox.to(f"rep{number}.london@acme.example")) for number in range(1, 6))
    assert others == {3: 5}
    clicks(web, link_of(stage, REP), "resume")
    through(stage, clock, 2)
    assert REP in invited_in(stage, 2)


def test_in_an_open_wave_the_outbox_and_the_contract_do_not_say_who_paused(
    stage: House, web: FlaskClient, clock: TestClock, postbox: Postbox
) -> None:
    live(stage, clock, OPENING + timedelta(hours=1))
    before = contracts(stage)
    clicks(web, link_of(stage, REP))
    live(stage, clock, CLOSING - timedelta(hours=1))
    assert contracts(stage) == before
    assert mail_states(stage, Kind.REMINDER) == {"sent": INVITED}
    assert len(postbox.to(REP)) < 2


def test_a_leader_who_is_paused_is_still_told_of_results_for_that_is_work(
    stage: House, web: FlaskClient, clock: TestClock, postbox: Postbox
) -> None:
    live(stage, clock, OPENING + timedelta(hours=12))
    clicks(web, link_of(stage, "lead.london@acme.example"))
    live(stage, clock, CLOSING + timedelta(days=3))
    subjects = [str(mail["Subject"]) for mail in postbox.to("lead.london@acme.example")]
    assert len(subjects) == 2
    assert subjects[1].startswith("Results are open")


def test_what_hr_previews_counts_everybody_so_that_no_click_can_be_watched(stage: House, web: FlaskClient) -> None:
    before = preview(stage)
    clicks(web, link_of(stage, REP))
    assert preview(stage) == before


def test_a_pause_ends_with_the_place_it_was_asked_for_in(stage: House, web: FlaskClient, clock: TestClock) -> None:
    clicks(web, link_of(stage, REP))
    london, munich = (f"Sales / EMEA / {city},rep,Europe/London".encode() for city in ("London", "Munich"))
    moved = file().replace(london, munich, 1)
    bring_in(stage, moved)
    with stage.databases.office.reading() as session:
        assert paused(session) == frozenset()
    through(stage, clock, 1)
    assert REP in invited_in(stage, 1)


def test_a_click_while_a_wave_opens_is_not_lost(stage: House, web: FlaskClient, clock: TestClock) -> None:
    clicks(web, link_of(stage, REP))
    through(stage, clock, 1)
    clicks(web, link_of(stage, REP), "resume")
    clicks(web, link_of(stage, REP))
    through(stage, clock, 4)
    assert [REP in invited_in(stage, number) for number in range(1, 5)] == [False] * 4


def test_the_log_names_no_pause_and_the_contract_only_numbers(stage: House, web: FlaskClient, clock: TestClock) -> None:
    clicks(web, link_of(stage, REP))
    through(stage, clock, 1)
    (contract,) = contracts(stage)
    assert contract.invited == INVITED - 1
    assert sorted(contract.cells.values()) == [5, 6, 6, 6, 6]
    with stage.databases.office.reading() as session:
        told = " ".join(f"{entry.action} {entry.subject}" for entry in session.scalars(select(AuditEntry)))
    assert "pause" not in told
    assert "rep" not in told


@pytest.mark.parametrize("moment", [timedelta(minutes=1), timedelta(hours=12)])
def test_undoing_within_a_wave_lets_the_rest_of_it_arrive(
    stage: House, web: FlaskClient, clock: TestClock, postbox: Postbox, moment: timedelta
) -> None:
    live(stage, clock, OPENING + timedelta(hours=12))
    clicks(web, link_of(stage, REP))
    clock.now += moment
    clicks(web, link_of(stage, REP), "resume")
    live(stage, clock, CLOSING - timedelta(hours=1))
    assert len(postbox.to(REP)) == 2
