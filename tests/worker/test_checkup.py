"""The check-up: what is broken is said in a sentence, and a healthy installation hears nothing."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from pulse.audit import AuditEntry
from pulse.database import Role, open_databases
from pulse.database.sqlite import make_directory
from pulse.house import House
from pulse.programme.models import MailState, OutboxMail
from pulse.publications.models import Publication
from pulse.settings import Settings
from pulse.worker.checkup import Gravity, examine
from pulse.worker.checkup.directories import about_directories
from pulse.worker.rounds import tick
from tests.conftest import TestClock
from tests.postgres.server import NOBODY, WEB
from tests.worker.wave import CLOSING, OPENING, first_wave, live

APART = "more than five seconds apart"
HTTPS = {"base_url": "https://pulse.acme.example", "secure_cookies": True}


@pytest.fixture
def well(stage: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """An installation in good order, its keys apart from its databases."""
    return changed(stage, key_directories=(tmp_path_factory.mktemp("keys"),), allowed_domains=("acme.example",))


@pytest.fixture
def open_wave(well: House, clock: TestClock) -> House:
    """The same with an open wave, on the day it opened."""
    (well.settings.key_directories[0]).chmod(0o700)
    live(well, clock, OPENING + timedelta(hours=30))
    return well


def changed(house: House, **values: Any) -> House:
    settings = Settings.model_validate(house.settings.model_dump() | values)
    return replace(house, settings=settings)


def found(house: House, *gravities: Gravity) -> list[str]:
    wanted = gravities or (Gravity.FAULT, Gravity.WARNING)
    said = [finding.sentence for finding in examine(house) if finding.gravity in wanted]
    # These tests stand on a day of their own.
    return [sentence for sentence in said if APART not in sentence]


def one(house: House, gravity: Gravity) -> str:
    [sentence] = found(house, gravity)
    return sentence


def test_a_healthy_installation_hears_nothing(open_wave: House) -> None:
    assert found(open_wave) == []


@pytest.mark.sqlite
def test_what_a_choice_brings_with_it_is_noted(well: House) -> None:
    notes = found(changed(well, allowed_domains=(), roster_approval="one person"), Gravity.NOTE)
    assert [sentence.split()[0] for sentence in notes[:2]] == ["allowed_domains", "roster_approval"]
    assert any("is the only key directory" in sentence for sentence in notes)
    assert any("could open the file" in sentence for sentence in notes)


@pytest.mark.once
@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"secret_key": SecretStr("ab" * 20)}, "few different characters"),
        ({"base_url": "http://pulse.acme.example"}, "does not begin with https"),
        ({"base_url": "https://pulse.acme.example", "secure_cookies": False}, "secure_cookies is off"),
        ({**HTTPS, "base_url": "http://pulse.acme.example"}, "nobody of the staff can stay signed in"),
        ({"contact": "pulse@localhost"}, "still ends in @localhost"),
        ({"mail_url": SecretStr("smtp://127.0.0.1:9")}, "nobody is invited, reminded or able to sign in"),
    ],
)
def test_a_setting_that_costs_something_is_named(well: House, values: dict[str, Any], sentence: str) -> None:
    assert any(sentence in said for said in found(changed(well, **values)))
    assert not any(sentence in said for said in found(changed(well, **HTTPS)))


def _file(path: Path) -> None:
    rmtree(path)
    path.write_text("")


def _open(path: Path) -> None:
    path.chmod(0o755)


def _open_file(path: Path) -> None:
    next(path.glob("*.share")).chmod(0o644)


def _link(path: Path) -> None:
    share = next(path.glob("*.share"))
    share.rename(path.parent / "moved")
    share.symlink_to(path.parent / "moved")


def _stranger(path: Path) -> None:
    (path / "N0SUCHWAVE000000.share").write_bytes(b"x" * 32)
    (path / "N0SUCHWAVE000000.share").chmod(0o600)


def _lost(path: Path) -> None:
    rmtree(path)


def _lost_share(path: Path) -> None:
    next(path.glob("*.share")).unlink()


def _lost_invite(path: Path) -> None:
    next(path.glob("*.invite")).unlink()


@pytest.mark.once
@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (_file, "is not a directory"),
        (_open, "is open to others: whoever reads it and the box together"),
        (_open_file, r"\.share is open to others.* Run: chmod 600"),
        (_link, "is a symbolic link"),
        (_stranger, "belongs to no wave of this installation"),
        (_lost, "does not exist"),
        (_lost_share, r"nothing answered in that wave can ever be opened"),
        (_lost_invite, "a new key would make codes that do not work"),
    ],
)
def test_a_damaged_key_directory_is_explained(open_wave: House, damage: Callable[[Path], None], sentence: str) -> None:
    damage(open_wave.settings.key_directories[0])
    assert any(re.search(sentence, said) for said in found(open_wave))


@contextmanager
def _shut_out(path: Path) -> Iterator[None]:
    """Act as somebody who may not open a folder; root, who may open all, becomes nobody for the while."""
    before, rights, is_root = os.getresuid(), path.stat().st_mode, os.geteuid() == 0
    path.chmod(0)
    if is_root:
        os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(*before)
        path.chmod(rights)


@pytest.mark.parametrize(("closed", "sentence"), [("keys", "cannot be read and written by us"), (".", "may not enter")])
def test_a_key_directory_closed_to_us_is_named(settings: Settings, closed: str, sentence: str) -> None:
    # Not below pytest's own folder, which only root may enter.
    with TemporaryDirectory() as name:
        keys = Path(name) / "keys"
        keys.mkdir()
        Path(name).chmod(0o755)
        chosen = settings.model_copy(update={"key_directories": (keys,)})
        with _shut_out(Path(name) / closed):
            [said] = [finding.sentence for finding in about_directories(chosen) if finding.gravity is Gravity.FAULT]
    assert str(keys) in said
    assert sentence in said
    assert "no wave can open or be released" in said


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("file", "folder", "sentence"),
    [
        (0o644, 0o755, "can be opened by other users of this machine. What they find is sealed"),
        (0o660, 0o755, "They cannot read the box, but keep everybody who answers waiting. Run: chmod o= "),
        (0o644, 0o750, ""),
        (0o660, 0o770, ""),
    ],
)
def test_a_box_that_others_may_open_or_stand_in_line_for_is_named(
    well: House, file: int, folder: int, sentence: str
) -> None:
    box = Path(well.databases.box.engine.url.database or "")
    box.chmod(file)
    box.parent.chmod(folder)
    said = [one for one in found(well) if "other users" in one]
    assert len(said) == bool(sentence)
    assert all(sentence in one for one in said)


@pytest.mark.sqlite
def test_a_new_directory_of_a_database_is_closed_to_others(tmp_path: Path) -> None:
    make_directory(make_url(f"sqlite:///{tmp_path}/new/box.sqlite"))
    assert not (tmp_path / "new").stat().st_mode & 0o007


@pytest.mark.sqlite
def test_a_directory_beside_the_databases_is_named(well: House, tmp_path: Path) -> None:
    assert any("both halves of every key" in said for said in found(changed(well, key_directories=(tmp_path / "k",))))


@pytest.mark.once
def test_a_share_missing_in_one_of_two_directories_says_what_would_be_lost(
    open_wave: House, tmp_path_factory: pytest.TempPathFactory
) -> None:
    second = tmp_path_factory.mktemp("second")
    second.chmod(0o700)
    both = changed(open_wave, key_directories=(*open_wave.settings.key_directories, second))
    said = found(both)
    assert any("on the same file system" in sentence for sentence in said)
    assert any(f"{second} lacks the key share" in sentence and "the other one has it" in sentence for sentence in said)


def test_keys_that_outlive_their_release_are_named(open_wave: House, clock: TestClock) -> None:
    path = open_wave.settings.key_directories[0]
    share = next(path.glob("*.share"))
    kept = share.read_bytes()
    live(open_wave, clock, CLOSING + timedelta(days=1))
    assert found(open_wave) == []
    share.write_bytes(kept)
    share.chmod(0o600)
    assert "is here again" in one(open_wave, Gravity.WARNING)
    tick(open_wave)
    assert share.exists(), "The worker does what the check-up says that nobody does."


def test_a_release_that_was_stopped_before_it_destroyed_is_named_and_finished_by_the_worker(
    open_wave: House, clock: TestClock
) -> None:
    path = open_wave.settings.key_directories[0]
    share = next(path.glob("*.share"))
    kept = share.read_bytes()
    live(open_wave, clock, CLOSING + timedelta(days=1))
    share.write_bytes(kept)
    share.chmod(0o600)
    with open_wave.databases.office.writing() as session:
        session.execute(sa.update(Publication).values(destroyed_at=None))
    assert "is not destroyed yet" in one(open_wave, Gravity.WARNING)
    tick(open_wave)
    assert found(open_wave) == []


def test_a_worker_that_stands_still_is_noticed(open_wave: House, clock: TestClock) -> None:
    clock.now = CLOSING + timedelta(hours=1)
    assert any("closing a wave" in said for said in found(open_wave, Gravity.FAULT))


def test_mails_that_did_not_go_out_are_counted(open_wave: House, clock: TestClock) -> None:
    with open_wave.databases.office.writing() as session:
        mails = session.scalars(sa.select(OutboxMail).limit(3)).all()
        mails[0].state, mails[1].state, mails[2].state = MailState.WAITING, MailState.REFUSED, MailState.REFUSED
        for mail in mails:
            mail.due_at = clock() - timedelta(hours=1)
    said = found(open_wave)
    assert [sentence.split(" mails ")[0] for sentence in said] == ["1", "2"]


def test_a_clock_that_went_back_is_noticed(open_wave: House, clock: TestClock) -> None:
    clock.now -= timedelta(days=10)
    assert any("clock is behind" in said for said in found(open_wave, Gravity.FAULT))


@pytest.mark.postgresql
def test_a_clock_unlike_the_servers_is_noticed(well: House, clock: TestClock) -> None:
    assert any(APART in finding.sentence for finding in examine(well))
    clock.now = datetime.now(UTC)
    assert not any(APART in finding.sentence for finding in examine(well))


def test_an_altered_log_is_noticed(open_wave: House) -> None:
    with open_wave.databases.office.writing() as session:
        session.execute(sa.update(AuditEntry).where(AuditEntry.id == 1).values(actor="somebody else"))
    assert "was altered" in one(open_wave, Gravity.FAULT)


def test_a_box_without_its_half_of_the_key_is_noticed(open_wave: House) -> None:
    with open_wave.databases.box.writing() as session:
        session.execute(sa.text("UPDATE contract SET share = :nothing"), {"nothing": b""})
    assert f"key share of wave {first_wave(open_wave).name} is gone" in one(open_wave, Gravity.FAULT)


def _elsewhere(house: House, **urls: str) -> House:
    settings = house.settings.model_copy(update=urls)
    return replace(house, settings=settings, databases=open_databases(settings, Role.WORKER))


@pytest.mark.once
def test_a_missing_database_is_named_and_not_created(well: House, tmp_path: Path) -> None:
    other = _elsewhere(well, box_url=f"sqlite:///{tmp_path}/nothing.sqlite")
    assert "The database box has no tables yet" in one(other, Gravity.FAULT)
    assert not (tmp_path / "nothing.sqlite").exists()
    other.databases.dispose()


@pytest.mark.once
def test_a_database_out_of_reach_and_one_for_both_are_named(well: House) -> None:
    away = _elsewhere(well, office_url="postgresql+psycopg://nobody@127.0.0.1:9/pulse")
    assert "The database office cannot be reached" in one(away, Gravity.FAULT)
    same = _elsewhere(well, box_url=well.settings.office_url)
    assert any("are the same database" in said for said in found(same, Gravity.FAULT))
    for house in (away, same):
        house.databases.dispose()


def test_tables_of_another_version_are_named(well: House) -> None:
    with well.databases.office.writing() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = 'another'"))
    assert "another version" in one(well, Gravity.FAULT)


@pytest.mark.postgresql
def test_a_web_role_that_reads_ballots_or_keys_is_named(open_wave: House) -> None:
    for grant, sentence in (
        (f"GRANT SELECT (sealed) ON ballot TO {WEB}", "can read ballots"),
        (f"GRANT SELECT (share) ON contract TO {WEB}", "can read the box's key shares"),
    ):
        with open_wave.databases.box.writing() as session:
            session.execute(sa.text(grant))
        assert sentence in found(open_wave, Gravity.FAULT)[-1]
    assert any("no role nobody" in said for said in found(changed(open_wave, web_role="nobody")))


def test_the_mailbox_for_reports_is_looked_at(well: House, tmp_path: Path) -> None:
    mailbox = tmp_path / "reports"
    assert any("bounce_maildir is not set" in sentence for sentence in found(well, Gravity.NOTE))
    values = {"bounce_maildir": mailbox, "bounce_address": "bounces@acme.example"}
    assert "lacks its folders new and cur" in one(changed(well, **values), Gravity.FAULT)
    for folder in ("new", "cur", "tmp"):
        (mailbox / folder).mkdir(parents=True)
    assert found(changed(well, **values)) == found(well)
    assert "reports go to the address of mail_from" in one(changed(well, bounce_maildir=mailbox), Gravity.WARNING)
    (mailbox / "cur" / "1").write_text("Please stop")
    assert any("that humans may have written" in sentence for sentence in found(changed(well, **values), Gravity.NOTE))
