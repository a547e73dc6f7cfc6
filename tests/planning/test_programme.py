"""HR enters a programme, sees what reps would get and when, and saves it; the worker applies it, another approves."""

import re
from collections.abc import Mapping
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from pulse.accounts.models import StaffRole
from pulse.accounts.operations import add_account
from pulse.accounts.people import Staff
from pulse.audit import AuditEntry
from pulse.planning import programme_changes as changes
from pulse.planning.models import ProposedProgramme
from pulse.planning.programme_fields import GROUPS
from pulse.programme.definition import Definition
from pulse.programme.models import Wave
from pulse.programme.operations import apply_programme, plan_wave
from pulse.programme.queries import definition_of, items_for, programme_named, upcoming_wave
from pulse.worker.programmes import apply_proposed
from tests.actions.loop import Loop
from tests.dashboards.stage import PROGRAMME, Stage, everybody
from tests.dashboards.test_home import text

HANNA, IDA = "hanna@acme.example", "ida@acme.example"
HR_PERSON = Staff(HANNA, "Hanna", frozenset({StaffRole.HR}))
FIELDS = re.compile(r'<input id="field-\w+" name="(\w+)" type="\w+" value="([^"]*)"')
CHOICES = re.compile(r'<select id="field-\w+" name="(\w+)".*?<option value="([^"]+)" selected', re.S)
NEW = {"name": "field", "title": "Field pulse", "audience": "Sales", "first_wave": "2026-02-10"} | {"time_zone": "UTC"}


@pytest.fixture
def applied(stage: Stage) -> Stage:
    """A stage whose programme is applied, a day later."""
    apply(stage, PROGRAMME)
    stage.clock.forward(days=1)
    return stage


def apply(stage: Stage, definition: Definition) -> None:
    with stage.house.databases.office.writing() as session:
        apply_programme(session, definition, stage.house.questionnaire, stage.clock(), "a test")


def hire(stage: Stage, email: str = IDA) -> None:
    with stage.house.databases.office.writing() as session:
        add_account(session, email, StaffRole.HR, "a test", stage.clock())
    stage.clock.forward(minutes=1)


def entered(page: str) -> dict[str, str]:
    """What the form of a page holds, and its token."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    return dict(FIELDS.findall(page)) | dict(CHOICES.findall(page)) | {"csrf_token": token[1]}


def enter(web: FlaskClient, address: str, decision: str, **changed: str) -> TestResponse:
    values = entered(web.get(address).text) | changed | {"decision": decision}
    return web.post(address, data=values, follow_redirects=True)


def saved(stage: Stage, name: str = "sales") -> Definition:
    with stage.house.databases.office.reading() as session:
        return definition_of(programme_named(session, name))


def decide(web: FlaskClient, decision: str, shown: str = "sales", name: str = "sales") -> TestResponse:
    page = web.get(f"/hr/programme/{shown}").text
    hidden = dict(re.findall(r'name="(csrf_token|proposed_at)" value="([^"]+)"', page))
    address = f"/hr/programme/{name}/decision"
    return web.post(address, data=hidden | {"decision": decision}, follow_redirects=True)


def log(stage: Stage) -> list[tuple[str, str]]:
    with stage.house.databases.office.reading() as session:
        return [(one.action, one.subject) for one in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def contents(wave: Wave) -> Mapping[str, object]:
    return {column.name: getattr(wave, column.name) for column in Wave.__table__.columns}


def test_a_new_programme_is_entered_looked_at_and_planned_by_the_worker(stage: Stage) -> None:
    web = stage.sign_in(HANNA)
    page = text(enter(web, "/hr/programme", "look", **NEW).text)
    assert "50 people would be invited with today’s roster" in page
    assert "Wave 1: Tuesday 10 February, 09:00 UTC to Monday 16 February, 18:00 UTC" in page
    assert "Wave 3: Tuesday 7 April" in page
    assert "9 taps on how selling is going" in page
    assert "Handed over" in enter(web, "/hr/programme", "save", **NEW).text
    assert apply_proposed(stage.house) == 1
    assert saved(stage, "field").title == "Field pulse"
    assert web.get("/hr/programme/field/saved").location == "/hr/programme/field"


@pytest.mark.once
def test_what_is_wrong_stands_beside_its_field_and_everything_entered_is_kept(stage: Stage) -> None:
    wrong = {
        "title": "",
        "k": "4",
        "open_days": "many",
        "first_wave": "2026-02-14",
        "time_zone": "Berlin",
        "planning_waves": "6; x",
        "approvals": "Works <agreement>",
    }
    answer = enter(stage.sign_in(HANNA), "/hr/programme", "save", **(NEW | wrong))
    page = answer.text
    assert answer.status_code == 422
    problems = dict(re.findall(r'class="problem" id="problem-(\w+)">([^<]+)<', page))
    assert problems == {
        "title": "This is needed.",
        "k": "5 or more.",
        "open_days": "Enter a whole number.",
        "first_wave": "This must be a Monday to Friday; every wave opens on the same day of the week.",
        "time_zone": "This is not a time zone such as Europe/Berlin.",
        "planning_waves": "Enter a whole number.",
    }
    kept = entered(page)
    assert (kept["k"], kept["open_days"], kept["planning_waves"]) == ("4", "many", "6; x")
    assert kept["approvals"] == "Works &lt;agreement&gt;"
    assert apply_proposed(stage.house) == 0


@pytest.mark.once
@pytest.mark.parametrize(
    ("audience", "said"),
    [("Nowhere", "There is no team 'Nowhere'"), ("Sales / South / Munich", "a wave needs at least 20")],
)
def test_an_audience_that_is_missing_or_too_small_is_refused(stage: Stage, audience: str, said: str) -> None:
    answer = enter(stage.sign_in(HANNA), "/hr/programme", "save", **(NEW | {"audience": audience}))
    assert said in text(answer.text)
    assert 'id="problem-audience"' in answer.text


@pytest.mark.once
def test_a_name_is_given_once_and_stays(applied: Stage) -> None:
    web = applied.sign_in(HANNA)
    answer = enter(web, "/hr/programme", "save", **(NEW | {"name": "sales"}))
    assert "There is a programme of this name already." in answer.text
    enter(web, "/hr/programme/sales", "save", name="other", opens_at="10")
    apply_proposed(applied.house)
    assert saved(applied).opens_at == 10


@pytest.mark.once
def test_the_preview_is_what_the_worker_plans_and_asks(applied: Stage) -> None:
    page = applied.sign_in(HANNA).get("/hr/programme/sales").text
    asked = re.findall(r'<ol class="asked">(.*?)</ol>', page, re.S)[0]
    with applied.house.databases.office.reading() as session:
        programme = programme_named(session, "sales")
        wave = upcoming_wave(session, programme)
        assert wave is not None
        items = items_for(session, applied.house.questionnaire, definition_of(programme), wave)
        assert f"Wave {wave.number}: {wave.opens_at:%A} 3 March, 09:00 CET" in text(page)
    assert re.findall(r"<li>(.*)</li>", asked) == [item.text["en"].replace("'", "&#39;") for item in items]


@pytest.mark.once
def test_a_number_of_thousands_of_digits_is_refused_like_any_other_that_is_none(applied: Stage) -> None:
    page = enter(applied.sign_in(HANNA), "/hr/programme/sales", "save", every_weeks="9" * 5_000)
    assert page.status_code == 422
    assert saved(applied) == PROGRAMME


@pytest.mark.once
def test_a_change_is_applied_by_the_worker_and_the_log_names_old_and_new(applied: Stage) -> None:
    web = applied.sign_in(HANNA)
    for _ in range(2):
        page = text(enter(web, "/hr/programme/sales", "save", k="6", every_weeks="6").text)
    assert "How often: 4 → 6" in page
    assert saved(applied) == PROGRAMME
    assert apply_proposed(applied.house) == 1
    assert apply_proposed(applied.house) == 0
    assert saved(applied) == PROGRAMME.model_copy(update={"k": 6, "every_weeks": 6})
    assert log(applied)[-1] == ("programme applied", "sales; every_weeks: 4 -> 6; k: 5 -> 6")
    before = len(log(applied))
    enter(web, "/hr/programme/sales", "save")
    assert apply_proposed(applied.house) == 0
    assert len(log(applied)) == before


def test_what_protects_people_less_waits_for_a_second_person_of_hr(applied: Stage) -> None:
    apply(applied, PROGRAMME.model_copy(update={"k": 8}))
    hire(applied)
    web = applied.sign_in(HANNA)
    assert "protects people less" in enter(web, "/hr/programme/sales", "save", k="5").text
    assert apply_proposed(applied.house) == 0
    assert decide(web, "approve").status_code == 403
    pin = {"csrf_token": entered(web.get("/hr/programme/sales").text)["csrf_token"], "item": "C3"}
    assert web.post("/hr/programme/sales/pin", data=pin).status_code == 409
    applied.clock.forward(minutes=1)
    hire(applied, "late@acme.example")
    assert decide(applied.sign_in("late@acme.example"), "approve").status_code == 403
    assert decide(applied.sign_in(IDA), "approve").status_code == 200
    assert apply_proposed(applied.house) == 1
    assert saved(applied).k == 5
    assert log(applied)[-2][0] == "programme change approved"


@pytest.mark.once
@pytest.mark.parametrize(
    "changed",
    [
        {"comment_k": "5"},
        {"remind": "unanswered"},
        {"audience": "Sales / South"},
        {"approvals": ""},
        {"least_comments": "3"},
    ],
)
def test_each_weaker_protection_waits(applied: Stage, changed: dict[str, str]) -> None:
    apply(applied, PROGRAMME.model_copy(update={"approvals": "Works agreement", "least_comments": 4}))
    hire(applied)
    assert "has to approve it" in enter(applied.sign_in(HANNA), "/hr/programme/sales", "save", **changed).text
    assert apply_proposed(applied.house) == 0


@pytest.mark.parametrize("audience", ["sales", "Sales / South"])
def test_a_second_programme_for_the_same_people_waits_for_a_second_person(applied: Stage, audience: str) -> None:
    apply(applied, PROGRAMME.model_copy(update={"k": 8}))
    hire(applied)
    web = applied.sign_in(HANNA)
    shown = enter(web, "/hr/programme", "save", **(NEW | {"audience": audience, "k": "5"})).text
    assert "a second person of HR has to approve it" in shown
    assert apply_proposed(applied.house) == 0
    assert decide(web, "approve", "field/saved", "field").status_code == 403
    second = applied.sign_in(IDA)
    assert "/hr/programme/field/saved" in second.get("/hr").text
    assert decide(second, "approve", "field/saved", "field").status_code == 200
    assert apply_proposed(applied.house) == 1
    assert saved(applied, "field").k == 5


@pytest.mark.once
def test_a_programme_for_other_people_waits_for_nobody(applied: Stage) -> None:
    apply(applied, PROGRAMME.model_copy(update={"audience": "Sales / South"}))
    hire(applied)
    with applied.house.databases.office.writing() as session:
        north = Definition.model_validate(NEW | {"audience": "Sales / North"})
        changes.propose(session, north, HR_PERSON.email, applied.clock())
        found = changes.proposal(session, "field")
    assert found
    assert not found.needs_another


@pytest.mark.once
def test_where_hr_is_one_person_nobody_else_can_approve(applied: Stage) -> None:
    apply(applied, PROGRAMME.model_copy(update={"k": 8}))
    enter(applied.sign_in(HANNA), "/hr/programme/sales", "save", k="5")
    assert apply_proposed(applied.house) == 1
    assert saved(applied).k == 5


@pytest.mark.once
def test_a_forged_approval_in_the_table_counts_for_nothing(applied: Stage) -> None:
    apply(applied, PROGRAMME.model_copy(update={"k": 8}))
    hire(applied)
    enter(applied.sign_in(HANNA), "/hr/programme/sales", "save", k="5")
    with applied.house.databases.office.writing() as session:
        session.get_one(ProposedProgramme, "sales").approved_by = "otto@nowhere.example"
    assert apply_proposed(applied.house) == 0
    assert saved(applied).k == 8


def test_an_open_wave_keeps_its_rules_whatever_is_saved(stage: Stage) -> None:
    name = stage.open_wave()
    with stage.house.databases.office.reading() as session:
        before = contents(session.scalars(select(Wave).where(Wave.name == name)).one())
    web = stage.sign_in(HANNA)
    assert "holds from wave 2 on" in text(web.get("/hr/programme/sales").text)
    page = text(enter(web, "/hr/programme/sales", "save", k="7", open_days="3").text)
    assert "Wave 2: Tuesday 3 March" in page
    assert "Wave 1:" not in page
    apply_proposed(stage.house)
    assert saved(stage).k == 7
    with stage.house.databases.office.reading() as session:
        assert contents(session.scalars(select(Wave).where(Wave.name == name)).one()) == before


@pytest.mark.once
@pytest.mark.parametrize("column", ["before", "after"])
def test_a_change_that_cannot_be_read_any_more_is_refused_and_keeps_no_other_from_being_applied(
    applied: Stage, column: str
) -> None:
    with applied.house.databases.office.writing() as session:
        for name in ("sales", "zeta"):
            wanted = PROGRAMME.model_copy(update={"name": name, "title": "Anew"})
            changes.propose(session, wanted, HR_PERSON.email, applied.clock())
        damaged = update(ProposedProgramme).where(ProposedProgramme.name == "sales")
        session.execute(damaged.values({column: '{"name": "sales", "colour": 3}'}))
    assert apply_proposed(applied.house) == 2
    assert saved(applied, "zeta").title == "Anew"
    assert saved(applied).title == PROGRAMME.title
    assert apply_proposed(applied.house) == 0
    refused = [told for action, told in log(applied) if action == "programme change refused"]
    assert len(refused) == 1
    assert refused[0].startswith("sales; What was proposed for this programme cannot be read any more")


@pytest.mark.once
def test_a_change_made_from_an_older_state_is_refused_with_its_reason(applied: Stage) -> None:
    web = applied.sign_in(HANNA)
    enter(web, "/hr/programme/sales", "save", k="6")
    apply(applied, PROGRAMME.model_copy(update={"send_at": 10}))
    apply_proposed(applied.house)
    assert saved(applied).k == 5
    assert "Somebody else has changed this programme" in text(web.get("/hr/programme/sales").text)
    decide(web, "withdraw")
    assert "A change that waits" not in text(web.get("/hr/programme/sales").text)


@pytest.mark.once
def test_a_rotating_question_is_held_for_three_waves_and_a_core_one_cannot_be(applied: Stage) -> None:
    web = applied.sign_in(HANNA)
    token = entered(web.get("/hr/programme/sales").text)["csrf_token"]
    for item, status in (("S1", 404), ("T1", 404), ("C3", 303), ("C3", 303)):
        data = {"csrf_token": token, "item": item}
        assert web.post("/hr/programme/sales/pin", data=data).status_code == status
    apply_proposed(applied.house)
    assert [(pin.item, pin.from_wave) for pin in saved(applied).pinned] == [("C3", 1)]
    page = web.get("/hr/programme/sales").text
    assert page.count("Our coaching centres on the few activities") > 3
    assert "Waves 1 to 3." in page
    enter(web, "/hr/programme/sales", "save", k="6")
    apply_proposed(applied.house)
    assert saved(applied).pinned


@pytest.mark.once
def test_the_invitation_is_shown_as_mail_programs_draw_it_without_a_code(applied: Stage) -> None:
    web = applied.sign_in(HANNA)
    shown, german = (web.get(f"/hr/programme/sales/invitation{tail}") for tail in ("", "?lang=de"))
    assert shown.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert shown.mimetype == "text/html"
    assert "Monday 9 March, 18:00 (Berlin time)" in shown.text
    assert "Sales pulse" in shown.text
    assert "0000-0000" in shown.text
    assert "Jetzt" in german.text


@pytest.mark.once
def test_nobody_but_hr_enters_or_decides(applied: Stage) -> None:
    for email in ("lena@acme.example", "otto@acme.example"):
        web = applied.sign_in(email)
        assert {web.get(f"/hr/programme{tail}").status_code for tail in ("", "/sales", "/sales/invitation")} == {404}


@pytest.mark.once
def test_a_wave_that_was_due_while_no_worker_ran_is_still_previewed(applied: Stage) -> None:
    applied.clock.now += timedelta(days=28)
    assert "Wave 1: Tuesday 3 March" in text(applied.sign_in(HANNA).get("/hr/programme/sales").text)


def test_every_field_of_a_programme_can_be_entered_but_its_pinned_questions() -> None:
    # What the page does not ask for would fall back to its default whenever HR saves the page.
    assert {one.name for group in GROUPS for one in group.fields} == Definition.model_fields.keys() - {"pinned"}


@pytest.mark.once
def test_the_first_wave_after_results_is_previewed_as_it_is_asked(stage: Stage) -> None:
    stage.open_wave()
    ahead = asked(stage)
    assert "Were the last pulse results talked through in your team?" in ahead[0]
    assert "Were the last pulse results talked through in your team?" not in ahead[2]
    stage.publish(everybody())
    with stage.house.databases.office.writing() as session:
        programme = programme_named(session, "sales")
        wave = plan_wave(session, programme, stage.clock())
        assert wave is not None
        items = items_for(session, stage.house.questionnaire, definition_of(programme), wave)
        session.delete(wave)
    assert asked(stage)[0] == [item.text["en"] for item in items]


def asked(stage: Stage) -> list[list[str]]:
    """The questions of the next three waves, as HR's page lists them."""
    page = stage.sign_in(HANNA).get("/hr/programme/sales").text
    return [
        [unescape(question) for question in re.findall(r"<li>(.*)</li>", listed)]
        for listed in re.findall(r'<ol class="asked">(.*?)</ol>', page, re.S)
    ]


@pytest.mark.once
def test_what_promises_want_measured_is_offered_first(stage: Stage) -> None:
    loop = Loop(stage)
    loop.raised("price")
    loop.promised()
    page = stage.sign_in(HANNA).get("/hr/programme/sales").text
    assert "1 open promise is measured by: Customers find our price fair for what they get." in text(page)
    token = entered(page)["csrf_token"]
    stage.web.post("/hr/programme/sales/pin", data={"csrf_token": token, "item": "E1"})
    apply_proposed(stage.house)
    assert saved(stage).pinned_in(4, 3) == "E1"
    assert all("Customers find our price fair for what they get." in questions for questions in asked(stage))
