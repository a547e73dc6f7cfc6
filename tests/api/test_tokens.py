"""A token opens what it is for, until its day is over or it is revoked; of it we keep a digest and a day."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from pulse.accounts.token_models import ApiToken, Purpose
from pulse.accounts.tokens import BadToken, NoSuchToken, add_token, digest, revoke_token
from pulse.audit import AuditEntry
from tests.api.asking import LIFE, Program, hand_out
from tests.dashboards.stage import Stage

FIGURES = ["/waves/{}/measures", "/waves/{}/units", "/waves/{}/figures"]
BOTH = ["/programmes", "/waves", "/waves/{}"]
CONTRACTS = ["/waves/{}/contract"]


def statuses(program: Program, stage: Stage, paths: list[str]) -> set[int]:
    return {program.get(path.format(stage.held[0])).status_code for path in paths}


def logged(stage: Stage) -> list[tuple[str, str, str]]:
    with stage.house.databases.office.reading() as session:
        entries = session.execute(sa.select(AuditEntry.actor, AuditEntry.action, AuditEntry.subject))
        return [(row.actor, row.action, row.subject) for row in entries]


def test_a_token_opens_what_it_is_for(held: Stage, warehouse: Program, council: Program) -> None:
    assert statuses(warehouse, held, BOTH + FIGURES) == {200}
    assert statuses(warehouse, held, CONTRACTS) == {403}
    assert statuses(council, held, BOTH + CONTRACTS) == {200}
    assert statuses(council, held, FIGURES) == {403}
    assert statuses(hand_out(held, Purpose.METRICS, "metrics"), held, BOTH + FIGURES + CONTRACTS) == {403}


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic {}", "{}", "Bearer {}x", "Bearer x{}", "Bearer " + "é" * 40]
)
def test_without_a_good_token_nothing_opens(held: Stage, warehouse: Program, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header.format(warehouse.token)}
    for path in BOTH + FIGURES + CONTRACTS:
        answer = held.app.test_client().get(f"/api/v1{path.format(held.held[0])}", headers=headers)
        assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert "python -m pulse token add" in answer.get_json()["detail"]


def test_whoever_is_signed_in_needs_a_token_too_and_the_api_sets_no_cookie(held: Stage, warehouse: Program) -> None:
    web = held.sign_in("hanna@acme.example")
    assert web.get("/api/v1/waves").status_code == 401
    for answer in (web.get("/api/v1/waves"), warehouse.get("/waves"), web.get("/api/v1/nothing")):
        assert answer.headers.getlist("Set-Cookie") == []


def test_a_revoked_token_opens_nothing_at_once(held: Stage, warehouse: Program) -> None:
    assert warehouse.get("/waves").status_code == 200
    with held.house.databases.office.writing() as session:
        revoke_token(session, "warehouse", "a test", held.clock())
    assert warehouse.get("/waves").status_code == 401
    with held.house.databases.office.writing() as session, pytest.raises(NoSuchToken):
        revoke_token(session, "warehouse", "a test", held.clock())


def test_a_token_is_good_to_the_end_of_its_day_and_no_longer(held: Stage, warehouse: Program) -> None:
    last = (held.clock() + LIFE).replace(hour=23, minute=59)
    held.clock.now = last
    assert warehouse.get("/waves").status_code == 200
    held.clock.now = last + timedelta(minutes=1)
    assert warehouse.get("/waves").status_code == 401


def test_of_a_token_only_its_digest_is_kept(held: Stage, warehouse: Program) -> None:
    warehouse.get("/waves")
    with held.house.databases.office.reading() as session:
        rows = session.execute(sa.select(*ApiToken.__table__.columns)).mappings().all()
        log = session.execute(sa.select(*AuditEntry.__table__.columns)).all()
    assert [row["digest"] for row in rows] == [digest(warehouse.token)]
    assert warehouse.token not in str(rows) + str(log)
    assert warehouse.token.removeprefix("pulse_")[:12] not in str(rows) + str(log)


def test_use_is_noted_by_the_day_and_once_a_day_in_the_log(held: Stage, warehouse: Program) -> None:
    for _ in range(3):
        warehouse.get("/waves")
    held.clock.forward(days=1)
    warehouse.get("/waves")
    with held.house.databases.office.reading() as session:
        used = session.scalars(sa.select(ApiToken.used_on)).one()
    assert used == held.clock().date()
    assert type(used) is type(held.clock().date())
    assert [entry for entry in logged(held) if entry[1] == "publications read"] == [
        ("token warehouse", "publications read", "figures")
    ] * 2


def test_making_and_revoking_stand_in_the_log(held: Stage, warehouse: Program) -> None:
    with held.house.databases.office.writing() as session:
        revoke_token(session, "warehouse", "command line", held.clock())
    until = (held.clock() + LIFE).date()
    assert ("a test", "token added", f"warehouse, for figures, until {until}") in logged(held)
    assert ("command line", "token revoked", "warehouse") in logged(held)


@pytest.mark.parametrize(
    ("name", "days", "complaint"),
    [
        ("warehouse", 30, "There is, or was"),
        (" ", 30, "1 to 100"),
        ("x" * 101, 30, "1 to 100"),
        ("a\nb", 30, "printable"),
        ("new", -1, "That day is over"),
        ("new", 800, "two years"),
    ],
)
def test_a_token_without_a_clear_name_or_end_is_not_made(
    held: Stage, warehouse: Program, name: str, days: int, complaint: str
) -> None:
    now = held.clock()
    with held.house.databases.office.writing() as session, pytest.raises(BadToken, match=complaint):
        add_token(session, Purpose.FIGURES, name, (now + timedelta(days=days)).date(), actor="a test", now=now)


def test_a_token_that_asks_too_often_is_told_when_to_come_back_and_others_are_not(
    held: Stage, warehouse: Program, council: Program
) -> None:
    often = held.house.settings.api_requests_per_minute
    assert {warehouse.get("/waves").status_code for _ in range(often)} == {200}
    held.clock.forward(seconds=20)
    refused = warehouse.get("/waves")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "40")
    assert council.get("/waves").status_code == 200
    held.clock.forward(seconds=40)
    assert warehouse.get("/waves").status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_the_api_is_read_only(held: Stage, warehouse: Program, method: str) -> None:
    answer = warehouse.open("/api/v1/waves", method)
    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert answer.headers["Allow"] == "GET, HEAD"


def test_what_is_not_there_is_refused_in_a_sentence(held: Stage, warehouse: Program) -> None:
    for path in ("/nothing", "/waves/NOSUCHWAVE000000", "/waves/x", "/waves/%00", f"/waves/{held.held[0].lower()}"):
        answer = warehouse.get(path)
        assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
        assert re.fullmatch(r"There is no .+\.", answer.get_json()["detail"])


def test_a_wave_that_is_not_published_is_not_there(held: Stage, warehouse: Program) -> None:
    unpublished = held.open_wave()
    assert {warehouse.get(path.format(unpublished)).status_code for path in ["/waves/{}", *FIGURES]} == {404}
    assert unpublished not in warehouse.get("/waves").text
