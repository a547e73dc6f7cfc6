"""`verify` finds whatever is changed behind Pulse's back, and `attack` what must not be in what is published."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Delete, Update, delete, text, update

from pulse import audit
from pulse.audit import AuditEntry
from pulse.ballots.operations import destroy
from pulse.cli.verify import findings
from pulse.house import House
from pulse.programme.models import Wave
from pulse.publications.models import Publication, PublishedComment, PublishedFigure, PublishedTheme
from pulse.release.striking_out import strike_out
from tests.cli.running import Outcome, run_pulse
from tests.conftest import TestClock
from tests.publications.published import published
from tests.release.stage import Stage, StagedWave


@pytest.fixture
def wave(house: House, clock: TestClock) -> StagedWave:
    """The first of two published waves, with a comment and a theme, and a log of changes."""
    with house.databases.office.writing() as session:
        for number in (1, 2):
            audit.record(session, clock(), "a test", "imported a roster", f"file {number}")
    stage = Stage(house)
    first = published(stage.open(number=1))
    second = stage.open(number=2)
    for cell in ("east", "west"):
        second.answer(cell, *[1, 2, 3, 4, 5] * 4)
        second.answer(cell, *[0, 10] * 8, item="X1.v1")
    second.release()
    return first


def pulse(house: House, folder: Path, *arguments: str | Path) -> Outcome:
    settings = {
        "PULSE_OFFICE_URL": house.settings.office_url,
        "PULSE_BOX_URL": house.settings.box_url,
        "PULSE_SECRET_KEY": house.settings.secret_key.get_secret_value(),
    }
    return run_pulse(folder, settings, *arguments)


def test_an_untouched_installation_is_intact(house: House, wave: StagedWave, tmp_path: Path) -> None:
    outcome = pulse(house, tmp_path, "verify")
    assert (outcome.status, outcome.complained) == (0, "")
    assert outcome.said.startswith(
        "Publications: 2. Each is what it was and follows from the one before.\nContracts: 2."
    )


@pytest.mark.postgresql
def test_a_wave_that_is_destroyed_at_this_moment_is_intact(house: House, wave: StagedWave) -> None:
    with ThreadPoolExecutor(1) as other:
        with house.databases.box.writing() as session:
            destroy(session, wave.name)
            looking = other.submit(findings, house)
            waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            with house.databases.box.reading() as watching:
                while not (watching.scalar(waits) or looking.done()):
                    time.sleep(0.01)
        assert looking.result() == ()


def test_a_broken_installation_says_what_is_broken_and_fails(house: House, wave: StagedWave, tmp_path: Path) -> None:
    with house.databases.office.writing() as session:
        session.execute(update(AuditEntry).where(AuditEntry.id == 1).values(actor="nobody"))
    outcome = pulse(house, tmp_path, "verify")
    assert outcome.status == 1
    assert outcome.said == "Entry 1 of the log of changes was changed, or an entry before it is gone.\n"


FIRST, LAST = Wave.number == 1, Wave.number == 2
TAMPERING: dict[str, tuple[Update | Delete, str]] = {
    "a figure": (update(PublishedFigure).where(PublishedFigure.total == 60).values(total=61), "what is published"),
    "a comment": (update(PublishedComment).values(text="All is well"), "what is published"),
    "a removed comment": (delete(PublishedComment), "what is published"),
    "a theme": (update(PublishedTheme).values(comments=50), "what is published"),
    "a digest": (update(Publication).where(Publication.sequence == 1).values(digest="0" * 63 + "1"), "follow"),
    "a link": (update(Publication).where(Publication.sequence == 2).values(previous="0" * 63 + "1"), "follow"),
    "a document": (update(Publication).where(Publication.sequence == 1).values(document="{}"), "cannot be read"),
    "the last publication": (delete(Publication).where(Publication.sequence == 2), "its publication is gone"),
    "a contract": (update(Wave).where(FIRST).values(contract="{}"), "does not have the fingerprint"),
    "a fingerprint": (update(Wave).where(FIRST).values(fingerprint="0" * 64), "the box holds another contract"),
    "an opening time": (
        update(Wave).where(FIRST).values(opens_at=datetime(2026, 1, 1, tzinfo=UTC)),
        "its name or its times are not those",
    ),
    "an entry of the log": (update(AuditEntry).where(AuditEntry.id == 1).values(subject="else"), "Entry 1 of the log"),
    "a missing entry": (delete(AuditEntry).where(AuditEntry.id == 1), "Entry 2 of the log"),
    "the log's newest entries": (delete(AuditEntry), "the entry of the log of changes that its publication names"),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_whoever_changes_a_table_is_noticed(house: House, wave: StagedWave, what: str) -> None:
    statement, told = TAMPERING[what]
    assert findings(house) == ()
    with house.databases.office.writing() as session:
        if what == "the last publication":
            for table in (PublishedFigure, PublishedComment, PublishedTheme):
                session.execute(delete(table).where(table.wave_id != wave.id))
        session.execute(statement)
    assert told in " ".join(findings(house))


def test_a_contract_changed_in_the_box_alone_is_noticed(house: House, wave: StagedWave) -> None:
    with house.databases.box.writing() as session:
        changed = text("UPDATE contract SET fingerprint = :other WHERE wave = :wave")
        session.execute(changed, {"other": "0" * 64, "wave": wave.name})
    assert findings(house) == (f"Wave {wave.name}: the box holds another contract than the office.",)


def test_the_attack_runs_on_what_is_really_published(house: House, wave: StagedWave, tmp_path: Path) -> None:
    outcome = pulse(house, tmp_path, "attack")
    assert (outcome.status, outcome.complained) == (0, ""), outcome.said
    assert outcome.said.startswith("2 publications, 2 contracts")
    assert "Nothing was found." in outcome.said


def test_the_attack_takes_a_wave_that_was_struck_out(house: House, wave: StagedWave, tmp_path: Path) -> None:
    lost = Stage(house).open(number=3)
    lost.close()
    (lost.keys.paths[0] / f"{lost.name}.share").unlink()
    strike_out(house, lost.name, "a test")
    outcome = pulse(house, tmp_path, "attack")
    assert (outcome.status, outcome.complained) == (0, ""), outcome.said
    assert outcome.said.startswith("3 publications, 3 contracts")


def test_before_the_first_publication_there_is_nothing_to_attack(house: House, tmp_path: Path) -> None:
    outcome = pulse(house, tmp_path, "attack")
    assert (outcome.status, outcome.complained) == (
        2,
        "Nothing is published yet. A wave is published after it has closed.\n",
    )


def test_the_attack_runs_on_a_file_without_an_installation(tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK")
    outcome = run_pulse(tmp_path, {}, "attack", "broken.zip")
    assert (outcome.status, outcome.complained) == (2, "broken.zip is neither a folder nor a whole zip file.\n")
