"""What a provider says becomes a roster as every roster does: imported before any programme, then approved by HR."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from pulse.accounts.models import StaffRole
from pulse.accounts.operations import add_account
from pulse.accounts.queries import staff
from pulse.audit import AuditEntry
from pulse.programme.operations import apply_programme
from pulse.programme.roster_changes import Submission, approve, decline, submit_roster, waiting
from pulse.roster import queries as roster
from pulse.roster.importing import Roster, read_roster
from pulse.roster.importing_managers import written
from pulse.roster.models import Approval, RosterImport
from pulse.roster.operations import import_roster
from pulse.scim.batches import GATHERING, QUIET, batch
from pulse.scim.handing_in import ACTOR
from pulse.scim.resources import ENTERPRISE
from pulse.worker.roster import change_roster
from tests.conftest import TestClock
from tests.programme.organisation import definition
from tests.scim.providing import Provider, Site

HANNA, IDA = "hanna@acme.example", "ida@acme.example"
FURTHER = 20
"""So many more there have to be for a programme; nothing else is said of them."""
MANAGER = f"{ENTERPRISE}:manager"


def tell(provider: Provider, managers: dict[str, str]) -> dict[str, str]:
    """Let a provider say who reports to whom; return everybody's id."""
    ids: dict[str, str] = {}
    for who, manager in managers.items():
        ids[who] = provider.add(f"{who}@acme.example", manager=ids.get(manager, manager) or None)
    return ids


def small(provider: Provider) -> dict[str, str]:
    return tell(provider, {"ruth": "", "lena": "ruth", "ann": "lena", "bob": "lena", "cid": "lena"})


def work(site: Site, clock: TestClock, after: timedelta = QUIET) -> None:
    """Let time pass and the worker look."""
    clock.now += after
    change_roster(site.house)


def members(site: Site) -> dict[str, str]:
    """Where everybody is who plays a part, a leader where they lead."""
    with site.house.databases.office.reading() as session:
        paths = roster.paths(session)
        playing = [one for one in roster.members(session) if not one.email.startswith("further")]
        return {one.email.partition("@")[0]: f"{one.position} of {paths[one.unit]}" for one in playing}


def outcome(site: Site) -> str:
    with site.house.databases.office.reading() as session:
        found = batch(session)
        return (found.outcome if found else None) or ""


def proposal(site: Site) -> str | None:
    """The digest of the roster that waits."""
    with site.house.databases.office.reading() as session:
        found = waiting(session)
        return found.digest if found else None


def decide(site: Site, act: object = approve, email: str = HANNA) -> None:
    with site.house.databases.office.writing() as session:
        person = staff(session, email)
        assert person
        assert callable(act)
        act(session, proposal(site), person, site.house.clock())
    change_roster(site.house)


@pytest.fixture
def running(site: Site, provider: Provider, clock: TestClock) -> dict[str, str]:
    """A small organisation of the provider's, with a programme, and two people of HR."""
    ids = small(provider)
    for number in range(FURTHER):
        provider.add(f"further{number}@acme.example", manager=ids["ruth"])
    work(site, clock)
    with site.house.databases.office.writing() as session:
        for email in (HANNA, IDA):
            add_account(session, email, StaffRole.HR, "a test", clock())
        apply_programme(session, definition(audience="Acme"), site.house.questionnaire, clock(), "a test")
    clock.forward(days=1)
    return ids


def test_managers_make_teams(site: Site, provider: Provider, clock: TestClock) -> None:
    small(provider)
    work(site, clock)
    assert members(site) == {
        "ruth": "leader of Acme",
        "lena": "leader of Acme / Team Lena",
        "ann": "rep of Acme / Team Lena",
        "bob": "rep of Acme / Team Lena",
        "cid": "rep of Acme / Team Lena",
    }


def test_nothing_is_taken_while_it_is_being_said(site: Site, provider: Provider, clock: TestClock) -> None:
    small(provider)
    work(site, clock, QUIET - timedelta(minutes=1))
    provider.add("dan@acme.example")
    work(site, clock, QUIET - timedelta(minutes=1))
    assert members(site) == {}


def test_paths_make_teams(site: Site, provider: Provider, clock: TestClock) -> None:
    provider.add("ruth@acme.example", team="Sales", position="leader", target=900)
    provider.add("ann@acme.example", team="Sales / Munich")
    work(site, clock)
    assert members(site) == {"ruth": "leader of Sales", "ann": "rep of Sales / Munich"}


def test_groups_make_teams(site: Site, provider: Provider, clock: TestClock) -> None:
    ids = [provider.add(f"{who}@acme.example") for who in ("ruth", "lena", "ann")]
    provider.group("Sales", ids[0])
    provider.group("Sales / Munich", *ids[1:])
    provider.group("Leaders", *ids[:2])
    work(site, clock)
    assert members(site) == {
        "ruth": "leader of Sales",
        "lena": "leader of Sales / Munich",
        "ann": "rep of Sales / Munich",
    }


def test_whoever_is_not_active_has_left(site: Site, provider: Provider, clock: TestClock) -> None:
    ids = small(provider)
    work(site, clock)
    provider.patch(f"/Users/{ids['ann']}", {"op": "Replace", "path": "active", "value": "False"})
    provider.ask("DELETE", f"/Users/{ids['bob']}")
    work(site, clock)
    assert members(site).keys() == {"ruth", "lena", "cid"}


def test_what_a_provider_does_not_say_stays_or_is_the_usual(site: Site, provider: Provider, clock: TestClock) -> None:
    file = b"email,name,team,role,time_zone,language,country,target\n"
    file += b"ann@acme.example,Ann Berg,Sales,leader,Europe/Vienna,de,AT,500\n"
    with site.house.databases.office.writing() as session:
        import_roster(session, read_roster(file, ()), clock(), "a test")
    nothing = {"timezone": None, "preferredLanguage": None, "addresses": None, "displayName": None}
    provider.add("ann@acme.example", team="Sales", position="leader", **nothing)
    provider.add("bob@acme.example", team="Sales", addresses=[{"country": "CH"}], timezone=None)
    work(site, clock)
    with site.house.databases.office.reading() as session:
        ann, bob = sorted(roster.members(session), key=lambda one: one.email)
    assert (ann.name, ann.time_zone, ann.language, ann.country, ann.target) == (
        "Ann Berg", "Europe/Vienna", "de", "AT", 500,
    )  # fmt: skip
    assert (bob.time_zone, bob.language, bob.country) == ("UTC", "de", "CH")


def test_most_people_never_leave_by_a_provider_alone(site: Site, provider: Provider, clock: TestClock) -> None:
    ids = small(provider)
    work(site, clock)
    for who in ("ann", "bob", "cid"):
        provider.ask("DELETE", f"/Users/{ids[who]}")
    work(site, clock)
    assert len(members(site)) == 5
    assert "3 of 5 people would leave" in outcome(site)


def test_the_log_says_that_it_was_the_provider_and_names_nobody(
    site: Site, provider: Provider, clock: TestClock
) -> None:
    small(provider)
    work(site, clock)
    with site.house.databases.office.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(one.actor, one.action) for one in entries[1:]] == [
        ("token provider", "people provisioned"),
        (ACTOR, "roster imported"),
    ]
    assert "ann" not in entries[-1].subject


FAULTS = {
    "a circle": ({"ruth": "", "ann": "bob", "bob": "ann"}, "in a circle"),
    "two at the top": ({"ruth": "", "sue": "", "ann": "sue"}, "one person alone stands at the top"),
    "no such manager": ({"ruth": "", "ann": "nobody"}, "The manager of ann@acme.example is not provisioned"),
}


@pytest.mark.parametrize(("managers", "said"), FAULTS.values(), ids=FAULTS.keys())
def test_what_makes_no_roster_is_not_handed_in(
    site: Site, provider: Provider, clock: TestClock, managers: dict[str, str], said: str
) -> None:
    ids = tell(provider, managers)
    if said == "in a circle":
        provider.patch(f"/Users/{ids['ann']}", {"op": "replace", "path": MANAGER, "value": ids["bob"]})
    work(site, clock)
    assert members(site) == {}
    assert said in outcome(site)
    for one in ids.values():
        provider.ask("DELETE", f"/Users/{one}")
    small(provider)
    work(site, clock)
    assert (len(members(site)), outcome(site)) == (5, "Imported.")


def test_everything_wrong_with_groups_and_addresses_is_said(site: Site, provider: Provider, clock: TestClock) -> None:
    ids = [provider.add(f"{who}@acme.example") for who in ("ann", "bob", "cid", "dan")]
    provider.group("Sales", *ids[:2])
    provider.group("Sales / Munich", ids[1])
    provider.group("Sales //", ids[2])
    work(site, clock)
    assert re.sub(r"\s+", " ", outcome(site)) == (
        "bob@acme.example is in two teams: Sales and Sales / Munich. "
        "The group 'Sales //' is no team: the team 'Sales //' has an empty part. "
        "cid@acme.example is in no group that is a team. dan@acme.example is in no group that is a team."
    )
    provider.add("eve", displayName=None)
    provider.add("fay@acme.example", emails=[{"value": "ann@acme.example"}])
    work(site, clock)
    assert outcome(site).splitlines() == [
        "eve has no mail address.",
        "fay@acme.example has the address of ann@acme.example.",
    ]


def test_a_person_who_is_gone_is_gone_once_hr_has_approved_it(
    site: Site, provider: Provider, clock: TestClock, running: dict[str, str]
) -> None:
    provider.ask("DELETE", f"/Users/{running['ann']}")
    work(site, clock)
    assert "ann" in members(site)
    assert outcome(site) == "Handed in. Somebody of HR has to approve it."
    decide(site)
    assert "ann" not in members(site)
    with site.house.databases.office.reading() as session:
        latest = session.scalars(select(RosterImport).order_by(RosterImport.id.desc())).first()
    assert latest
    assert (latest.approval, latest.leavers) == ("two people", 1)


def test_one_persons_approval_is_not_nobodys(
    site: Site, provider: Provider, clock: TestClock, running: dict[str, str]
) -> None:
    alone = site.house.settings.model_copy(update={"roster_approval": "one person"})
    house = type(site.house)(alone, site.house.databases, site.house.questionnaire, clock)
    provider.ask("DELETE", f"/Users/{running['ann']}")
    clock.now += QUIET
    change_roster(house)
    assert "ann" in members(site)
    assert proposal(site)


def test_changes_gather_for_a_day(site: Site, provider: Provider, clock: TestClock, running: dict[str, str]) -> None:
    provider.ask("DELETE", f"/Users/{running['ann']}")
    work(site, clock)
    first = proposal(site)
    provider.add("dan@acme.example", manager=running["lena"])
    work(site, clock, GATHERING - timedelta(minutes=1))
    assert proposal(site) == first
    work(site, clock)
    assert proposal(site) not in (None, first)
    decide(site)
    assert members(site).keys() == {"ruth", "lena", "bob", "cid", "dan"}


@pytest.mark.parametrize("also", [{}, {"timezone": "Europe/Vienna"}], ids=["nothing else", "a correction"])
def test_what_a_provider_has_taken_back_waits_no_longer(
    site: Site, provider: Provider, clock: TestClock, running: dict[str, str], also: dict[str, str]
) -> None:
    provider.patch(f"/Users/{running['ann']}", {"op": "replace", "path": "active", "value": False})
    work(site, clock)
    assert proposal(site)
    provider.patch(f"/Users/{running['ann']}", {"op": "replace", "value": {"active": True, **also}})
    work(site, clock, GATHERING)
    assert (proposal(site), "ann" in members(site)) == (None, True)
    with site.house.databases.office.reading() as session:
        assert (ACTOR, "roster withdrawn") in session.execute(select(AuditEntry.actor, AuditEntry.action)).all()


def test_what_was_declined_is_not_handed_in_again_until_something_changes(
    site: Site, provider: Provider, clock: TestClock, running: dict[str, str]
) -> None:
    provider.ask("DELETE", f"/Users/{running['ann']}")
    work(site, clock)
    decide(site, decline)
    work(site, clock, timedelta(days=3))
    assert (proposal(site), "ann" in members(site)) == (None, True)
    provider.add("dan@acme.example", manager=running["lena"])
    work(site, clock)
    assert proposal(site)


def test_a_roster_that_somebody_handed_in_is_decided_first(
    site: Site, provider: Provider, clock: TestClock, running: dict[str, str]
) -> None:
    with site.house.databases.office.writing() as session:
        standing = roster.standing(session)
        listed = Roster(tuple(one for email, one in standing.employees.items() if email != "cid@acme.example"))
        submit_roster(session, Submission(written(listed), listed, IDA), Approval.TWO, clock())
    theirs = proposal(site)
    provider.ask("DELETE", f"/Users/{running['bob']}")
    work(site, clock)
    assert proposal(site) == theirs
    assert outcome(site).startswith("Another roster waits")
    decide(site, decline)
    work(site, clock)
    assert proposal(site) not in (None, theirs)


def test_a_new_name_waits_and_a_new_time_zone_does_not(
    site: Site, provider: Provider, clock: TestClock, running: dict[str, str]
) -> None:
    provider.patch(f"/Users/{running['ann']}", {"op": "replace", "path": "timezone", "value": "Europe/Vienna"})
    work(site, clock)
    assert (proposal(site), outcome(site)) == (None, "Imported.")
    provider.patch(f"/Users/{running['ann']}", {"op": "replace", "path": "displayName", "value": "Nobody"})
    work(site, clock, GATHERING)
    assert proposal(site)


def test_what_says_what_the_roster_says_is_not_handed_in(
    site: Site, provider: Provider, clock: TestClock, running: dict[str, str]
) -> None:
    provider.patch(f"/Users/{running['ann']}", {"op": "replace", "path": "externalId", "value": "new"})
    work(site, clock)
    assert (proposal(site), outcome(site)) == (None, "It says what the roster says.")


def test_a_team_keeps_itself_when_its_manager_is_replaced(
    site: Site, provider: Provider, clock: TestClock, running: dict[str, str]
) -> None:
    eve = provider.add("eve@acme.example", manager=running["ruth"])
    for who in ("ann", "bob", "cid"):
        provider.patch(f"/Users/{running[who]}", {"op": "Replace", "path": MANAGER, "value": eve})
    provider.ask("DELETE", f"/Users/{running['lena']}")
    work(site, clock)
    decide(site)
    assert members(site)["eve"] == "leader of Acme / Team Lena"
    assert members(site)["ann"] == "rep of Acme / Team Lena"


def test_hr_reads_what_became_of_it(site: Site, provider: Provider, clock: TestClock) -> None:
    with site.house.databases.office.writing() as session:
        add_account(session, HANNA, StaffRole.HR, "a test", clock())
    web = site.sign_in(HANNA)
    assert "No identity provider has said anything yet." in web.get("/hr/roster/provider").text
    tell(provider, {"ruth": "", "sue": ""})
    work(site, clock)
    page = web.get("/hr/roster/provider").text
    assert "one person alone stands at the top" in page
    assert "/hr/roster/provider" in web.get("/hr/roster").text
