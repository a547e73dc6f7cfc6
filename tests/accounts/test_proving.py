"""What others rely on is changed only by somebody who proved a short time ago who they are, and no form is lost."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from pulse.accounts.models import SignIn
from pulse.accounts.tickets import Ticket, ticket
from pulse.house import House
from tests.conftest import TestClock
from tests.dashboards.stage import PROGRAMME, Stage, roster_file, staged
from tests.planning.test_programme import NEW, entered

pytestmark = pytest.mark.once

HANNA = "hanna@acme.example"
ALWAYS, TO_SAVE, NEVER = "always", "to save", "never"
ACTS: Mapping[str, str] = {
    "/hr/roster": ALWAYS,
    "/hr/roster/upload": NEVER,  # the file waits until it is handed in
    "/hr/roster/hand-in": ALWAYS,
    "/hr/programme": TO_SAVE,
    "/hr/programme/<programme>": TO_SAVE,
    "/hr/programme/<programme>/decision": ALWAYS,
    "/hr/programme/<programme>/pin": ALWAYS,
    "/hr/themes": ALWAYS,
    "/hr/themes/<theme>": TO_SAVE,
    "/hr/targets": NEVER,  # nothing that anybody's anonymity rests on
    "/hr/targets/upload": NEVER,
    "/hr/books": NEVER,  # what was published, for whoever HR gives the link to
    "/hr/exports/<name>/<subject>": NEVER,
}
"""Every form of HR, and whether sending it asks for a proof."""
PROOF = "/prove"
FIELDS = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture
def stage(house: House, clock: TestClock) -> Iterator[Stage]:
    with staged(house, clock) as ready:
        ready.open_wave()
        yield ready


@pytest.fixture
def web(stage: Stage) -> FlaskClient:
    """HR's browser, in which she signed in twenty minutes ago."""
    web = stage.sign_in(HANNA)
    stage.clock.forward(minutes=20)
    return web


def fields(response: TestResponse) -> dict[str, str]:
    return {name: unescape(value) for name, value in FIELDS.findall(response.text)}


def send(web: FlaskClient, address: str, form_at: str = "/log", **values: str) -> TestResponse:
    return web.post(address, data={"csrf_token": fields(web.get(form_at))["csrf_token"], **values})


def mailed(stage: Stage) -> Ticket:
    with stage.house.databases.office.reading() as office:
        nonce = office.scalars(select(SignIn.nonce).order_by(SignIn.id.desc()).limit(1)).one()
    return ticket(stage.house.settings.secret_key.get_secret_value().encode(), nonce)


def token_of(web: FlaskClient) -> bytes:
    with web.session_transaction() as session:
        return bytes(session["token"])


def test_every_form_of_hr_says_whether_it_asks_for_a_proof(stage: Stage) -> None:
    forms = {rule.rule for rule in stage.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert {form for form in forms if form.startswith("/hr")} == ACTS.keys()


@pytest.mark.parametrize(("form", "asks"), ACTS.items())
def test_it_does_as_it_says(stage: Stage, web: FlaskClient, form: str, asks: str) -> None:
    address = form.replace("<programme>", PROGRAMME.name).replace("<theme>", "price")
    address = address.replace("<name>", stage.held[0]).replace("<subject>", "figures")
    for wanted in ("preview", "save"):
        answer = send(web, address, **values(web, form) | {"wanted": wanted, "decision": wanted})
        led_to_proof = answer.status_code == 303 and answer.location == PROOF
        assert led_to_proof == (asks == ALWAYS or (asks == TO_SAVE and wanted == "save")), (wanted, answer.status_code)


def values(web: FlaskClient, form: str) -> dict[str, str]:
    """A programme that could be saved; nothing for the other forms."""
    if not form.startswith("/hr/programme"):
        return {}
    if form == "/hr/programme":
        return entered(web.get(form).text) | NEW
    return entered(web.get(f"/hr/programme/{PROGRAMME.name}").text) | {"title": "Pulse of sales"}


def test_a_proof_by_mail_leads_back_to_the_form_that_was_sent(stage: Stage, web: FlaskClient) -> None:
    before = token_of(web)
    theme = {"label": "Rabatt <b>", "words_en": "discount\nrebate", "wanted": "save"}
    assert send(web, "/hr/themes/price", **theme).location == PROOF
    assert "Show that it is you" in web.get(PROOF).text
    assert send(web, PROOF, form_at=PROOF).location == "/sign-in/code"
    entered = send(web, "/sign-in/code", form_at="/sign-in/code", code=mailed(stage).code)
    assert entered.location == "/prove/carry-on"
    kept = web.get("/prove/carry-on")
    assert 'action="/hr/themes/price"' in kept.text
    assert {name: value for name, value in fields(kept).items() if name in theme} == theme
    assert token_of(web) != before
    again = web.post("/hr/themes/price", data=fields(kept))
    assert again.location != PROOF


def test_whoever_proved_lately_is_not_asked(stage: Stage) -> None:
    web = stage.sign_in(HANNA)
    stage.clock.forward(minutes=14)
    assert send(web, "/hr/themes").location == "/hr/themes"


def test_the_file_of_a_roster_is_kept_while_its_owner_proves(stage: Stage, web: FlaskClient) -> None:
    file = roster_file().replace(b"Rep 1,", b"Rebecca 1,")
    token = fields(web.get("/log"))["csrf_token"]
    data = {"csrf_token": token, "file": (BytesIO(file), "roster.csv")}
    assert web.post("/hr/roster/upload", data=data).location == "/hr/roster"
    digest = fields(web.get("/hr/roster"))["digest"]
    assert send(web, "/hr/roster/hand-in", digest=digest).location == PROOF
    stage.sign_in(HANNA)
    assert "Rebecca" in web.get("/hr/roster/changes").text


def test_nobody_else_in_the_same_browser_finds_the_form(stage: Stage, web: FlaskClient) -> None:
    send(web, "/hr/themes/price", label="Price", wanted="save")
    with web.session_transaction() as session:
        held = session["held"]
    other = stage.sign_in("otto@acme.example")
    with other.session_transaction() as session:
        session["held"] = held
    assert other.get("/prove/carry-on").status_code == 404


def test_a_stolen_session_alone_approves_nothing(stage: Stage, web: FlaskClient) -> None:
    for form, asks in ACTS.items():
        if asks == ALWAYS:
            send(web, form.replace("<programme>", PROGRAMME.name), decision="approve")
    assert web.get("/log").text.count("approve") == 0


def test_looking_needs_no_proof(web: FlaskClient) -> None:
    for address in ("/hr", "/hr/roster", "/hr/programme", "/hr/themes", "/log"):
        assert web.get(address).status_code == 200


def test_a_busy_session_is_noted_coarsely_and_lives_on(stage: Stage) -> None:
    web = stage.sign_in(HANNA)
    for _ in range(5):
        stage.clock.forward(minutes=50)
        assert web.get("/log").status_code == 200
    stage.clock.forward(minutes=61)
    assert web.get("/log").status_code == 303


def test_signing_out_everywhere_is_one_press(stage: Stage) -> None:
    desk = stage.app.test_client()
    with stage.sign_in(HANNA).session_transaction() as session, desk.session_transaction() as copy:
        copy.update(session)
    stage.sign_in(HANNA)
    assert desk.get("/log").status_code == 200
    assert send(stage.web, "/sign-out/everywhere").location == "/sign-in"
    assert desk.get("/log").status_code == 303
