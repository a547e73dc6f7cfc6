"""A backup holds one moment and no key; restored, it does nothing a second time and says what is lost."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import func, select, text, update

from pulse.accounts.models import StaffSession
from pulse.audit import AuditEntry, broken_links
from pulse.ballots import queries as box
from pulse.ballots.keys import KeyDirectories, KeyLost
from pulse.ballots.unseal import opened_ballots
from pulse.cli.verify import findings
from pulse.database import Content, Instant, contents
from pulse.digests.models import DigestState, OwedDigest
from pulse.house import House
from pulse.programme.models import Kind, MailState, OutboxMail, Wave
from pulse.publications.models import Publication
from pulse.release.operations import AnswersLost, release_wave
from pulse.settings import Settings
from pulse.upkeep import Mails, back_up, restore
from pulse.upkeep.backup import NotAFolder
from pulse.upkeep.folder import BadBackup
from pulse.upkeep.mails import SentOrNot
from pulse.upkeep.rooms import TABLES, NotEmpty, both_reading
from pulse.worker import tick
from tests.engines import Cluster
from tests.upkeep.stage import AFTER, OPEN, SECOND_OPEN, Installation, files
from tests.worker.wave import INVITED, first_wave

MOMENT = OPEN + timedelta(hours=1)


def quietly(table: str, done: int, of: int) -> None:
    """Hear how far copying is, and say nothing."""


@pytest.fixture
def open_wave(installation: Installation) -> Installation:
    """The installation in its first wave; half of its people have answered."""
    installation.lives_until(OPEN)
    assert set(installation.answers(half(installation))) == {303}
    tick(installation.house)
    return installation


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups" / "monday"


@pytest.fixture
def elsewhere(
    installation: Installation, engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Settings]:
    """Empty databases of the other engine, with the keys where they were."""
    if engine == "postgresql":
        yield files(installation.settings, tmp_path / "new")
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    with cluster.pair() as (office, box_url):
        yield installation.settings.model_copy(update={"office_url": office, "box_url": box_url})


@pytest.fixture
def restored(installation: Installation, elsewhere: Settings) -> Iterator[Installation]:
    """The same people, mail server, clock and keys, on empty databases of the other engine."""
    found = installation.on(elsewhere)
    yield found
    found.house.databases.dispose()


def half(installation: Installation) -> list[str]:
    return sorted(installation.codes())[::2]


def bring_back(restored: Installation, folder: Path, mails: Mails | None = Mails.SENT) -> str:
    return "\n".join(restore(restored.house, folder, mails, quietly))


def held(house: House) -> dict[str, dict[str, Content]]:
    with both_reading(house.databases) as sessions:
        return {name: dict(contents(session, TABLES[name])) for name, session in sessions.items()}


def ballots(house: House) -> int:
    with house.databases.box.reading() as session:
        return box.number_of_ballots(session, first_wave(house).name)


def answered(house: House) -> list[str]:
    with house.databases.office.reading() as session:
        return list(session.scalars(select(Publication.document)))


def test_a_backup_of_an_open_wave_goes_on_where_it_was_on_the_other_engine(
    open_wave: Installation, restored: Installation, folder: Path
) -> None:
    back_up(open_wave.house, folder, quietly)
    before = held(open_wave.house)
    said = bring_back(restored, folder, None)
    assert "was open and is open until 2026-02-09 17:00 UTC" in said
    there = held(restored.house)
    assert before["box"] == there["box"]
    changed = {table for table, rows in before["office"].items() if rows != there["office"][table]}
    assert changed == {"audit_entry"}
    # Whoever had not answered answers now; the others' codes are used, as they were.
    assert set(restored.answers(value="2")) == {303}
    assert ballots(restored.house) == INVITED
    restored.lives_until(AFTER)
    assert len(answered(restored.house)) == 1
    assert findings(restored.house) == ()


def test_no_key_and_nothing_that_opens_a_ballot_is_in_a_backup(open_wave: Installation, folder: Path) -> None:
    back_up(open_wave.house, folder, quietly)
    secrets = [file.read_bytes() for path in open_wave.settings.key_directories for file in path.iterdir()]
    assert len(secrets) == 2
    written = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    assert all(secret not in content for secret in secrets for content in written)
    with closing(sqlite3.connect(folder / "box.sqlite")) as thief:
        (row,) = thief.execute("SELECT wave, wrapped_key, share FROM contract").fetchall()
        assert thief.execute("SELECT count(*) FROM ballot").fetchone() == (INVITED / 2,)
    with pytest.raises(KeyLost):
        KeyDirectories((folder,)).private_key(*row)
    # The attempt is a real one: with the directory that is not in the backup the same call opens the ballots.
    key = KeyDirectories(open_wave.settings.key_directories).private_key(*row)
    with open_wave.house.databases.box.reading() as session:
        assert len(list(opened_ballots(session, row[0], key))) == INVITED / 2


def test_a_wave_released_since_the_backup_is_not_released_again(
    open_wave: Installation, restored: Installation, folder: Path
) -> None:
    back_up(open_wave.house, folder, quietly)
    open_wave.answers()
    open_wave.lives_until(AFTER)
    assert len(answered(open_wave.house)) == 1
    said = bring_back(restored, folder)
    assert "If it was, its keys are destroyed, nothing in this backup can be opened" in said
    assert "No key directory holds the key share of wave" in said
    assert tick(restored.house).failures["release"] == "AnswersLost"
    with pytest.raises(AnswersLost):
        release_wave(restored.house, first_wave(restored.house).id)
    assert answered(restored.house) == []


def test_a_wave_closed_and_not_released_since_is_released_with_what_there_is(
    open_wave: Installation, restored: Installation, folder: Path
) -> None:
    back_up(open_wave.house, folder, quietly)
    open_wave.answers()
    restored.clock.now = AFTER
    assert "with the answers given up to 2026-02-04" in bring_back(restored, folder)
    tick(restored.house)
    (document,) = answered(restored.house)
    assert json.loads(document)["wave"] == first_wave(restored.house).name
    assert KeyDirectories(restored.settings.key_directories).holds_share(first_wave(restored.house).name) is False


def test_answers_from_after_the_backup_are_lost_and_their_codes_work_again(
    open_wave: Installation, restored: Installation, folder: Path
) -> None:
    back_up(open_wave.house, folder, quietly)
    assert set(open_wave.answers()) == {303}
    assert ballots(open_wave.house) == INVITED
    assert "Answers given since 2026-02-04 12:00 UTC are lost" in bring_back(restored, folder)
    assert ballots(restored.house) == INVITED / 2
    restored.answers(value="2")
    assert ballots(restored.house) == INVITED


def mail_states(house: House) -> set[MailState]:
    with house.databases.office.reading() as session:
        return {
            MailState(one)
            for one in session.scalars(select(OutboxMail.state).where(OutboxMail.kind == Kind.INVITATION))
        }


@pytest.fixture
def before_the_mails(installation: Installation, folder: Path) -> Installation:
    """A wave was opened and backed up; then all its invitations left."""
    installation.lives_until(OPEN)
    tick(installation.house)
    with installation.house.databases.office.writing() as session:
        session.execute(update(OutboxMail).where(OutboxMail.kind == Kind.INVITATION).values(state=MailState.WAITING))
    back_up(installation.house, folder, quietly)
    installation.postbox.mails.clear()
    return installation


def test_the_operator_is_asked_whether_mails_went_out(
    before_the_mails: Installation, restored: Installation, folder: Path
) -> None:
    empty = held(restored.house)
    with pytest.raises(SentOrNot, match="30 mails of waves and 0 digests"):
        bring_back(restored, folder, None)
    assert held(restored.house) == empty


@pytest.mark.parametrize(("said", "mails"), [(Mails.SENT, 0), (Mails.SEND, INVITED)])
def test_mails_are_sent_again_only_if_the_operator_says_so(
    before_the_mails: Installation, restored: Installation, folder: Path, said: Mails, mails: int
) -> None:
    bring_back(restored, folder, said)
    restored.lives_until(OPEN + timedelta(hours=20))
    subjects = [str(mail["Subject"]) for mail in restored.postbox.mails]
    invitations = [one for one in subjects if not one.startswith(("Reminder", "Erinnerung"))]
    assert len(invitations) == mails
    assert mail_states(restored.house) == {MailState.SENT}


@pytest.mark.parametrize(("said", "left"), [(Mails.SENT, {DigestState.EXPIRED}), (Mails.SEND, {DigestState.WAITING})])
def test_digests_of_a_week_that_began_since_are_sent_only_if_the_operator_says_so(
    installation: Installation, restored: Installation, folder: Path, said: Mails, left: set[DigestState]
) -> None:
    back_up(installation.house, folder, quietly)
    with pytest.raises(SentOrNot, match=r"0 mails of waves and 7 digests"):
        bring_back(restored, folder, None)
    bring_back(restored, folder, said)
    tick(restored.house)
    with restored.house.databases.office.reading() as session:
        assert set(session.scalars(select(OwedDigest.state))) == left


def test_a_planned_wave_gets_another_name_so_that_no_code_of_a_lost_wave_fits(
    installation: Installation, restored: Installation, folder: Path
) -> None:
    installation.lives_until(OPEN - timedelta(days=3))
    back_up(installation.house, folder, quietly)
    lost = first_wave(installation.house).name
    installation.lives_until(OPEN)
    codes = installation.codes()
    installation.postbox.mails.clear()
    said = bring_back(restored, folder)
    assert f"Wave 1 of pulse ({lost}) was to open on 2026-02-03 08:00 UTC" in said
    assert "Files of the old name in a key directory open what was answered then" in said
    assert f"{lost}.share belongs to no wave of this installation" in said
    restored.lives_until(OPEN + timedelta(hours=1))
    assert first_wave(restored.house).name != lost
    with restored.web() as web:
        assert web.status(f"/w/{lost}") == 404
    new = restored.codes()
    assert {wave for wave, _ in new.values()} == {first_wave(restored.house).name}
    assert not {code for _, code in new.values()} & {code for _, code in codes.values()}


def signed_in(now: datetime) -> StaffSession:
    """A browser in which the head is signed in."""
    values: dict[str, Any] = {"digest": b"d" * 32, "email": "head@acme.example"}
    for column in sa.inspect(StaffSession).columns:
        if not column.nullable and column.default is None:
            values.setdefault(column.name, now if isinstance(column.type, Instant) else "mail")
    return StaffSession(**values)


def test_whoever_was_signed_in_then_is_not_now(open_wave: Installation, restored: Installation, folder: Path) -> None:
    with open_wave.house.databases.office.writing() as session:
        session.add(signed_in(open_wave.clock()))
    back_up(open_wave.house, folder, quietly)
    bring_back(restored, folder)
    with restored.house.databases.office.reading() as session:
        assert session.scalar(select(func.count()).select_from(StaffSession)) == 0


def test_the_log_of_changes_says_that_it_was_restored(
    open_wave: Installation, restored: Installation, folder: Path
) -> None:
    back_up(open_wave.house, folder, quietly)
    bring_back(restored, folder)
    with restored.house.databases.office.reading() as session:
        newest = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert newest
        assert (newest.action, newest.subject) == ("restored", "the backup of 2026-02-04T12:00+00:00")
        assert list(broken_links(session)) == []


def test_nothing_is_restored_over_an_installation(open_wave: Installation, folder: Path) -> None:
    back_up(open_wave.house, folder, quietly)
    before = held(open_wave.house)
    with pytest.raises(NotEmpty):
        bring_back(open_wave, folder)
    assert held(open_wave.house) == before


@pytest.mark.parametrize("harm", ["changed", "gone", "cut", "other format"])
def test_a_backup_that_is_not_whole_is_refused(
    open_wave: Installation, restored: Installation, folder: Path, harm: str
) -> None:
    back_up(open_wave.house, folder, quietly)
    office, page = folder / "office.sqlite", folder / "backup.json"
    match harm:
        case "changed":
            with closing(sqlite3.connect(office)) as forger:
                forger.execute("UPDATE person SET name = 'Somebody'")
                forger.commit()
        case "gone":
            office.unlink()
        case "cut":
            page.write_text(page.read_text()[:40])
        case _:
            page.write_text(page.read_text().replace("pulse.backup/1", "pulse.backup/9"))
    empty = held(restored.house)
    with pytest.raises(BadBackup):
        bring_back(restored, folder)
    assert held(restored.house) == empty


def test_a_backup_overwrites_nothing_and_stays_apart_from_keys(open_wave: Installation, folder: Path) -> None:
    back_up(open_wave.house, folder, quietly)
    (keys,) = open_wave.settings.key_directories
    for place in (folder, keys / "backup", keys.parent):
        with pytest.raises(NotAFolder):
            back_up(open_wave.house, place, quietly)


def test_a_backup_that_fails_leaves_no_folder(open_wave: Installation, folder: Path) -> None:
    folder.parent.mkdir()
    with open_wave.house.databases.box.writing() as session:
        session.execute(text("CREATE TABLE stranger (id INTEGER)"))
    if open_wave.house.databases.box.embedded:
        pytest.skip("SQLite files are written anew as they are")
    with pytest.raises(Exception, match="stranger"):
        back_up(open_wave.house, folder, quietly)
    assert list(folder.parent.iterdir()) == []


def test_a_backup_is_closed_to_others(open_wave: Installation, folder: Path) -> None:
    back_up(open_wave.house, folder, quietly)
    assert sorted(file.name for file in folder.iterdir()) == ["backup.json", "box.sqlite", "office.sqlite"]
    assert [path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir())] == [0, 0, 0, 0]


def without_counters(file: Path) -> bytes:
    """A SQLite file without the counters of its header, which count transactions and nothing else."""
    content = bytearray(file.read_bytes())
    for start in (24, 40, 92):
        content[start : start + 4] = bytes(4)
    return bytes(content)


@pytest.mark.sqlite
def test_the_order_of_arrival_is_not_in_a_backup(open_wave: Installation, folder: Path) -> None:
    back_up(open_wave.house, folder, quietly)
    with closing(sqlite3.connect(str(open_wave.house.databases.box.engine.url.database))) as again:
        rows = again.execute("SELECT wave, id, sealed FROM ballot").fetchall()
        again.execute("DELETE FROM ballot")
        again.executemany("INSERT INTO ballot (wave, id, sealed) VALUES (?, ?, ?)", reversed(rows))
        again.commit()
    another = folder.with_name("another")
    back_up(open_wave.house, another, quietly)
    assert without_counters(folder / "box.sqlite") == without_counters(another / "box.sqlite")


def test_the_next_wave_runs_in_what_was_restored(
    installation: Installation, restored: Installation, folder: Path
) -> None:
    installation.lives_until(OPEN)
    installation.answers()
    installation.lives_until(AFTER)
    back_up(installation.house, folder, quietly)
    bring_back(restored, folder)
    restored.lives_until(SECOND_OPEN)
    assert set(restored.answers()) == {303}
    with restored.house.databases.office.reading() as session:
        assert session.scalar(select(func.count()).select_from(Wave).where(Wave.opened_at.is_not(None))) == 2
