"""HR's page of the roster that waits, and the preview before a wave."""

import re

import pytest

from pulse.programme.operations import apply_programme
from pulse.programme.roster_changes import Submission, submit_roster
from pulse.roster import queries
from pulse.roster.importing import read_roster
from pulse.roster.models import Approval
from pulse.worker.roster import import_approved
from tests.dashboards.stage import PROGRAMME, Stage, roster_file
from tests.dashboards.test_home import text

pytestmark = pytest.mark.once
HANNA = "hanna@acme.example"
DAN = b"\ndan@acme.example,Dan <b>New,Sales / South / Munich,rep,Europe/Berlin,en,DE,"


@pytest.fixture
def running(stage: Stage) -> Stage:
    """A stage whose programme is applied, a day later."""
    with stage.house.databases.office.writing() as session:
        apply_programme(session, PROGRAMME, stage.house.questionnaire, stage.clock(), "a test")
    stage.clock.forward(days=1)
    return stage


def propose(stage: Stage) -> None:
    file = roster_file() + DAN
    with stage.house.databases.office.writing() as session:
        handed_in = Submission(file, read_roster(file, ()), "command line")
        assert submit_roster(session, handed_in, Approval.TWO, stage.clock()).waits
    stage.clock.forward(minutes=1)


def decide(stage: Stage, decision: str) -> str:
    web = stage.sign_in(HANNA)
    shown = web.get("/hr/roster").text
    fields = dict(re.findall(r'name="(csrf_token|digest)" value="([^"]+)"', shown))
    return text(web.post("/hr/roster", data={**fields, "decision": decision}, follow_redirects=True).text)


def people(stage: Stage) -> int:
    with stage.house.databases.office.reading() as session:
        return len(list(queries.members(session)))


def test_the_page_shows_every_change_and_the_files_digest(running: Stage) -> None:
    assert "Nothing waits" in text(running.sign_in(HANNA).get("/hr/roster").text)
    propose(running)
    page = running.sign_in(HANNA).get("/hr/roster").text
    assert "<li>Dan &lt;b&gt;New &lt;dan@acme.example&gt;: rep of Sales / South / Munich</li>" in page
    assert "joins     Dan <b>New" in running.web.get("/hr/roster/changes?waiting").text
    assert re.search(r"[0-9a-f]{64}", page)


def test_hr_approves_with_a_click_and_the_worker_imports(running: Stage) -> None:
    propose(running)
    before = people(running)
    assert f"Approved by {HANNA}; the worker imports it." in decide(running, "approve")
    assert people(running) == before
    import_approved(running.house)
    assert people(running) == before + 1
    assert "Nothing waits" in text(running.sign_in(HANNA).get("/hr/roster").text)


def test_hr_declines_with_a_click(running: Stage) -> None:
    propose(running)
    before = people(running)
    assert f"Declined by {HANNA}." in decide(running, "decline")
    import_approved(running.house)
    assert people(running) == before


def test_the_preview_names_cells_folds_reasons_and_thresholds(running: Stage) -> None:
    page = text(running.sign_in(HANNA).get("/hr/preview/sales").text)
    assert "50 people would be invited on" in page
    assert "Sales / South / Munich 8" in page
    assert "Sales / North / Bremen (3) counts in Sales / North: fewer than 5 people are invited" in page
    assert "Fewest answers behind a number: 5" in page


def test_the_preview_of_no_programme_is_missing(running: Stage) -> None:
    assert running.sign_in(HANNA).get("/hr/preview/nothing").status_code == 404
