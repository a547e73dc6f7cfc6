"""HR's page of plan and actuals: upload, look at every change, save; download."""

import re
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from pulse.accounts.models import StaffRole
from pulse.accounts.operations import add_account
from pulse.planning.targets import LINES_AT_A_TIME
from pulse.targets.importing import read_targets
from pulse.targets.operations import save_targets
from pulse.targets.queries import every_target, standing
from tests.dashboards.stage import Stage
from tests.dashboards.test_home import text
from tests.targets.writing import file, line

HANNA = "hanna@acme.example"
MUNICH, GRAZ = "Sales / South / Munich", "Sales / South / <b>Graz"


def upload(stage: Stage, content: bytes, person: str = HANNA) -> TestResponse:
    web = stage.sign_in(person)
    token = re.search(r'name="csrf_token" value="([^"]+)"', web.get("/hr/targets").text)
    assert token
    sent = {"csrf_token": token[1], "file": (BytesIO(content), "targets.csv")}
    return web.post("/hr/targets/upload", data=sent, follow_redirects=True)


def decide(stage: Stage, decision: str) -> TestResponse:
    shown = stage.web.get("/hr/targets").text
    fields = dict(re.findall(r'name="(csrf_token|digest)" value="([^"]+)"', shown))
    return stage.web.post("/hr/targets", data={**fields, "decision": decision}, follow_redirects=True)


def number_stored(stage: Stage) -> int:
    with stage.house.databases.office.reading() as session:
        return len(every_target(session))


def test_an_upload_is_shown_with_old_and_new_and_saved_by_a_click(stage: Stage) -> None:
    with stage.house.databases.office.writing() as session:
        save_targets(session, read_targets(file(line(MUNICH)), standing(session)), stage.clock(), "a test")
    shown = upload(stage, file(line(MUNICH, plan="1200000", forecast="90"), line(GRAZ)))
    assert "Sales / South / &lt;b&gt;Graz" in shown.text
    page = text(shown.text)
    assert "not saved yet 1 new, 1 changed. Teams and periods" in page
    assert "Sales / South / Munich 2026-Q3 changed 100 → 1,200,000 nothing → 90" in page
    assert number_stored(stage) == 1
    saved = text(decide(stage, "save").text)
    assert number_stored(stage) == 2
    assert "2026-Q3 1 Jul 2026 to 30 Sep 2026 2 1 0" in saved
    assert f"by {HANNA}: 1 new, 1 changed" in saved
    assert "not saved yet" not in saved


@pytest.mark.once
def test_saving_twice_saves_once(stage: Stage) -> None:
    upload(stage, file(line(MUNICH)))
    shown = stage.web.get("/hr/targets").text
    fields = dict(re.findall(r'name="(csrf_token|digest)" value="([^"]+)"', shown))
    assert stage.web.post("/hr/targets", data=fields).status_code == 303
    again = stage.web.post("/hr/targets", data=fields)
    assert again.status_code == 409
    assert "it was saved already" in again.text


@pytest.mark.once
def test_a_discarded_file_is_gone(stage: Stage) -> None:
    upload(stage, file(line(MUNICH)))
    assert "Nothing yet" in text(decide(stage, "discard").text)
    assert "not saved yet" not in stage.web.get("/hr/targets").text
    assert number_stored(stage) == 0


@pytest.mark.once
def test_a_bad_file_is_refused_line_by_line_and_not_kept(stage: Stage) -> None:
    answer = upload(stage, file(line(MUNICH), line("Nowhere"), line(GRAZ, plan="-1")))
    assert answer.status_code == 422
    assert "Nothing was kept of this file: 2 problems" in text(answer.text)
    assert "line 3: the roster has no team &#39;Nowhere&#39;" in answer.text
    assert "line 4: the plan" in text(answer.text)
    assert "not saved yet" not in stage.web.get("/hr/targets").text
    assert upload(stage, b"").status_code == 422


@pytest.mark.once
def test_a_file_larger_than_other_forms_is_taken_from_hr_alone(stage: Stage) -> None:
    content = file(line(MUNICH)) + b"\n" * 200_000
    assert upload(stage, content).status_code == 200
    web = stage.sign_in("lena@acme.example")
    assert web.post("/hr/targets/upload", data={"file": (BytesIO(content), "targets.csv")}).status_code == 413


@pytest.mark.once
def test_another_person_of_hr_sees_and_saves_nothing_of_it(stage: Stage) -> None:
    upload(stage, file(line(MUNICH)))
    shown = stage.web.get("/hr/targets").text
    fields = dict(re.findall(r'name="(csrf_token|digest)" value="([^"]+)"', shown))
    with stage.house.databases.office.writing() as session:
        add_account(session, "harry@acme.example", StaffRole.HR, "a test", stage.clock())
    web = stage.sign_in("harry@acme.example")
    mine = re.search(r'name="csrf_token" value="([^"]+)"', web.get("/hr/targets").text)
    assert mine
    assert "not saved yet" not in web.get("/hr/targets").text
    assert web.post("/hr/targets", data={**fields, "csrf_token": mine[1]}).status_code == 409


@pytest.mark.once
def test_many_changes_come_in_pages_and_none_is_left_out(stage: Stage) -> None:
    days = [
        f"{MUNICH},P{n},{2001 + n // 28}-01-{n % 28 + 1:02},{2001 + n // 28}-01-{n % 28 + 1:02},1,," for n in range(450)
    ]
    shown = upload(stage, file(*days)).text
    found = re.findall(r"<td>(P\d+)</td>", shown)
    while following := re.search(r'href="(/hr/targets\?from=\d+)"', shown):
        shown = stage.web.get(following[1]).text
        assert len(shown) < 300_000
        found += re.findall(r"<td>(P\d+)</td>", shown)
    assert found == [f"P{n}" for n in range(450)]
    assert "Changes 1 to 200 of 450" in stage.web.get("/hr/targets?from=99999999999999999999").text
    assert len(found) > 2 * LINES_AT_A_TIME


@pytest.mark.once
def test_a_file_that_no_longer_fits_the_periods_says_so(stage: Stage) -> None:
    upload(stage, file(line(MUNICH)))
    with stage.house.databases.office.writing() as session:
        save_targets(session, read_targets(file(line(GRAZ, "2026-H2")), standing(session)), stage.clock(), "a test")
    page = text(stage.web.get("/hr/targets").text)
    assert "this file no longer fits" in page
    assert "line 2: the period '2026-Q3' shares days with '2026-H2'" in page
    assert "Save these targets" not in page


@pytest.mark.once
def test_what_is_stored_is_downloaded_as_it_can_be_uploaded(stage: Stage) -> None:
    upload(stage, file(line(MUNICH, plan="1200.5"), line(GRAZ, forecast="7")))
    decide(stage, "save")
    sent = stage.web.get("/hr/targets/targets.csv")
    assert sent.headers["Content-Disposition"] == "attachment; filename=targets.csv"
    assert "No entry would change." in upload(stage, sent.data).text
    example = stage.web.get("/hr/targets/example.csv").data
    assert "6 new" in upload(stage, example).text
