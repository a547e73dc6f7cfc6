"""What the API tells are the numbers of HR's exports, and nothing about people."""

import hashlib
import json
import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from pulse.accounts.token_models import Purpose
from pulse.exports.queries import Subject, export
from pulse.exports.queries import published_wave as exported_wave
from pulse.programme.models import Wave
from tests.api.asking import Program, hand_out
from tests.dashboards.stage import Stage, everybody, said

LEFT_TO_PAGES = {"programme", "wave", "closed", "unit", "change", "finding", "provisional", "invited"}
"""Columns of an export that are told elsewhere in the API, or not at all: what changed is for the pages to say."""
SECRET = re.compile(r"ballot|invitation|invitee|person|membership|published_comment|theme_answer|promise|outbox", re.I)


def exported(stage: Stage, wave: str) -> dict[tuple[str, str, str | None], dict[str, Any]]:
    """The rows of HR's export, by unit, measure and option."""
    with stage.house.databases.office.reading() as session:
        sheet = export(session, stage.house.questionnaire, exported_wave(session, wave), Subject.FIGURES).main
    rows = [dict(zip(sheet.header, row, strict=True)) for row in sheet.rows]
    return {(str(row["unit_code"]), str(row["measure"]), _text(row["option"])): row for row in rows}


def _text(cell: object) -> str | None:
    return None if cell is None else str(cell)


def told(program: Program, wave: str) -> dict[tuple[str, str, str | None], dict[str, Any]]:
    """What the API says, as rows like those."""
    options = {one["measure"]: one["options"] for one in program.items(f"/waves/{wave}/measures")}
    rows = {}
    for unit in program.items(f"/waves/{wave}/figures?limit=2"):
        for figure in unit["figures"]:
            for place, option in enumerate(options[figure["measure"]] if figure["state"] == "shown" else []):
                row = {"n": figure["n"], "answers": figure["options"][place]}
                rows[unit["unit"], figure["measure"], option] = row
            if figure["state"] == "withheld" or not options[figure["measure"]]:
                rows[unit["unit"], figure["measure"], None] = flat(figure)
    return rows


def flat(figure: dict[str, Any]) -> dict[str, Any]:
    plain = {"withheld": figure.get("reason"), "instead": figure.get("instead")}
    known = {name: figure.get(name) for name in ("n", "score", "low", "high", "edge")}
    return plain | known | (figure.get("bands") or {})


def test_every_number_is_the_exports_and_every_one_of_its_levels_is_there(held: Stage, warehouse: Program) -> None:
    paths = {unit["unit"]: unit["path"] for unit in warehouse.items(f"/waves/{held.held[1]}/units")}
    for wave in held.held:
        ours, theirs = told(warehouse, wave), exported(held, wave)
        assert ours.keys() == theirs.keys()
        for place, row in ours.items():
            expected = {name: value for name, value in theirs[place].items() if value is not None}
            found = {name: value for name, value in row.items() if value is not None}
            if "instead" in found:
                found["instead"] = paths[found["instead"]]
            about = {name: value for name, value in expected.items() if name not in LEFT_TO_PAGES}
            assert found == {
                name: value for name, value in about.items() if name not in ("unit_code", "measure", "option")
            }


def test_units_are_those_of_the_contract_with_the_people_invited_where_participation_is_shown(
    held: Stage, warehouse: Program
) -> None:
    rows = exported(held, held.held[0])
    units = {unit["unit"]: unit for unit in warehouse.items(f"/waves/{held.held[0]}/units?limit=3")}
    assert units.keys() == {unit for unit, _, _ in rows}
    for (code, measure, _), row in rows.items():
        if measure == "participation":
            assert (units[code]["path"], units[code]["invited"]) == (row["unit"], row["invited"])
    assert any(unit["invited"] is None for unit in units.values())
    assert {unit["above"] for unit in units.values()} <= units.keys() | {None}


def test_the_contract_is_the_bytes_that_its_fingerprint_is_of(held: Stage, council: Program) -> None:
    wave = council.get(f"/waves/{held.held[0]}").get_json()
    assert hashlib.sha256(council.get(f"/waves/{held.held[0]}/contract").data).hexdigest() == wave["contract"]


def test_programmes_and_waves_stand_in_the_order_of_publication(held: Stage, warehouse: Program) -> None:
    assert warehouse.items("/programmes") == [{"name": "sales", "title": "Sales pulse"}]
    waves = warehouse.items("/waves")
    assert [(wave["wave"], wave["number"]) for wave in waves] == [(held.held[0], 1), (held.held[1], 2)]
    assert [warehouse.get(f"/waves/{wave['wave']}").get_json() for wave in waves] == waves


def test_no_address_reads_people_ballots_invitations_comments_or_answers(
    held: Stage, warehouse: Program, council: Program
) -> None:
    read: list[str] = []
    with held.house.databases.office.writing() as session:
        session.execute(sa.text("SELECT 1"))
    engines = (held.web_databases.office.engine, held.web_databases.box.engine)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", lambda *args: read.append(args[2]))
    for path in ("", "/units", "/measures", "/figures"):
        assert warehouse.get(f"/waves/{held.held[0]}{path}").status_code == 200
    assert council.get(f"/waves/{held.held[0]}/contract").status_code == 200
    assert warehouse.get("/waves").status_code == warehouse.get("/programmes").status_code == 200
    assert any("published_figure" in statement for statement in read)
    assert [statement for statement in read if SECRET.search(statement)] == []


def test_comments_names_and_addresses_are_in_no_answer(stage: Stage) -> None:
    munich = stage.code("Sales / South / Munich")
    stage.hold_wave(everybody(), lambda codes: said(munich, "canary one", "canary two", "canary three"))
    figures, contracts = hand_out(stage, Purpose.FIGURES, "a"), hand_out(stage, Purpose.CONTRACTS, "b")
    wave = f"/waves/{stage.held[0]}"
    read = [figures.get(path).text for path in ("/waves", wave, f"{wave}/units", f"{wave}/measures", f"{wave}/figures")]
    read.append(contracts.get(f"{wave}/contract").text)
    for word in ("canary", "@acme.example", "Ruth", "Lena", "price"):
        assert [text for text in read if word in text] == []


def test_no_address_changes_anything_but_the_day_of_use(held: Stage, warehouse: Program) -> None:
    warehouse.get("/waves")
    written: list[str] = []
    event.listen(
        held.web_databases.office.engine,
        "before_cursor_execute",
        lambda *args: written.append(args[2]) if not args[2].lstrip().upper().startswith(("SELECT", "WITH")) else None,
    )
    for path in ("/waves", f"/waves/{held.held[0]}/figures", f"/waves/{held.held[0]}/units"):
        warehouse.get(path)
    assert [statement for statement in written if statement.split()[0] not in ("BEGIN", "SET")] == []


def test_a_published_wave_is_answered_the_same_for_ever(held: Stage, warehouse: Program) -> None:
    path = f"/waves/{held.held[0]}/figures"
    before = warehouse.get(path)
    held.hold_wave(everybody(5))
    after = warehouse.get(path)
    assert (before.data, before.headers["ETag"]) == (after.data, after.headers["ETag"])
    with held.house.databases.office.reading() as session:
        assert len(session.scalars(sa.select(Wave.name)).all()) == len(
            json.loads(warehouse.get("/waves").data)["items"]
        )
