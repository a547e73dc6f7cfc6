"""Reading the roster: the tree, its names, who is in it now and who leads."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from pulse.house import House
from pulse.roster import queries
from pulse.roster.models import Position
from pulse.roster.operations import import_roster
from pulse.roster.queries import NoSuchTeam
from tests.conftest import TestClock
from tests.roster.writing import line, roster

LEADER = line("lea@acme.example", "Sales / EMEA", "leader", name="Lea", target="900")
MUNICH = line("max@acme.example", "Sales / EMEA / Munich", name="Max")
PARIS = line("pia@acme.example", "Sales / EMEA / Paris", name="Pia", country="FR", language="fr")
TOKYO = line("tom@acme.example", "Sales / APAC", name="Tom")
EVERYBODY = (LEADER, MUNICH, PARIS, TOKYO)


@pytest.fixture
def session(house: House, clock: TestClock) -> Iterator[Session]:
    with house.databases.office.writing() as writing:
        import_roster(writing, roster(*EVERYBODY), clock.now, "a test")
    with Session(house.databases.office.engine) as found:
        yield found


def again(session: Session, clock: TestClock, *lines: str) -> None:
    clock.forward(days=7)
    import_roster(session, roster(*lines), clock.now, "a test")


def code(session: Session, path: str) -> str:
    return queries.unit_at(session, path).code


def test_the_tree_leads_from_every_team_to_the_root(session: Session) -> None:
    tree, names = queries.tree(session), queries.names(session)
    assert names[tree.root] == "Sales"
    assert [names[unit] for unit in tree.ancestors(code(session, "Sales/EMEA/Munich"))] == ["EMEA", "Sales"]
    assert len(tree.parents) == 5


def test_the_tree_keeps_teams_that_nobody_is_in_any_more(session: Session, clock: TestClock) -> None:
    again(session, clock, LEADER, PARIS, TOKYO)
    assert code(session, "Sales / EMEA / Munich") in queries.tree(session).parents


def test_the_tree_is_read_once_until_a_unit_is_founded(session: Session, clock: TestClock) -> None:
    before = queries.tree(session)
    assert queries.tree(session) is before
    again(session, clock, *EVERYBODY, line("rio@acme.example", "Sales / LATAM"))
    assert queries.tree(session).parents.keys() - before.parents.keys() == {code(session, "Sales / LATAM")}


def test_names_are_those_of_the_units_asked_for(session: Session) -> None:
    munich = code(session, "Sales / EMEA / Munich")
    assert queries.names_of(session, {munich}) == {munich: "Munich"}


def test_before_the_first_import_there_is_no_tree(house: House) -> None:
    with house.databases.office.reading() as session:
        assert queries.first_import(session) is None
        assert list(queries.members(session)) == []
        with pytest.raises(NoSuchTeam, match="no roster yet"):
            queries.tree(session)


def test_a_path_leads_to_a_unit_and_back(session: Session) -> None:
    munich = code(session, "sales /emea/ MUNICH")
    assert queries.path(session, munich) == "Sales / EMEA / Munich"
    assert queries.paths(session)[munich] == "Sales / EMEA / Munich"


def test_an_unknown_path_or_code_is_refused(session: Session) -> None:
    with pytest.raises(NoSuchTeam):
        queries.unit_at(session, "Sales / Atlantis")
    with pytest.raises(NoSuchTeam):
        queries.path(session, "NOSUCHXX")


def test_members_are_the_people_present_now(session: Session, clock: TestClock) -> None:
    first = clock.now
    again(session, clock, LEADER, PARIS, line("tom@acme.example", "Sales / EMEA / Munich", name="Tom"))
    found = {member.name: member for member in queries.members(session)}
    assert found.keys() == {"Lea", "Pia", "Tom"}
    assert (found["Pia"].since, found["Tom"].since) == (first, clock.now)
    assert found["Tom"].unit == code(session, "Sales / EMEA / Munich")
    assert (found["Pia"].country, found["Pia"].language, found["Pia"].target) == ("FR", "fr", None)
    assert (found["Lea"].position, found["Lea"].target) == (Position.LEADER, 900.0)


def test_an_address_leads_the_unit_it_leads_now(session: Session, clock: TestClock) -> None:
    emea = code(session, "Sales / EMEA")
    assert queries.led_by(session, "LEA@acme.example") == emea
    assert queries.led_by(session, "max@acme.example") is None
    assert queries.led_by(session, "nobody@acme.example") is None
    again(session, clock, MUNICH, PARIS, TOKYO)
    assert queries.led_by(session, "lea@acme.example") is None


def test_a_unit_has_one_leader_or_none(session: Session) -> None:
    lea = queries.leader_of(session, code(session, "Sales / EMEA"))
    assert lea is not None
    assert lea.email == "lea@acme.example"
    assert queries.leader_of(session, code(session, "Sales / APAC")) is None


def test_the_first_import_keeps_its_date(session: Session, clock: TestClock) -> None:
    first = clock.now
    again(session, clock, *EVERYBODY, line("new@acme.example"))
    assert queries.first_import(session) == first


def test_names_below_a_unit_include_those_who_left_and_nobody_from_elsewhere(
    session: Session, clock: TestClock
) -> None:
    again(session, clock, LEADER, PARIS, TOKYO)
    names, emails = queries.names_below(session, code(session, "Sales / EMEA"))
    assert names == {"Lea", "Max", "Pia"}
    assert emails == {"lea@acme.example", "max@acme.example", "pia@acme.example"}
