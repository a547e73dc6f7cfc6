"""What Prometheus reads says how the installation is, and nothing of who answers when."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from pulse.accounts.token_models import Purpose
from pulse.accounts.tokens import add_token
from pulse.api.counting import COUNTED
from pulse.database import Database
from pulse.house import House
from pulse.programme.models import Kind, MailState, OutboxMail, Wave
from pulse.roster.models import Person
from pulse.web import EXTENSION
from tests.api.asking import LIFE
from tests.dashboards.conftest import stage as organisation
from tests.dashboards.stage import Stage as Organisation
from tests.dashboards.stage import everybody
from tests.respond.stage import Stage, open_stage

__all__ = ["organisation"]

SAMPLE = re.compile(r"^(\w+(?:\{.*\})?) (\S+)$", re.MULTILINE)
LABELS = {"database", "le", "room", "state", "status", "work"}
UNCOUNTED = {"respond", "results", "pauses", "metrics"}


@pytest.fixture
def stage(house: House) -> Iterator[Stage]:
    with open_stage(house) as opened:
        yield opened


def token_for(house: House, purpose: Purpose = Purpose.METRICS) -> str:
    with house.databases.office.writing() as session:
        until = (house.clock() + LIFE).date()
        return add_token(session, purpose, f"for {purpose}", until, actor="a test", now=house.clock())


def read(app: Flask, token: str) -> dict[str, float]:
    """Every sample that is exposed."""
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    return {name: float(value) for name, value in SAMPLE.findall(answer.text)}


def test_submissions_and_readers_change_no_sample_and_a_page_of_staff_does(stage: Stage) -> None:
    token = token_for(stage.house)
    before = read(stage.app, token)
    for person in (1, 2, 3):
        assert stage.answer(person).status_code == 303
    assert stage.answer(1).status_code == 303
    assert stage.send({"code": stage.code(4)}).status_code == 422
    assert stage.send({"code": "0" * 26, "S1.v1": "1"}).status_code == 404
    for path in (stage.path, f"{stage.path}/how", f"{stage.path}/thanks", "/w/NOSUCHWAVE", "/r/nothing", "/nothing"):
        stage.browser().get(path)
    assert stage.count().ballots == 3
    assert read(stage.app, token) == before
    stage.browser().get("/sign-in")
    changed = {name for name, value in read(stage.app, token).items() if before.get(name) != value}
    assert 'pulse_requests_total{room="accounts",status="2xx"}' in changed
    assert all('room="accounts"' in name for name in changed)


def test_no_room_where_reps_are_is_counted_and_every_counted_room_exists(stage: Stage) -> None:
    rooms = {rule.endpoint.partition(".")[0] for rule in stage.app.url_map.iter_rules() if "." in rule.endpoint}
    assert rooms & UNCOUNTED & COUNTED == set()
    assert COUNTED - rooms == set()


def test_nothing_of_the_process_is_exposed_and_no_label_names_a_wave_a_unit_or_a_person(
    organisation: Organisation,
) -> None:
    wave = organisation.hold_wave(everybody())
    munich = organisation.code("Sales / South / Munich")
    web = organisation.sign_in("lena@acme.example")
    for path in (f"/team/{munich}", f"/team/{munich}/comments", "/log"):
        web.get(path)
    samples = read(organisation.app, token_for(organisation.house))
    assert {label for name in samples for label in re.findall(r"(\w+)=\"", name)} <= LABELS
    assert not [name for name in samples if wave in name or munich in name or "@" in name]
    assert {name.partition("_")[0] for name in samples} == {"pulse"}
    assert not [name for name in samples if "_created" in name]


def test_a_token_for_something_else_or_none_opens_nothing(stage: Stage) -> None:
    other = token_for(stage.house, Purpose.FIGURES)
    web = stage.app.test_client()
    assert web.get("/metrics").status_code == 401
    assert web.get("/metrics", headers={"Authorization": f"Bearer {other}"}).status_code == 403
    assert web.post("/metrics").status_code == 405


def test_waves_and_publications_are_counted_by_how_far_they_are(organisation: Organisation) -> None:
    token = token_for(organisation.house)
    organisation.hold_wave(everybody())
    organisation.hold_wave(everybody())
    organisation.open_wave()
    samples = read(organisation.app, token)
    states = {state: samples[f'pulse_waves{{state="{state}"}}'] for state in ("planned", "open", "closed", "released")}
    assert states == {"planned": 0, "open": 1, "closed": 0, "released": 2}
    assert samples["pulse_publications"] == 2


def test_what_is_overdue_shows_how_long_the_worker_has_not_done_it(organisation: Organisation) -> None:
    token = token_for(organisation.house)
    organisation.open_wave()
    before = read(organisation.app, token)
    assert {value for name, value in before.items() if name.startswith("pulse_overdue")} == {0}
    with organisation.house.databases.office.writing() as session:
        wave = session.scalars(sa.select(Wave)).one()
        closes_at, person = wave.closes_at, session.scalars(sa.select(Person.id).limit(1)).one()
        due = organisation.clock() - timedelta(minutes=3)
        session.add(OutboxMail(wave_id=wave.id, person_id=person, kind=Kind.INVITATION, due_at=due))
    organisation.clock.now = closes_at + timedelta(hours=2)
    samples = read(organisation.app, token)
    assert samples['pulse_overdue_seconds{work="close"}'] == 7200
    assert samples['pulse_overdue_seconds{work="mail"}'] == (closes_at - due).total_seconds() + 7200
    assert samples[f'pulse_mails{{state="{MailState.WAITING}"}}'] == 1


def test_a_database_out_of_reach_is_down_and_the_rest_is_still_told(stage: Stage) -> None:
    token = token_for(stage.house)
    nowhere = Database(sa.create_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing"))
    house: House = stage.app.extensions[EXTENSION]
    stage.app.extensions[EXTENSION] = replace(house, databases=replace(house.databases, box=nowhere))
    samples = read(stage.app, token)
    assert samples['pulse_database_up{database="box"}'] == 0
    assert samples['pulse_database_up{database="office"}'] == 1
    assert "pulse_publications" in samples
