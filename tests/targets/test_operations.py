"""Saving targets: whole files, exactly, as often as one likes, and noted."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pulse.audit import AuditEntry
from pulse.house import House
from pulse.targets.changes import Changes, describe
from pulse.targets.files import example, stored
from pulse.targets.importing import BadTargets, read_targets
from pulse.targets.models import TeamTarget
from pulse.targets.operations import planned_changes, save_targets
from pulse.targets.queries import every_target, periods, standing, targets_in
from pulse.targets.uploads import KEPT, NotUploaded, discard_upload, keep_upload, save_upload, upload_of
from tests.conftest import TestClock
from tests.targets.writing import file, line, target

MUNICH, HAMBURG = "Sales / Munich", "Sales / North / Hamburg"
HANNA = "hanna@acme.example"


def save(house: House, *lines: str) -> Changes:
    with house.databases.office.writing() as session:
        return save_targets(session, read_targets(file(*lines), standing(session)), house.clock(), HANNA)


def held(house: House) -> dict[str, object]:
    with house.databases.office.reading() as session:
        paths = standing(session).paths
        return {f"{paths[unit]} {period}": one for (unit, period), one in every_target(session).items()}


def test_what_is_saved_is_read_back_exactly(staffed: House) -> None:
    save(staffed, line(MUNICH, plan="1200000.10", forecast="999999999999999.99", actual="0"))
    assert held(staffed) == {"Sales / Munich 2026-Q3": target("1200000.10", "999999999999999.99", "0")}
    with staffed.databases.office.reading() as session:
        (unit,) = {unit for unit, _ in every_target(session)}
        assert targets_in(session, ["2026-Q3", "2026-Q4"], [unit]) == {
            "2026-Q3": {unit: target("1200000.10", "999999999999999.99", "0")},
            "2026-Q4": {},
        }


def test_saving_again_changes_nothing_but_the_log(staffed: House) -> None:
    lines = line(MUNICH), line(HAMBURG, actual="50")
    assert save(staffed, *lines).counts["new"] == 2
    before = held(staffed)
    again = save(staffed, *lines)
    assert (again.any, again.same) == (False, 2)
    assert held(staffed) == before
    with staffed.databases.office.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "targets saved")).all()
    assert [(entry.actor, entry.subject) for entry in entries] == [
        (HANNA, "2 new, 1 new period"),
        (HANNA, "2 unchanged"),
    ]


def test_what_a_file_does_not_list_stays(staffed: House) -> None:
    save(staffed, line(MUNICH), line(HAMBURG))
    save(staffed, line(MUNICH, actual="90"), line(MUNICH, "2026-Q4"))
    assert held(staffed) == {
        "Sales / Munich 2026-Q3": target(100, None, 90),
        "Sales / North / Hamburg 2026-Q3": target(100),
        "Sales / Munich 2026-Q4": target(100),
    }


def test_an_empty_line_takes_away_and_an_empty_period_goes(staffed: House) -> None:
    save(staffed, line(MUNICH), line(HAMBURG))
    assert save(staffed, line(MUNICH, plan="")).counts["removed"] == 1
    assert list(held(staffed)) == ["Sales / North / Hamburg 2026-Q3"]
    save(staffed, line(HAMBURG, plan=""))
    with staffed.databases.office.reading() as session:
        assert periods(session) == ()


def test_taking_away_what_is_not_there_changes_nothing(staffed: House) -> None:
    assert not save(staffed, line(MUNICH, plan="")).any
    assert held(staffed) == {}


def test_a_period_may_get_other_days(staffed: House) -> None:
    save(staffed, f"{MUNICH},P,2026-07-01,2026-07-31,100,,")
    changes = save(staffed, f"{MUNICH},P,2026-07-01,2026-07-30,100,,")
    assert "moved period P: 1 Jul 2026 to 31 Jul 2026 → 1 Jul 2026 to 30 Jul 2026" in list(describe(changes))
    with staffed.databases.office.reading() as session:
        assert [period.last for period in periods(session)] == [date(2026, 7, 30)]


def test_a_dry_run_says_old_and_new_and_changes_nothing(staffed: House) -> None:
    save(staffed, line(MUNICH, forecast="80"))
    before = held(staffed)
    with staffed.databases.office.reading() as session:
        new = read_targets(file(line(MUNICH, plan="1200", forecast="80"), line(HAMBURG)), standing(session))
        lines = list(describe(planned_changes(session, new)))
    assert lines[0] == "changed   Sales / Munich, 2026-Q3: plan 100 → 1,200, forecast 80, actual nothing"
    assert lines[1].startswith("new       Sales / North / Hamburg, 2026-Q3: plan nothing → 100")
    assert held(staffed) == before


def test_the_download_imports_as_no_change(staffed: House) -> None:
    save(staffed, line(MUNICH, plan="1200.5", forecast="7"), f"{HAMBURG},P,2026-01-01,2026-02-01,100,,3")
    with staffed.databases.office.reading() as session:
        before = standing(session)
        assert not planned_changes(session, read_targets(stored(before), before)).any


def test_the_example_imports(staffed: House) -> None:
    with staffed.databases.office.reading() as session:
        changes = planned_changes(session, read_targets(example([MUNICH, HAMBURG]), standing(session)))
    assert (changes.counts["new"], changes.counts["new periods"]) == (4, 2)


@pytest.mark.parametrize("amounts", [{"plan": 0}, {"official": -1}, {"actual": -1}])
def test_the_table_itself_refuses_impossible_amounts(staffed: House, amounts: dict[str, int]) -> None:
    save(staffed, line(MUNICH))
    with pytest.raises(IntegrityError), staffed.databases.office.writing() as session:
        session.execute(update(TeamTarget).values({name: Decimal(amount) for name, amount in amounts.items()}))


def upload(session: Session, house: House, *lines: str, person: str = HANNA) -> str:
    keep_upload(session, person, file(*lines), house.clock())
    kept = upload_of(session, person)
    assert kept is not None
    return kept.digest


def test_an_upload_is_saved_by_the_digest_that_was_looked_at(staffed: House) -> None:
    with staffed.databases.office.writing() as session:
        digest = upload(session, staffed, line(MUNICH))
    assert held(staffed) == {}
    with staffed.databases.office.writing() as session:
        with pytest.raises(NotUploaded):
            save_upload(session, HANNA, "0" * 64, staffed.clock())
        with pytest.raises(NotUploaded):
            save_upload(session, "other@acme.example", digest, staffed.clock())
        assert save_upload(session, HANNA, digest, staffed.clock()).counts["new"] == 1
        with pytest.raises(NotUploaded):
            save_upload(session, HANNA, digest, staffed.clock())
    assert list(held(staffed)) == ["Sales / Munich 2026-Q3"]


def test_a_newer_upload_takes_the_place_and_a_bad_one_does_not(staffed: House) -> None:
    with staffed.databases.office.writing() as session:
        first = upload(session, staffed, line(MUNICH))
        second = upload(session, staffed, line(HAMBURG))
        with pytest.raises(BadTargets):
            upload(session, staffed, line("Nowhere"))
        with pytest.raises(NotUploaded):
            save_upload(session, HANNA, first, staffed.clock())
        save_upload(session, HANNA, second, staffed.clock())
    assert list(held(staffed)) == ["Sales / North / Hamburg 2026-Q3"]


def test_a_file_nobody_saved_is_cleared_away(staffed: House, clock: TestClock) -> None:
    with staffed.databases.office.writing() as session:
        upload(session, staffed, line(MUNICH))
        clock.now += KEPT
        upload(session, staffed, line(MUNICH), person="other@acme.example")
        assert upload_of(session, HANNA) is not None
        clock.forward(seconds=1)
        upload(session, staffed, line(HAMBURG), person="third@acme.example")
        assert upload_of(session, HANNA) is None
        discard_upload(session, "third@acme.example")
        assert upload_of(session, "third@acme.example") is None
