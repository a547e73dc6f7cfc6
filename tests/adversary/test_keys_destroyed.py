"""A11: a backup of everything that is backed up, taken in the middle of a wave, and every secret that lives long.

The key directories are outside every backup; that is what is attacked here, with one directory and with two.
"""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from pulse.ballots.keys import KeyDirectories, KeyLost
from pulse.ballots.queries import keys
from pulse.ballots.sheet import Sheet
from pulse.ballots.unseal import opened_ballots
from pulse.database import Role, open_databases
from pulse.house import House
from pulse.publications.models import Publication
from pulse.settings import Settings
from pulse.worker import open_wave, tick
from tests.adversary.scheming import Schemer
from tests.conftest import TestClock
from tests.release.stage import StagedWave

pytestmark = pytest.mark.sqlite
DATABASES = ("office.sqlite", "box.sqlite")


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """An installation with two key directories, on two disks."""
    return settings.model_copy(update={"key_directories": (tmp_path / "first" / "keys", tmp_path / "second" / "keys")})


@pytest.fixture
def wave(house: House, clock: TestClock, tmp_path: Path) -> StagedWave:
    """A wave in whose middle a backup is taken: both databases, as their files are."""
    schemer = Schemer(house, clock)
    schemer.sets_up()
    contract = schemer.opens(days_later=1)
    staged = StagedWave(house, schemer.wave().id, contract)
    staged.cast((cell, Sheet({"S1.v1": 4})) for cell in contract.cells for _ in range(5))
    (tmp_path / "backup").mkdir()
    for name in DATABASES:
        # What is in the office's write-ahead log only is about mails.
        shutil.copy(tmp_path / name, tmp_path / "backup" / name)
    return staged


def ends(wave: StagedWave, clock: TestClock) -> None:
    clock.now = wave.contract.window.closes_at
    assert tick(wave.house).failures == {}


def opened(wave: StagedWave, backup: Path, directories: KeyDirectories) -> int:
    """How many ballots the backup's box and these key directories open."""
    settings = wave.house.settings.model_copy(update={"box_url": f"sqlite:///{backup}/box.sqlite"})
    databases = open_databases(settings, Role.WORKER)
    try:
        with databases.box.reading() as session:
            held = keys(session, wave.name)
            key = directories.private_key(wave.name, held.wrapped_key, held.share)
            return len(list(opened_ballots(session, wave.name, key)))
    finally:
        databases.dispose()


def files(*directories: Path) -> list[Path]:
    return [file for directory in directories for file in directory.rglob("*") if file.is_file()]


def publications(house: House) -> int:
    with house.databases.office.reading() as session:
        return len(session.scalars(select(Publication.wave_id)).all())


def test_while_the_wave_is_open_backup_and_either_directory_open_it(wave: StagedWave, tmp_path: Path) -> None:
    """The attack works where it has to: without this, the tests below would prove nothing."""
    for path in wave.house.settings.key_directories:
        assert opened(wave, tmp_path / "backup", KeyDirectories((path,))) == 5 * len(wave.contract.cells)


def test_after_release_the_backup_opens_with_nothing_that_is_left(
    wave: StagedWave, clock: TestClock, tmp_path: Path
) -> None:
    ends(wave, clock)
    for paths in (wave.house.settings.key_directories, *((path,) for path in wave.house.settings.key_directories)):
        with pytest.raises(KeyLost):
            opened(wave, tmp_path / "backup", KeyDirectories(paths))
    assert files(tmp_path / "first", tmp_path / "second") == []


def test_no_secret_that_lives_long_is_a_share(wave: StagedWave, clock: TestClock, tmp_path: Path) -> None:
    """The settings' secret, tried as the missing share as it is, in bytes and hashed."""
    ends(wave, clock)
    secret = wave.house.settings.secret_key.get_secret_value().encode()
    candidates = [secret, secret[:32].ljust(32, b"\0"), bytes(32)]
    for number, candidate in enumerate(candidates):
        forged = tmp_path / f"forged{number}"
        forged.mkdir()
        (forged / f"{wave.name}.share").write_bytes(candidate)
        with pytest.raises(KeyLost):
            opened(wave, tmp_path / "backup", KeyDirectories((forged,)))


@pytest.mark.parametrize("lost", ["first", "second"])
def test_with_one_directory_lost_the_wave_is_released_and_the_other_destroyed(
    wave: StagedWave, clock: TestClock, tmp_path: Path, lost: str
) -> None:
    (tmp_path / lost).rename(tmp_path / "unmounted")
    clock.now = wave.contract.window.closes_at
    assert tick(wave.house).failures == {"release": "KeyOutOfReach"}
    assert publications(wave.house) == 1
    assert files(tmp_path / "first", tmp_path / "second") == []
    (tmp_path / "unmounted").rename(tmp_path / lost)
    assert tick(wave.house).failures == {}
    assert files(tmp_path / "first", tmp_path / "second") == []
    assert publications(wave.house) == 1


def test_with_both_lost_nothing_is_published_and_nothing_is_opened(
    wave: StagedWave, clock: TestClock, tmp_path: Path
) -> None:
    for directory in ("first", "second"):
        shutil.rmtree(tmp_path / directory)
    clock.now = wave.contract.window.closes_at
    assert tick(wave.house).failures == {"release": "AnswersLost"}
    assert publications(wave.house) == 0


def test_the_next_wave_has_other_keys(wave: StagedWave, clock: TestClock, tmp_path: Path) -> None:
    ends(wave, clock)
    again = open_wave(wave.house, "pulse")
    for path in wave.house.settings.key_directories:
        (path / f"{again.wave}.share").rename(path / f"{wave.name}.share")
    with pytest.raises(KeyLost):
        opened(wave, tmp_path / "backup", wave.keys)
