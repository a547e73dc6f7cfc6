"""HR uploads a roster on its page, sees every change, hands it in; the worker and a second person do the rest."""

import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from pulse.accounts.models import StaffRole
from pulse.accounts.operations import add_account
from pulse.audit import AuditEntry
from pulse.planning.models import UploadedRoster
from pulse.programme.operations import apply_programme
from pulse.roster import queries
from pulse.worker.roster import change_roster
from tests.dashboards.stage import PROGRAMME, Stage, roster_file
from tests.dashboards.test_home import text

HANNA, IDA = "hanna@acme.example", "ida@acme.example"
DAN = b"\ndan@acme.example,Dan New,Sales / South / Munich,rep,Europe/Berlin,en,DE,"
LARGER = roster_file() + DAN


@pytest.fixture
def running(stage: Stage) -> Stage:
    """A stage with a programme and a second person of HR, a day later."""
    with stage.house.databases.office.writing() as session:
        add_account(session, IDA, StaffRole.HR, "a test", stage.clock())
        apply_programme(session, PROGRAMME, stage.house.questionnaire, stage.clock(), "a test")
    stage.clock.forward(days=1)
    return stage


def token(web: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', web.get("/hr/roster").text)
    assert found
    return found[1]


def upload(stage: Stage, file: bytes, email: str = HANNA) -> TestResponse:
    web = stage.sign_in(email)
    fields = {"csrf_token": token(web), "file": (BytesIO(file), "people.csv")}
    return web.post("/hr/roster/upload", data=fields, follow_redirects=True)


def hand_in(stage: Stage, **fields: str) -> TestResponse:
    shown = stage.web.get("/hr/roster").text
    form = shown[shown.index("/hr/roster/hand-in") :]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', form.split("</form>")[0]))
    return stage.web.post("/hr/roster/hand-in", data=hidden | {"decision": "hand in"} | fields, follow_redirects=True)


def people(stage: Stage) -> int:
    with stage.house.databases.office.reading() as session:
        return len(list(queries.members(session)))


def kept(stage: Stage) -> int:
    with stage.house.databases.office.reading() as session:
        return session.scalar(select(func.count()).select_from(UploadedRoster)) or 0


def test_an_uploaded_file_waits_for_a_second_person_and_then_the_worker_imports_it(running: Stage) -> None:
    before = people(running)
    page = text(upload(running, LARGER).text)
    assert "Joiners: 1 Dan New <dan@acme.example>: rep of Sales / South / Munich" in page
    assert "a second person of HR has to approve this" in page
    assert change_roster(running.house) == 0
    assert "The worker takes it within seconds" in text(hand_in(running).text)
    change_roster(running.house)
    assert (people(running), kept(running)) == (before, 0)
    running.clock.forward(minutes=1)
    for email, said in ((HANNA, "A second person has to approve"), (IDA, f"Approved by {IDA}")):
        web = running.sign_in(email)
        fields = dict(re.findall(r'name="(csrf_token|digest)" value="([^"]+)"', web.get("/hr/roster").text))
        page = text(web.post("/hr/roster", data=fields | {"decision": "approve"}, follow_redirects=True).text)
        assert said in page
    change_roster(running.house)
    assert people(running) == before + 1
    assert "1 came, 0 left" in text(running.web.get("/hr/roster").text)


@pytest.mark.once
def test_before_the_first_programme_a_file_is_imported_at_once(stage: Stage) -> None:
    before = people(stage)
    assert "Import now" in upload(stage, LARGER).text
    hand_in(stage)
    change_roster(stage.house)
    assert people(stage) == before + 1
    with stage.house.databases.office.reading() as session:
        newest = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert newest is not None
    assert (newest.actor, newest.action) == (HANNA, "roster imported")


def by_managers(**changed: str) -> bytes:
    """The roster of the stage with everybody's manager instead of their team, but for these people."""
    people = [row.split(",") for row in roster_file().decode().splitlines()[1:] if row]
    leaders = {team: email for email, _, team, role, *_ in people if role == "leader"}
    rows = ["email,name,manager_email,time_zone,language,country"]
    for email, name, team, role, *place in people:
        above = team.rpartition(" / ")[0] if role == "leader" else team
        manager = changed.get(email.partition("@")[0], leaders.get(above, ""))
        rows.append(",".join([email, name, manager, *place[:3]]))
    return "\n".join(rows).encode()


@pytest.mark.once
def test_a_file_of_managers_becomes_one_of_teams_before_anybody_looks_at_it(running: Stage) -> None:
    page = text(upload(running, by_managers(rep0="lena@acme.example")).text)
    assert "Moves: 1 Rep 0 <rep0@acme.example>" in page
    assert not any(kind in page for kind in ("New units", "Leavers", "Joiners"))
    with running.house.databases.office.reading() as session:
        kept = session.scalars(select(UploadedRoster.file)).one()
    assert kept.startswith(b"email,name,team,role,")


@pytest.mark.once
def test_every_problem_with_managers_is_listed_with_its_line(running: Stage) -> None:
    answer = upload(running, by_managers(lena="nobody@acme.example", gina="gina@acme.example"))
    assert answer.status_code == 422
    page = text(answer.text)
    assert "the manager nobody@acme.example is not listed" in page
    assert "gina@acme.example is their own manager" in page
    assert kept(running) == 0


@pytest.mark.once
def test_every_problem_is_listed_with_its_line_and_nothing_is_kept(stage: Stage) -> None:
    answer = upload(stage, roster_file() + b"\nnobody,Dan,Sales / South,boss,Europe/Berlin,en,DE,")
    page = text(answer.text)
    line = len(roster_file().splitlines()) + 1
    assert answer.status_code == 422
    assert f"Line {line}: 'nobody' is not a mail address" in page
    assert f"Line {line}: the role 'boss' is neither rep nor leader" in page
    assert kept(stage) == 0
    assert upload(stage, b"").status_code == 422


@pytest.mark.once
def test_a_file_may_be_large_if_hr_sends_it_and_from_nobody_else(stage: Stage) -> None:
    rows = b"".join(
        b"\nmore%d@acme.example,More %d,Sales / South / Munich,rep,Europe/Berlin,en,DE," % (n, n) for n in range(3000)
    )
    page = text(upload(stage, roster_file() + rows).text)
    assert "Joiners: 3000" in page
    assert "The first 100" in page
    assert "More 2999" not in page
    assert "joins     More 2999 <" in stage.web.get("/hr/roster/changes").text
    for email in ("lena@acme.example", "otto@acme.example"):
        body = {"file": (BytesIO(roster_file() + rows), "people.csv")}
        assert stage.sign_in(email).post("/hr/roster/upload", data=body).status_code == 413


@pytest.mark.once
def test_handing_in_twice_or_another_file_changes_nothing(running: Stage) -> None:
    upload(running, LARGER)
    fields = {"csrf_token": token(running.web), "decision": "hand in"}
    assert running.web.post("/hr/roster/hand-in", data=fields | {"digest": "0" * 64}).status_code == 409
    digest = re.findall(r'name="digest" value="([^"]+)"', running.web.get("/hr/roster").text)[0]
    for _ in range(2):
        assert running.web.post("/hr/roster/hand-in", data=fields | {"digest": digest}).status_code == 303
    assert change_roster(running.house) == 1
    assert change_roster(running.house) == 0


@pytest.mark.once
def test_that_most_people_leave_has_to_be_confirmed(stage: Stage) -> None:
    few = b"\n".join(roster_file().splitlines()[:12])
    assert "more than half. That is meant." in text(upload(stage, few).text)
    assert "Tick the box" in text(hand_in(stage).text)
    hand_in(stage, removals_confirmed="yes")
    change_roster(stage.house)
    assert people(stage) == 11


@pytest.mark.once
def test_whoever_handed_in_what_cannot_be_taken_reads_why(stage: Stage) -> None:
    few = b"\n".join(roster_file().splitlines()[:12])
    upload(stage, few)
    hand_in(stage, removes_most="")
    change_roster(stage.house)
    assert "would be removed, more than half" in text(stage.web.get("/hr/roster").text)
    hand_in(stage, removals_confirmed="yes")
    change_roster(stage.house)
    assert people(stage) == 11


@pytest.mark.once
def test_the_preview_says_what_would_fold_until_when_and_which_units_empty(running: Stage) -> None:
    running.clock.forward(days=24)
    moved = roster_file().replace(b"Sales / South / Linz,rep", b"Sales / South / Wels,rep")
    page = text(upload(running, moved.replace(b"Linz,leader", b"Wels,leader")).text)
    assert "New units: 1 Sales / South / Wels" in page
    assert "Units that would have nobody any more: 1 Sales / South / Linz" in page
    assert "Moves: 8" in page
    assert "Sales / South / Wels (7) counts in Sales / South: none of them was there two weeks before, until" in page
    assert "Sales / South / Linz (7)" not in page


@pytest.mark.once
def test_a_file_is_discarded_by_its_owner_or_after_a_day(running: Stage) -> None:
    upload(running, LARGER)
    assert "What your file would change" not in text(hand_in(running, decision="discard").text)
    assert kept(running) == 0
    upload(running, LARGER)
    assert "What your file would change" not in text(running.sign_in(IDA).get("/hr/roster").text)
    running.clock.forward(hours=25)
    change_roster(running.house)
    assert kept(running) == 0
